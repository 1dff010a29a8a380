import type { BigIntStats } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { errnoOf } from '../kernel/proctor-error.ts'

/** Digests of files that have not been touched since, as far as their inode, size and times tell. */
export interface DigestCache {
  get(path: string, stat: BigIntStats): string | undefined
  set(path: string, stat: BigIntStats, sha256: string): void
  save(): Promise<void>
}

/** Remembers nothing: every digest is taken from the bytes. */
export const NO_CACHE: DigestCache = {
  get: () => undefined,
  set: () => undefined,
  save: async () => undefined,
}

const Stored = z.record(z.string(), z.strictObject({ stat: z.string(), sha256: z.string() }))

/** A cache in one file. What can't be read as one is left out: it only makes things slower. */
export async function openDigestCache(file: string): Promise<DigestCache> {
  const known = new Map(Object.entries(await readStored(file)))
  let changed = false
  return {
    get(path, stat) {
      const entry = known.get(path)
      return entry?.stat === keyOf(stat) ? entry.sha256 : undefined
    },
    set(path, stat, sha256) {
      known.set(path, { stat: keyOf(stat), sha256 })
      changed = true
    },
    async save() {
      if (!changed) return
      const temporary = `${file}.${process.pid}.tmp`
      await writeFile(temporary, JSON.stringify(Object.fromEntries(known)), { mode: 0o600 })
      await rename(temporary, file)
    },
  }
}

async function readStored(file: string): Promise<z.infer<typeof Stored>> {
  try {
    const parsed = Stored.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return parsed.success ? parsed.data : {}
  } catch (error) {
    if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return {}
    throw error
  }
}

function keyOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
