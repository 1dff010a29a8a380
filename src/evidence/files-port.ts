// Promises: every operation by which evidence reaches the disk, one by one, so that each of them can be made to fail.
// Must not: retry, swallow or soften a failure. Called by: evidence/; run/ passes the node implementation.
import { createHash } from 'node:crypto'
import { constants, type Dirent } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** An open file that is only ever appended to. */
export interface FileSink {
  write(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export interface FoundFile {
  /** Relative to the folder that was listed, `/` between segments. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'other'
  readonly bytes: number
}

export interface FilesPort {
  /** Makes a folder and its parents; one that is there is no error. */
  makeFolder(path: string): Promise<void>
  /** A new file; one that is there already is an error. */
  create(path: string): Promise<FileSink>
  /** A file that is there, cut to its first `bytes`, to be continued behind them. */
  reopen(path: string, bytes: number): Promise<FileSink>
  /** Flushes a file that is closed already. */
  syncFile(path: string): Promise<void>
  syncFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Removes a file or a whole folder; one that is absent is no error. */
  remove(path: string): Promise<void>
  /** Everything below a folder, links not followed, in no order. */
  list(path: string): Promise<FoundFile[]>
  digest(path: string): Promise<{ readonly bytes: number; readonly sha256: string }>
}

export const nodeFiles: FilesPort = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true })
  },
  async create(path) {
    return toSink(await open(path, 'wx'))
  },
  async reopen(path, bytes) {
    const handle = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW)
    try {
      await handle.truncate(bytes)
    } catch (error) {
      await handle.close()
      throw error
    }
    return toSink(handle)
  },
  syncFile: (path) => syncPath(path, constants.O_RDONLY | constants.O_NOFOLLOW),
  syncFolder: (path) => syncPath(path, constants.O_RDONLY | constants.O_DIRECTORY),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { recursive: true, force: true }),
  async list(path) {
    const found: FoundFile[] = []
    await walk(path, '', found)
    return found
  },
  async digest(path) {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const hash = createHash('sha256')
      // No more than it can need: most files are small, and there are many.
      const { size } = await handle.stat()
      const buffer = Buffer.allocUnsafe(Math.min(Math.max(size + 1, 4_096), 1 << 20))
      let bytes = 0
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
        if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
        hash.update(buffer.subarray(0, bytesRead))
        bytes += bytesRead
      }
    } finally {
      await handle.close()
    }
  },
}

function toSink(handle: FileHandle): FileSink {
  return {
    async write(bytes) {
      let rest = bytes
      while (rest.length > 0) {
        const { bytesWritten } = await handle.write(rest)
        rest = rest.subarray(bytesWritten)
      }
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  }
}

async function syncPath(path: string, flags: number): Promise<void> {
  const handle = await open(path, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function walk(root: string, below: string, found: FoundFile[]): Promise<void> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const kind = kindOf(entry)
    found.push({ path, kind, bytes: kind === 'file' ? (await lstat(join(root, path))).size : 0 })
    if (kind === 'folder') await walk(root, path, found)
  }
}

function kindOf(entry: Dirent): FoundFile['kind'] {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'folder' : 'other'
}
