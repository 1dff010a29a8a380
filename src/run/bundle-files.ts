// Promises: a folder as the verifier's Files port: lstat only, no link followed, regular files only, bounded reads.
// Must not: write, follow a link, block on a pipe, or read more than it is asked. Called by: run/ and cli/ for verify.
import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, opendir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, sep } from 'node:path'
import { sha256 } from '../kernel/digest.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import type {
  BundleEntry,
  BundleFiles,
  BundleListing,
  Digests,
  ListLimits,
  Unreadable,
} from '../verify/bundle-files.ts'
import { digestInThread } from './digest-thread.ts'

/** Absent on Windows, where lstat before and fstat after opening have to do. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
/** Larger files are digested in threads, smaller ones are read whole. */
const SMALL_BYTES = 4 * 1024 * 1024
const OPEN_AT_ONCE = 32

interface OpenedFile {
  readonly path: string
  readonly handle: FileHandle
  readonly bytes: number
}

/**
 * The bundle at `root`. What is no folder, or can't be read, shows as a problem of its listing.
 * @throws ProctorError path_missing when nothing is there
 */
export async function openBundleFiles(root: string): Promise<BundleFiles> {
  try {
    await lstat(root)
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT' && errnoOf(cause) !== 'ENOTDIR') throw cause
    throw new ProctorError('path_missing', `there is nothing at ${root}`, {
      cause,
      hint: 'name the folder of a bundle',
    })
  }
  const known = new Map<string, BigIntStats>()
  return {
    list: (limits) => listFolder(root, limits, known),
    read: (path, maxBytes) =>
      withFile(root, path, known.get(path), async (handle, size) => {
        if (size > maxBytes) return { why: `it has ${size} bytes, at most ${maxBytes} are read` }
        return readWhole(handle, size)
      }),
    digest: (paths) => beginDigest(root, paths, known),
  }
}

async function listFolder(
  root: string,
  limits: ListLimits,
  known: Map<string, BigIntStats>,
): Promise<BundleListing> {
  const entries: BundleEntry[] = []
  const problems: (Unreadable & { path: string })[] = []
  const waiting: { path: string; depth: number }[] = [{ path: '', depth: 0 }]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (folder.depth > limits.depth) {
      problems.push({ path: folder.path, why: `folders are nested deeper than ${limits.depth}` })
      continue
    }
    try {
      if (folder.path === '' && !(await lstat(root)).isDirectory()) {
        return { entries, problems: [{ path: '', why: 'it is not a folder' }] }
      }
      for await (const { name } of await opendir(join(root, folder.path))) {
        if (entries.length >= limits.entries) {
          problems.push({ path: folder.path, why: `it holds more than ${limits.entries} entries` })
          return { entries, problems }
        }
        const path = folder.path === '' ? name : `${folder.path}/${name}`
        const entry = await readEntry(root, path, known)
        if ('why' in entry) problems.push({ path, why: entry.why })
        else entries.push(entry)
        if ('kind' in entry && entry.kind === 'folder') waiting.push({ path, depth: folder.depth + 1 })
      }
    } catch (error) {
      problems.push({ path: folder.path, why: whyUnreadable(error) })
    }
  }
  return { entries, problems }
}

async function readEntry(
  root: string,
  path: string,
  known: Map<string, BigIntStats>,
): Promise<BundleEntry | Unreadable> {
  // Names that are not UTF-8 arrive with replacement characters; nothing sealed has such a name.
  if (path.includes('\uFFFD')) return { why: 'its name is not UTF-8' }
  if (sep !== '/' && path.includes(sep)) return { why: 'its name holds a separator' }
  try {
    const stats = await lstat(join(root, path), { bigint: true })
    known.set(path, stats)
    const kind = stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'folder'
        : stats.isSymbolicLink()
          ? 'link'
          : 'other'
    return { path, kind, bytes: Number(stats.size) }
  } catch (error) {
    return { why: whyUnreadable(error) }
  }
}

