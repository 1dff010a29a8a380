import type { KeyObject } from 'node:crypto'
import { LEDGER_ORIGIN } from '../contract/ids.ts'
import { parseBase64 } from '../kernel/dsse.ts'
import { HASH_BYTES } from '../kernel/merkle.ts'
import { openNote, signNote } from './note.ts'

/** State of the log: how many entries, and the Merkle root over them (hex). */
export interface LedgerHead {
  readonly size: number
  readonly rootHash: string
}

export type CheckpointResult =
  | { readonly ok: true; readonly head: LedgerHead }
  | { readonly ok: false; readonly reason: string }

/** A ledger key and the stretch of the ledger in which it signs, by entry index. */
export interface WindowedKey {
  readonly key: KeyObject
  readonly validFrom: number
  readonly validUntil: number | null
}

const SIZE = /^(?:0|[1-9][0-9]{0,15})$/

/** Origin line, and key name, of a workspace's ledger. */
export function toOrigin(workspaceId: string): string {
  return `${LEDGER_ORIGIN}:${workspaceId}`
}

/**
 * A signed checkpoint: origin, size and root, one a line, as a signed note whose key is named by the origin.
 * Source of the format: c2sp.org/tlog-checkpoint. No extension lines.
 */
export function signCheckpoint(origin: string, head: LedgerHead, key: KeyObject): string {
  const root = Buffer.from(head.rootHash, 'hex').toString('base64')
  return signNote(`${origin}\n${head.size}\n${root}\n`, { name: origin, key })
}

/**
 * As openCheckpoint, by the keys that were in force at the last entry that it covers: a key that was retired, and that
 * somebody may hold since, signs nothing newer.
 */
export function openCheckpointInForce(
  text: string,
  origin: string,
  keys: readonly WindowedKey[],
): CheckpointResult {
  const stated = openCheckpoint(
    text,
    origin,
    keys.map(({ key }) => key),
  )
  if (!stated.ok) return stated
  const last = Math.max(0, stated.head.size - 1)
  const inForce = keys.filter(
    ({ validFrom, validUntil }) => last >= validFrom && (validUntil === null || last < validUntil),
  )
  if (inForce.length === keys.length) return stated
  const opened = openCheckpoint(
    text,
    origin,
    inForce.map(({ key }) => key),
  )
  return opened.ok
    ? opened
    : { ok: false, reason: `the key that signed it was not in force at entry ${last}` }
}

/** The head that a checkpoint of `origin` states, when one of `keys` signed it. Never throws. */
export function openCheckpoint(text: string, origin: string, keys: readonly KeyObject[]): CheckpointResult {
  const note = openNote(
    text,
    keys.map((key) => ({ name: origin, key })),
  )
  if (!note.ok) return note
  const [first, size, root, ...rest] = note.text.split('\n')
  if (first !== origin) return { ok: false, reason: 'a checkpoint of another log' }
  if (size === undefined || !SIZE.test(size) || !Number.isSafeInteger(Number(size)))
    return { ok: false, reason: 'the size is no number' }
  const hash = parseBase64(root ?? '')
  if (hash?.length !== HASH_BYTES) return { ok: false, reason: 'the root is no hash' }
  if (rest.length !== 1 || rest[0] !== '') return { ok: false, reason: 'lines after the root' }
  return { ok: true, head: { size: Number(size), rootHash: hash.toString('hex') } }
}
