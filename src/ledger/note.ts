// Promises: C2SP signed notes with Ed25519, written and checked byte for byte.
// Must not: give out text that no known key signed, or know other kinds of signature. Called by: checkpoint.ts.
import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { parseBase64 } from '../kernel/dsse.ts'
import { toPublicKey } from '../kernel/key-id.ts'

/**
 * Source of the format: c2sp.org/signed-note. A text that ends in a newline, a blank line, then signature lines
 * `— <key name> base64(4 bytes key id || signature)`.
 */

/** A key with the name under which it signs notes. Private to sign, public to verify. */
export interface NoteKey {
  readonly name: string
  readonly key: KeyObject
}

export type NoteResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string }

const ED25519 = 0x01
const DASH = '\u2014'
const MAX_SIGNATURES = 64
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: notes must be free of exactly these
const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f]/

/** SHA-256(name || newline || 0x01 || raw public key)[:4], hex. */
export function noteKeyId(noteKey: NoteKey): string {
  const raw = Buffer.from(toPublicKey(noteKey.key).export({ format: 'jwk' }).x ?? '', 'base64url')
  const digest = createHash('sha256').update(`${noteKey.name}\n`).update(Uint8Array.of(ED25519)).update(raw)
  return digest.digest().subarray(0, 4).toString('hex')
}

/** Signs `text`, which must end in a newline and hold no other control character. */
export function signNote(text: string, noteKey: NoteKey): string {
  if (!isNoteText(text))
    throw new RangeError('the text of a note ends in a newline and has no control characters')
  if (!/^[^\s+]+$/u.test(noteKey.name)) throw new RangeError('a key name has no spaces and no plus sign')
  const signature = sign(null, Buffer.from(text, 'utf8'), noteKey.key)
  const blob = Buffer.concat([Buffer.from(noteKeyId(noteKey), 'hex'), signature])
  return `${text}\n${DASH} ${noteKey.name} ${blob.toString('base64')}\n`
}

/**
 * The text of a note that at least one of `keys` signed. Signatures by unknown keys are passed over; a wrong one by
 * a known key spoils the note. Never throws.
 */
export function openNote(note: string, keys: readonly NoteKey[]): NoteResult {
  if (!isNoteText(note)) return { ok: false, reason: 'not the text of a note' }
  const end = note.lastIndexOf('\n\n')
  if (end === -1) return { ok: false, reason: 'no signatures' }
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) return { ok: false, reason: 'too many signatures' }
  let verified = 0
  for (const line of lines) {
    const [, name, base64] = SIGNATURE_LINE.exec(line) ?? []
    const blob = parseBase64(base64 ?? '')
    if (name === undefined || blob === undefined || blob.length < 5)
      return { ok: false, reason: 'a line is no signature' }
    const id = blob.subarray(0, 4).toString('hex')
    const known = keys.filter((key) => key.name === name && noteKeyId(key) === id)
    if (known.length === 0) continue
    const bytes = Buffer.from(text, 'utf8')
    const good = known.some((key) => verify(null, bytes, toPublicKey(key.key), blob.subarray(4)))
    if (!good) return { ok: false, reason: `the signature by ${name} is wrong` }
    verified += 1
  }
  return verified > 0 ? { ok: true, text } : { ok: false, reason: 'not signed by a trusted key' }
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !FORBIDDEN.test(text)
}
