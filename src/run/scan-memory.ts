// Promises: the scans of documents whose bytes this program has scanned before, so that many documents are judged anew in a moment.
// Must not: keep what the whole workspace decides; a scan depends on the program, the names and the document's bytes alone.
// Called by: run/validate-planning.ts.
//
// Trust: the file lies where the compiled code of this program lies. Who can write there can already make it say anything.
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import * as z from 'zod'
import { sha256 } from '../kernel/digest.ts'
import type { Names } from '../planning/claims/normalise.ts'
import type { Scan } from '../planning/claims/scan-claims.ts'
import { replaceFile } from '../workspace/write-yaml.ts'
import { programDigest } from './program-digest.ts'
import { readIfThere } from './read-if-there.ts'

const Kept = z.strictObject({
  program: z.string(),
  names: z.string(),
  /** By the SHA-256 of a document's bytes. */
  scans: z.record(
    z.string(),
    z.strictObject({
      claims: z.array(
        z.strictObject({
          kind: z.enum(['standing', 'authority', 'document', 'achievement', 'stage']),
          rule: z.string(),
          sentence: z.string(),
          line: z.int().positive(),
        }),
      ),
      problems: z.array(z.strictObject({ line: z.int().positive(), message: z.string(), fix: z.string() })),
    }),
  ),
})

export interface ScanMemory {
  /** By path, of the files whose bytes were scanned before. */
  readonly known: ReadonlyMap<string, Scan>
  /** Keeps these in place of what was kept. That nothing could be written is no error: they will be scanned again. */
  keep(scans: ReadonlyMap<string, Scan>): Promise<void>
}

/** A memory that knows nothing and keeps nothing. */
export const NO_MEMORY: ScanMemory = { known: new Map(), keep: () => Promise.resolve() }

/**
 * @param workspace its folder; each has a memory of its own
 * @param home where the user's caches lie; without such a place there is no memory
 */
export async function openScanMemory(
  workspace: string,
  files: ReadonlyMap<string, Uint8Array>,
  asked: Names,
  home = cacheHome(),
): Promise<ScanMemory> {
  const program = await programDigest().catch(() => undefined)
  if (!isAbsolute(home) || program === undefined) return NO_MEMORY
  const folder = join(home, 'proctor', 'claims')
  const path = join(folder, `${sha256(workspace)}.json`)
  const names = JSON.stringify(asked)
  const before = String((await readIfThere(path).catch(() => null)) ?? '')
  const kept = toKept(before)
  const digests = new Map([...files].map(([name, bytes]) => [name, sha256(bytes)]))
  const isOurs = kept?.program === program && kept.names === names
  const known = new Map(
    [...digests].flatMap(([name, digest]) => {
      const scan = isOurs ? kept.scans[digest] : undefined
      return scan === undefined ? [] : [[name, scan] as const]
    }),
  )
  return {
    known,
    async keep(scans) {
      const byDigest = [...scans].map(([name, scan]) => [digests.get(name) ?? '', scan])
      const text = JSON.stringify({ program, names, scans: Object.fromEntries(byDigest) })
      if (text === before) return
      await mkdir(folder, { recursive: true, mode: 0o700 })
        .then(() => replaceFile(path, text))
        .catch(() => undefined)
    },
  }
}

/** Empty for a user without a home. */
function cacheHome(): string {
  const { XDG_CACHE_HOME } = process.env
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return XDG_CACHE_HOME
  try {
    return join(homedir(), '.cache')
  } catch {
    return ''
  }
}

/** What can not be read or is not of the known form was never kept. */
function toKept(text: string): z.infer<typeof Kept> | undefined {
  try {
    return Kept.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
