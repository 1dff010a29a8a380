import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { toLeafHash } from '../kernel/merkle.ts'
import type { CachedEntry } from './tree-cache.ts'

const CHUNK = 1 << 20
const NEWLINE = 0x0a

export async function openLog(path: string, writable: boolean): Promise<FileHandle> {
  return open(path, (writable ? constants.O_RDWR : constants.O_RDONLY) | constants.O_NOFOLLOW)
}

/** `length` bytes from `at`; fewer when the file ends before. */
export async function readRange(log: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await log.read(bytes, done, length - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

/** An entry and where its line ends. */
export interface ReadEntry extends CachedEntry {
  readonly bytes: Buffer
}

/** Up to `limit` whole lines from offset `at`, without their newlines. A line without a newline is no entry. */
export async function* readEntries(log: FileHandle, at: number, limit: number): AsyncGenerator<ReadEntry> {
  for await (const batch of readEntryBatches(log, at, limit)) yield* batch
}

/** The same, a chunk of the file at a time: several times as fast where every entry of a long log is looked at. */
export async function* readEntryBatches(
  log: FileHandle,
  at: number,
  limit: number,
): AsyncGenerator<readonly ReadEntry[]> {
  for await (const { start, lines } of readLineBlocks(log, at, limit)) {
    let end = start
    yield lines.map((bytes) => {
      end += bytes.length + 1
      return { bytes, leafHash: toLeafHash(bytes), end }
    })
  }
}

/** Whole lines that follow each other in the log. */
export interface LineBlock {
  /** Offset of the first of them. */
  readonly start: number
  /** All of them, each with its newline. */
  readonly bytes: Buffer
  /** Without newlines; parts of `bytes`. */
  readonly lines: readonly Buffer[]
}

/** Up to `limit` whole lines from offset `at`. A line without a newline is none. */
export async function* readLineBlocks(log: FileHandle, at: number, limit: number): AsyncGenerator<LineBlock> {
  let start = at
  let rest: Buffer = Buffer.alloc(0)
  let found = 0
  while (found < limit) {
    const chunk = await readRange(log, start + rest.length, Math.max(CHUNK, rest.length))
    if (chunk.length === 0) return
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const lines: Buffer[] = []
    let from = 0
    for (let end = bytes.indexOf(NEWLINE, rest.length); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      lines.push(bytes.subarray(from, end))
      from = end + 1
      found += 1
      if (found === limit) break
    }
    yield { start, bytes: bytes.subarray(0, from), lines }
    rest = bytes.subarray(from)
    start += from
  }
}
