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

/**
 * Parses bytes that must be canonical JSON. Returns undefined when they are not JSON or not canonical:
 * that kills duplicate keys, white space games and byte order marks before anything reads the value.
 */
export function parseCanonicalJson(bytes: Uint8Array): unknown {
  let text: string
  let value: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
  try {
    return toCanonicalJson(value) === text ? value : undefined
  } catch (error) {
    if (error instanceof ProctorError && error.code === 'not_canonical') return undefined
    throw error
  }
}
