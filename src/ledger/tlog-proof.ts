import type { KeyObject } from 'node:crypto'
import { parseBase64 } from '../kernel/dsse.ts'
import { HASH_BYTES, toLeafHash, verifyInclusion } from '../kernel/merkle.ts'
import { type LedgerHead, openCheckpoint } from './checkpoint.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'
const INDEX = /^index (0|[1-9][0-9]{0,15})$/
const MAX_PATH = 63

export interface TlogProof {
  readonly index: number
  /** From the leaf's sibling up to the child of the root. */
  readonly path: readonly Uint8Array[]
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string
}

/**
 * Text of a proof that an entry is in a log. Source of the format: c2sp.org/tlog-proof; proctor writes no `extra`
 * line and refuses one, since nothing would vouch for it.
 */
export function toTlogProof(proof: TlogProof): string {
  const path = proof.path.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')
  return `${HEADER}\nindex ${proof.index}\n${path}\n${proof.checkpoint}`
}

/** Undefined for any other text. Nothing is verified. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const end = text.indexOf('\n\n')
  if (end === -1) return undefined
  const [header, indexLine = '', ...hashes] = text.slice(0, end).split('\n')
  const index = Number(INDEX.exec(indexLine)?.[1])
  if (header !== HEADER || !Number.isSafeInteger(index) || hashes.length > MAX_PATH) return undefined
  const path: Uint8Array[] = []
  for (const base64 of hashes) {
    const hash = parseBase64(base64)
    if (hash?.length !== HASH_BYTES) return undefined
    path.push(hash)
  }
  return { index, path, checkpoint: text.slice(end + 2) }
}

export type TlogProofResult =
  | { readonly ok: true; readonly index: number; readonly head: LedgerHead }
  | { readonly ok: false; readonly reason: string }

/** Whether `entry` (the payload of a statement) is in the log `origin` by a checkpoint of one of `keys`. Never throws. */
export function verifyTlogProof(
  text: string,
  entry: Uint8Array,
  origin: string,
  keys: readonly KeyObject[],
): TlogProofResult {
  const proof = parseTlogProof(text)
  if (proof === undefined) return { ok: false, reason: `not the text of a ${HEADER}` }
  const checkpoint = openCheckpoint(proof.checkpoint, origin, keys)
  if (!checkpoint.ok) return { ok: false, reason: `checkpoint: ${checkpoint.reason}` }
  const { head } = checkpoint
  const included = verifyInclusion({
    index: proof.index,
    size: head.size,
    leafHash: toLeafHash(entry),
    path: proof.path,
    root: Buffer.from(head.rootHash, 'hex'),
  })
  if (!included) return { ok: false, reason: 'the path does not lead from the entry to the root' }
  return { ok: true, index: proof.index, head }
}
