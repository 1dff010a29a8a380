import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { closedSubtrees, HASH_BYTES, type ReadSubtree } from '../kernel/merkle.ts'

/** Bytes by position: a file, or memory where nothing may be written. Short reads give zeros. */
interface Store {
  read(at: number, length: number): Buffer
  write(at: number, bytes: Uint8Array): void
  length(): number
  close(): void
}

/**
 * What saves reading the whole log: the hash of every complete subtree in the order in which they close, and for each
 * entry the offset of the byte after its newline (8 bytes, big-endian). Both can be made again from `log.jsonl` and
 * are trusted for nothing: what is read from them counts only when it leads to a signed root.
 */
export interface TreeCache {
  /** Whether there is something for each of the first `size` entries; it may be wrong. */
  reaches(size: number): boolean
  readonly read: ReadSubtree
  /** Offset in the log after entry `index`; 0 for index -1. */
  endOf(index: number): number
  /** Adds entries after the first `size`; whatever stood there is written over. */
  append(size: number, added: readonly CachedEntry[]): void
  close(): void
}

export interface CachedEntry {
  readonly leafHash: Uint8Array
  /** Offset in the log of the byte after its newline. */
  readonly end: number
}

const END_BYTES = 8

/** The cache in `tree.bin` and `ends.bin` of a folder, or in memory alone for a reader. */
export function openTreeCache(folder: string, place: 'files' | 'memory'): TreeCache {
  const tree = place === 'files' ? openFileStore(join(folder, 'tree.bin')) : createMemoryStore()
  const ends = place === 'files' ? openFileStore(join(folder, 'ends.bin')) : createMemoryStore()
  const read: ReadSubtree = (level, index) => tree.read(positionOf(level, index) * HASH_BYTES, HASH_BYTES)
  return {
    read,
    reaches: (size) => tree.length() >= subtreesIn(size) * HASH_BYTES && ends.length() >= size * END_BYTES,
    endOf: (index) => (index < 0 ? 0 : Number(ends.read(index * END_BYTES, END_BYTES).readBigUInt64BE())),
    append(size, added) {
      const fresh = new Map<number, Uint8Array>()
      const readFresh: ReadSubtree = (level, index) =>
        fresh.get(positionOf(level, index)) ?? read(level, index)
      let position = subtreesIn(size)
      const offsets = Buffer.alloc(added.length * END_BYTES)
      for (const [nth, { leafHash, end }] of added.entries()) {
        for (const hash of closedSubtrees(size + nth, leafHash, readFresh)) fresh.set(position++, hash)
        offsets.writeBigUInt64BE(BigInt(end), nth * END_BYTES)
      }
      tree.write(subtreesIn(size) * HASH_BYTES, Buffer.concat([...fresh.values()]))
      ends.write(size * END_BYTES, offsets)
    },
    close() {
      tree.close()
      ends.close()
    },
  }
}

/** How many complete subtrees `size` leaves have: 2n less the ones in n's binary form. */
function subtreesIn(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest
  return count
}

/** A subtree stands after all that closed before its last leaf, above those that close with it. */
function positionOf(level: number, index: number): number {
  return subtreesIn((index + 1) * 2 ** level - 1) + level
}

function openFileStore(path: string): Store {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644)
  return {
    read(at, length) {
      const bytes = Buffer.alloc(length)
      readSync(file, bytes, 0, length, at)
      return bytes
    },
    write(at, bytes) {
      for (let done = 0; done < bytes.length; )
        done += writeSync(file, bytes, done, bytes.length - done, at + done)
    },
    length: () => fstatSync(file).size,
    close: () => closeSync(file),
  }
}

function createMemoryStore(): Store {
  let held = Buffer.alloc(0)
  let used = 0
  return {
    read(at, length) {
      const bytes = Buffer.alloc(length)
      held.copy(bytes, 0, at, Math.min(at + length, used))
      return bytes
    },
    write(at, bytes) {
      const end = at + bytes.length
      if (end > held.length) held = Buffer.concat([held], Math.max(end, held.length * 2))
      held.set(bytes, at)
      used = Math.max(used, end)
    },
    length: () => used,
    close() {
      held = Buffer.alloc(0)
    },
  }
}
