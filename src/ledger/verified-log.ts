import type { FileHandle } from 'node:fs/promises'
import {
  consistencyPath,
  createRightEdge,
  inclusionPath,
  rootOf,
  toLeafHash,
  verifyConsistency,
  verifyInclusion,
} from '../kernel/merkle.ts'
import type { ProctorError } from '../kernel/proctor-error.ts'
import type { LedgerHead } from './checkpoint.ts'
import { corrupt } from './ledger-failure.ts'
import { readEntries, readRange } from './log-file.ts'
import type { CachedEntry, TreeCache } from './tree-cache.ts'

/** The log and its cache, read against a head that a checkpoint states. */
export interface VerifiedLog {
  /** Whether the cache leads to the root and the log's last entry is the one that it says. */
  isCacheGood(head: LedgerHead): Promise<boolean>
  /** Makes the cache again. @throws ProctorError ledger_corrupt when the log is not what the head covers */
  rebuild(head: LedgerHead): Promise<void>
  /** Root (hex) of the first `size` entries, as far as the cache is right. */
  rootOf(size: number): string
  /** Audit path of an entry that is in the log; undefined when it can't be had before a rebuild. */
  pathOf(index: number, head: LedgerHead): Promise<Uint8Array[] | undefined>
  /** The entry, shown to be the one that the head covers; undefined when that can't be shown before a rebuild. */
  entryAt(index: number, head: LedgerHead): Promise<Buffer | undefined>
  /** Proof that the tree of the head continues that of `oldSize`; undefined when the cache does not give one. */
  consistencyPath(oldSize: number, head: LedgerHead): Uint8Array[] | undefined
  /** Whether the tree of the head begins with that of `old`, as far as the cache is right. */
  continues(old: LedgerHead, head: LedgerHead): boolean
  /** Entries from `from` on. @throws ProctorError ledger_corrupt at the end, when they are not what the head covers */
  entries(head: LedgerHead, from: number): AsyncGenerator<Buffer>
  rewritten(head: LedgerHead): ProctorError
}

const REBUILD_BATCH = 4096
const NEWLINE = 0x0a

export function createVerifiedLog(dir: string, log: FileHandle, cache: TreeCache): VerifiedLog {
  function hexRoot(size: number): string {
    return Buffer.from(rootOf(size, cache.read)).toString('hex')
  }

  async function readEntry(index: number): Promise<Buffer | undefined> {
    const start = cache.endOf(index - 1)
    const length = cache.endOf(index) - start
    if (length <= 0 || length > (await log.stat()).size) return undefined
    const line = await readRange(log, start, length)
    return line.length === length && line.at(-1) === NEWLINE ? line.subarray(0, -1) : undefined
  }

  async function provenEntry(
    index: number,
    { size, rootHash }: LedgerHead,
  ): Promise<{ readonly entry: Buffer; readonly path: Uint8Array[] } | undefined> {
    const entry = await readEntry(index)
    if (entry === undefined) return undefined
    const path = inclusionPath(index, size, cache.read)
    const root = Buffer.from(rootHash, 'hex')
    const good = verifyInclusion({ index, size, leafHash: toLeafHash(entry), path, root })
    return good ? { entry, path } : undefined
  }

  function truncated(size: number, head: LedgerHead): ProctorError {
    const what = `the log holds ${size} whole entries, the checkpoint covers ${head.size}`
    return corrupt('truncated', dir, what, { entries: size, covered: head.size })
  }

  function rewritten(head: LedgerHead): ProctorError {
    const what = `the ${head.size} entries of the log are not those that the checkpoint covers`
    return corrupt('rewritten', dir, what, { covered: head.size })
  }

  return {
    rootOf: hexRoot,
    rewritten,
    async isCacheGood({ size, rootHash }) {
      if (!cache.reaches(size) || hexRoot(size) !== rootHash) return false
      if (size === 0) return true
      const last = await readEntry(size - 1)
      return last !== undefined && Buffer.compare(toLeafHash(last), cache.read(0, size - 1)) === 0
    },
    async rebuild(head) {
      let size = 0
      let batch: CachedEntry[] = []
      const flush = (): void => {
        cache.append(size, batch)
        size += batch.length
        batch = []
      }
      for await (const { leafHash, end } of readEntries(log, 0, head.size)) {
        batch.push({ leafHash, end })
        if (batch.length === REBUILD_BATCH) flush()
      }
      flush()
      if (size < head.size) throw truncated(size, head)
      if (hexRoot(head.size) !== head.rootHash) throw rewritten(head)
    },
    pathOf: async (index, head) => (await provenEntry(index, head))?.path,
    entryAt: async (index, head) => (await provenEntry(index, head))?.entry,
    consistencyPath(oldSize, { size, rootHash }) {
      const path = consistencyPath(oldSize, size, cache.read)
      const oldRoot = rootOf(oldSize, cache.read)
      const root = Buffer.from(rootHash, 'hex')
      return verifyConsistency({ oldSize, size, oldRoot, root, path }) ? path : undefined
    },
    continues(old, { size, rootHash }) {
      if (old.size > size) return false
      const path = consistencyPath(old.size, size, cache.read)
      const [oldRoot, root] = [Buffer.from(old.rootHash, 'hex'), Buffer.from(rootHash, 'hex')]
      return verifyConsistency({ oldSize: old.size, size, oldRoot, root, path })
    },
    async *entries(head, from) {
      if (from >= head.size) return
      const edge = createRightEdge(from, cache.read)
      for await (const entry of readEntries(log, cache.endOf(from - 1), head.size - from)) {
        edge.append(entry.leafHash)
        yield entry.bytes
      }
      if (edge.size < head.size) throw truncated(edge.size, head)
      if (Buffer.from(edge.root()).toString('hex') !== head.rootHash) throw rewritten(head)
    },
  }
}
