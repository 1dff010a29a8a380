import canonicalize from 'canonicalize'
import { sha256 } from './digest.ts'
import { ProctorError } from './proctor-error.ts'

/** A value that JSON can hold. Feed only parsed or schema-checked values: `toJSON` must not hide anything. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

/** RFC 8785 form of a value. Throws `not_canonical` for what has none (NaN, lone surrogates). */
export function toCanonicalJson(value: unknown): string {
  let text: string | undefined
  try {
    text = canonicalize(value)
  } catch (cause) {
    throw new ProctorError('not_canonical', 'a value has no canonical JSON form', { cause })
  }
  if (text === undefined) throw new ProctorError('not_canonical', 'nothing can not be written as JSON')
  return text
}

/** SHA-256 of the canonical form: the id of a JSON value. */
export function digestOfJson(value: unknown): string {
  return sha256(toCanonicalJson(value))
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Deeper values are left to the library, which does not recurse. */
const PLAIN_DEPTH = 64

/**
 * Parses bytes that must be canonical JSON. Returns undefined when they are not JSON or not canonical:
 * that kills duplicate keys, white space games and byte order marks before anything reads the value.
 */
export function parseCanonicalJson(bytes: Uint8Array): unknown {
  let text: string
  let value: unknown
  try {
    text = UTF8.decode(bytes)
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
  if (isPlainlyCanonical(text, value)) return value
  try {
    return toCanonicalJson(value) === text ? value : undefined
  } catch (error) {
    if (error instanceof ProctorError && error.code === 'not_canonical') return undefined
    throw error
  }
}

/**
 * Sufficient and several times as fast as writing the value anew by the library: with keys in order, what the engine
 * writes is what RFC 8785 asks for, but for lone surrogates, which it would write as escapes. Where it says no the
 * library decides: keys that look like numbers are in another order in memory.
 */
function isPlainlyCanonical(text: string, value: unknown): boolean {
  return areKeysInOrder(value, PLAIN_DEPTH) && JSON.stringify(value) === text && !text.includes('\\ud')
}

function areKeysInOrder(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((item) => areKeysInOrder(item, depth - 1))
  let before: string | undefined
  for (const [key, item] of Object.entries(value)) {
    if (before !== undefined && before >= key) return false
    before = key
    if (!areKeysInOrder(item, depth - 1)) return false
  }
  return true
}
