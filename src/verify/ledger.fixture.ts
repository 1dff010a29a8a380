// Proofs of a small ledger, as the ledger of a workspace would give them.
import type { SigningKey } from '../evidence/keys.ts'
import { inclusionPath, rootOf, toLeafHash, toNodeHash } from '../kernel/merkle.ts'
import { signCheckpoint, toOrigin } from '../ledger/checkpoint.ts'
import { toTlogProof } from '../ledger/tlog-proof.ts'

/** @param index of the entry that is proven, in a ledger that holds these entries and no more */
export function proofOf(
  entries: readonly Uint8Array[],
  index: number,
  { workspaceId, key }: { readonly workspaceId: string; readonly key: SigningKey },
): string {
  const hashes = entries.map(toLeafHash)
  const read = (level: number, at: number): Uint8Array =>
    level === 0
      ? (hashes[at] ?? Buffer.alloc(0))
      : toNodeHash(read(level - 1, 2 * at), read(level - 1, 2 * at + 1))
  const size = hashes.length
  const rootHash = Buffer.from(rootOf(size, read)).toString('hex')
  return toTlogProof({
    index,
    path: inclusionPath(index, size, read),
    checkpoint: signCheckpoint(toOrigin(workspaceId), { size, rootHash }, key.privateKey),
  })
}
