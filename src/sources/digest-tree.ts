import { createHash } from 'node:crypto'
import { closeSync, constants, lstatSync, openSync, readlinkSync, readSync } from 'node:fs'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../kernel/digest.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { type DigestCache, NO_CACHE } from './digest-cache.ts'

export interface TreeDigest {
  /** SHA-256 over kind, digest and name of every file, in order of names. */
  readonly sha256: string
  /** Kind and digest of everything, by path: `file`, `exec`, `link` (of its target) or `special -`. Sorted. */
  readonly entries: ReadonlyMap<string, string>
  /** SHA-256 of every regular file, by path relative to the folder. */
  readonly files: ReadonlyMap<string, string>
  /** Regular files that may be executed. */
  readonly executables: readonly string[]
}

export interface TreeOptions {
  /** Whether the right to execute is part of what is digested. npm sets modes of its own. */
  readonly modes: boolean
  /** Names at the top of the folder that are left out. */
  readonly without?: readonly string[]
  readonly cache?: DigestCache
}

const CHUNK = 4 * 1024 * 1024
/** Up to here waiting for a thread that reads costs more than reading: engines bring thousands of such files. */
const SMALL = 64 * 1024
/** A pipe that took the place of a file is not waited for. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Digests a folder, links as links. Null when there is no folder. */
export async function digestTree(root: string, options: TreeOptions): Promise<TreeDigest | null> {
  const entries = new Map<string, string>()
  const files = new Map<string, string>()
  const executables: string[] = []
  const buffer = Buffer.allocUnsafe(CHUNK)
  const walk = async (folder: string): Promise<boolean> => {
    const names = await namesIn(join(root, folder))
    if (names === null) return false
    for (const name of names) {
      if (folder === '' && options.without?.includes(name) === true) continue
      const path = folder === '' ? name : `${folder}/${name}`
      const full = join(root, path)
      const stat = lstatSync(full, { bigint: true })
      if (stat.isDirectory()) await walk(path)
      else if (stat.isSymbolicLink()) entries.set(path, `link ${sha256(readlinkSync(full, 'buffer'))}`)
      else if (stat.isFile()) {
        const known = options.cache?.get(full, stat)
        const digest = known ?? digestSmallFile(full, stat.size, buffer) ?? (await digestFile(full, buffer))
        if (known === undefined) options.cache?.set(full, stat, digest)
        const executable = (stat.mode & 0o111n) !== 0n
        if (executable) executables.push(path)
        files.set(path, digest)
        entries.set(path, `${options.modes && executable ? 'exec' : 'file'} ${digest}`)
      } else entries.set(path, 'special -')
    }
    return true
  }
  if (!(await walk(''))) return null
  await (options.cache ?? NO_CACHE).save()
  return { sha256: digestOfEntries(entries), entries, files, executables }
}

/** SHA-256 over one line an entry: `<kind> <digest> <path>`. */
export function digestOfEntries(entries: Iterable<readonly [string, string]>): string {
  return sha256(Array.from(entries, ([path, entry]) => `${entry} ${path}\n`).join(''))
}

/** As digestFile, at once; null for a file that is not small. Between folders, others have their turn. */
function digestSmallFile(path: string, size: bigint, buffer: Buffer): string | null {
  if (size > SMALL) return null
  const file = openSync(path, READ)
  try {
    const hash = createHash('sha256')
    for (;;) {
      const bytesRead = readSync(file, buffer, 0, SMALL, null)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    closeSync(file)
  }
}

/** SHA-256 of a file's bytes, lower-case hex; follows no link. */
async function digestFile(path: string, buffer: Buffer): Promise<string> {
  const hash = createHash('sha256')
  await using file: FileHandle = await open(path, READ)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
  }
}

/** In the order of their code units: the same everywhere. Null when there is no folder. */
async function namesIn(folder: string): Promise<string[] | null> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null
    throw error
  }
}