async function openListed(
  root: string,
  path: string,
  listed: BigIntStats | undefined,
): Promise<FileHandle | Unreadable> {
  if (listed?.isFile() !== true) return { why: 'it is not a regular file' }
  let handle: FileHandle
  try {
    handle = await open(join(root, path), OPEN_FLAGS)
  } catch (error) {
    return { why: whyUnreadable(error) }
  }
  const stats = await handle.stat({ bigint: true })
  const same = stats.isFile() && stats.dev === listed.dev && stats.ino === listed.ino
  if (same && stats.size === listed.size) return handle
  await handle.close()
  return { why: 'it changed while it was being verified' }
}

async function withFile<T>(
  root: string,
  path: string,
  listed: BigIntStats | undefined,
  use: (handle: FileHandle, size: number) => Promise<T | Unreadable>,
): Promise<T | Unreadable> {
  const handle = await openListed(root, path, listed)
  if ('why' in handle) return handle
  try {
    return await use(handle, Number(listed?.size ?? 0))
  } catch (error) {
    return { why: whyUnreadable(error) }
  } finally {
    await handle.close()
  }
}

async function readWhole(handle: FileHandle, size: number): Promise<Uint8Array | Unreadable> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let filled = 0
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled)
    if (bytesRead === 0) return { why: 'it became shorter while it was being verified' }
    filled += bytesRead
  }
  return bytes
}

/** Settles once the threads run, so that they work while the caller does. */
async function beginDigest(
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, BigIntStats>,
): Promise<{ readonly done: Promise<Digests> }> {
  const sizeOf = (path: string): number => Number(known.get(path)?.size ?? 0)
  const large = paths.filter((path) => sizeOf(path) > SMALL_BYTES)
  const first = await openLarge(root, large.slice(0, OPEN_AT_ONCE), known)
  const running = digestLarge(first)
  const finish = async (): Promise<Digests> => {
    const answers = [await running]
    for (let start = OPEN_AT_ONCE; start < large.length; start += OPEN_AT_ONCE) {
      answers.push(await digestLarge(await openLarge(root, large.slice(start, start + OPEN_AT_ONCE), known)))
    }
    for (const path of paths) {
      if (sizeOf(path) > SMALL_BYTES) continue
      const bytes = await withFile(root, path, known.get(path), readWhole)
      answers.push(new Map([[path, 'why' in bytes ? bytes : sha256(bytes)]]))
    }
    return new Map(answers.flatMap((answer) => [...answer]))
  }
  return { done: finish() }
}

async function openLarge(
  root: string,
  paths: readonly string[],
  known: ReadonlyMap<string, BigIntStats>,
): Promise<{ readonly opened: readonly OpenedFile[]; readonly refused: Digests }> {
  const opened: OpenedFile[] = []
  const refused = new Map<string, Unreadable>()
  for (const path of paths) {
    const handle = await openListed(root, path, known.get(path))
    if ('why' in handle) refused.set(path, handle)
    else opened.push({ path, handle, bytes: Number(known.get(path)?.size ?? 0) })
  }
  return { opened, refused }
}

/** Spreads files over as many threads as there are processors, and closes them in the end. */
async function digestLarge(files: {
  readonly opened: readonly OpenedFile[]
  readonly refused: Digests
}): Promise<Digests> {
  const answers = new Map(files.refused)
  try {
    await Promise.all(
      toShares(files.opened, availableParallelism()).map(async (share) => {
        const results = await digestInThread(share.map(({ handle, bytes }) => ({ fd: handle.fd, bytes })))
        share.forEach(({ path }, index) => {
          const result = results[index]
          answers.set(path, result?.sha256 ?? { why: result?.why ?? 'it was not digested' })
        })
      }),
    )
  } finally {
    await Promise.all(files.opened.map(({ handle }) => handle.close()))
  }
  return answers
}

function toShares(files: readonly OpenedFile[], count: number): OpenedFile[][] {
  const shares = Array.from({ length: Math.min(count, files.length) }, () => ({
    bytes: 0,
    files: [] as OpenedFile[],
  }))
  for (const file of files.toSorted((a, b) => b.bytes - a.bytes)) {
    const least = shares.reduce((a, b) => (b.bytes < a.bytes ? b : a))
    least.files.push(file)
    least.bytes += file.bytes
  }
  return shares.map((share) => share.files)
}

function whyUnreadable(error: unknown): string {
  const code = errnoOf(error)
  if (code === undefined) throw error
  return `it can not be read (${code})`
}
