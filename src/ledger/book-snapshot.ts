import { hash, type KeyObject } from 'node:crypto'
import type { LedgerHead } from './checkpoint.ts'
import { openNote, signNote } from './note.ts'
import { type OpenBook, RECORD_BYTES } from './token-book.ts'

/** A book at a head of before, as a file keeps it. */
export interface BookSnapshot {
  readonly head: LedgerHead
  readonly nextSeq: number
  readonly records: Buffer
}

const LENGTH_BYTES = 4
const FORM = /^(?<size>\d{1,16})\n(?<root>[0-9a-f]{64})\n(?<seq>\d{1,16})\n(?<digest>[0-9a-f]{64})\n$/

/**
 * Bytes of a snapshot: length of a signed note, the note (size, root, next seq, SHA-256 of the records), the records.
 * It saves reading the log from its start, and is signed, since an answer that it gives can't be checked against the
 * log: that a challenge was not used. A missing or wrong one costs time and nothing else.
 */
export function toSnapshotBytes(book: OpenBook, head: LedgerHead, origin: string, key: KeyObject): Buffer {
  const records = book.toRecords()
  const text = `${head.size}\n${head.rootHash}\n${book.nextSeq}\n${hash('sha256', records, 'hex')}\n`
  const note = Buffer.from(signNote(text, { name: nameOf(origin), key }))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(note.length)
  return Buffer.concat([length, note, records])
}

/** Undefined for bytes that no trusted key signed. Whether the log still begins so is for the caller to find out. */
export function openSnapshot(
  bytes: Buffer,
  origin: string,
  keys: readonly KeyObject[],
): BookSnapshot | undefined {
  if (bytes.length < LENGTH_BYTES) return undefined
  const end = LENGTH_BYTES + bytes.readUInt32BE()
  if (end > bytes.length) return undefined
  const name = nameOf(origin)
  const note = openNote(
    bytes.subarray(LENGTH_BYTES, end).toString('utf8'),
    keys.map((key) => ({ name, key })),
  )
  if (!note.ok) return undefined
  const { size, root, seq, digest } = FORM.exec(note.text)?.groups ?? {}
  const records = bytes.subarray(end)
  if (root === undefined || records.length % RECORD_BYTES !== 0) return undefined
  if (hash('sha256', records, 'hex') !== digest) return undefined
  return { head: { size: Number(size), rootHash: root }, nextSeq: Number(seq), records }
}

/** Another name than that of checkpoints: neither signature can be passed off as the other. */
function nameOf(origin: string): string {
  return `${origin}:book`
}
