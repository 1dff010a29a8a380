import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../kernel/digest.ts'
import { toLeafHash } from '../kernel/merkle.ts'
import type { LedgerHead } from './checkpoint.ts'
import { writeAt, writeNewFile } from './durable-write.ts'
import type { TornTail } from './ledger.ts'
import { ledgerStep } from './ledger-failure.ts'
import { readRange } from './log-file.ts'
import type { CachedEntry, TreeCache } from './tree-cache.ts'
import type { VerifiedLog } from './verified-log.ts'

/** A log that its writer has open, with what is read of it. */
export interface WritableLog {
  readonly dir: string
  readonly file: FileHandle
  readonly cache: TreeCache
  readonly verified: VerifiedLog
}

export const LOG = 'log.jsonl'
const NEWLINE = Uint8Array.of(0x0a)

/**
 * Writes leaves behind the entries of `head`, on the disk when this settles; no checkpoint covers them yet.
 * @returns the head that one has to state
 */
export async function writeLeaves(
  { dir, file, cache, verified }: WritableLog,
  leaves: readonly Uint8Array[],
  head: LedgerHead,
): Promise<LedgerHead> {
  const covered = cache.endOf(head.size - 1)
  let end = covered
  const added = leaves.map((leaf): CachedEntry => {
    end += leaf.length + 1
    return { leafHash: toLeafHash(leaf), end }
  })
  const lines = Buffer.concat(leaves.flatMap((leaf) => [leaf, NEWLINE]))
  await ledgerStep('append', join(dir, LOG), async () => {
    await writeAt(file, lines, covered)
    await file.datasync()
  })
  cache.append(head.size, added)
  const size = head.size + leaves.length
  return { size, rootHash: verified.rootOf(size) }
}

/** What lies behind the entries of `head` goes into a file of its own before it is cut off; null when nothing does. */
export async function putTailAside(
  { dir, file, cache, verified }: WritableLog,
  head: LedgerHead,
): Promise<TornTail | null> {
  const { size } = await file.stat()
  if (size <= cache.endOf(head.size - 1)) return null
  // Before anything is cut off, where to cut must follow from the log and not from the cache.
  await verified.rebuild(head)
  const covered = cache.endOf(head.size - 1)
  const bytes = await readRange(file, covered, size - covered)
  const digest = sha256(bytes)
  const savedAs = `torn.${covered}.${digest.slice(0, 16)}`
  await ledgerStep('save torn tail', join(dir, savedAs), () => writeNewFile(dir, savedAs, bytes))
  await ledgerStep('cut torn tail', join(dir, LOG), async () => {
    await file.truncate(covered)
    await file.datasync()
  })
  return { bytes: bytes.length, sha256: digest, savedAs }
}
