import { RESERVED_EVENT_DATA } from '../contract/event-data.ts'
import { sha256 } from '../kernel/digest.ts'
import type { Normalised } from './port.ts'

/** Longest line that is looked into; a longer one is kept as unparsed. Bytes. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** An escape that could be half of a surrogate pair. */
const SURROGATE = /\\u[dD][89a-fA-F]/

export type JsonLine =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: string }

/**
 * One line of an engine's output as a JSON object, or why it is none. Text that can't be written back as
 * canonical JSON (escaped lone surrogates) is refused here, so that no event ever holds it.
 */
export function readJsonLine(line: Uint8Array): JsonLine {
  if (line.length > MAX_LINE_BYTES) return { ok: false, reason: 'line too long' }
  let text: string
  let value: unknown
  try {
    text = UTF8.decode(line)
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, reason: 'not UTF-8' }
    throw error
  }
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, reason: 'not JSON' }
    throw error
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, reason: 'not a JSON object' }
  }
  if (hasLoneSurrogate(text)) return { ok: false, reason: 'lone surrogate' }
  return { ok: true, value: value as Readonly<Record<string, unknown>> }
}

/** Whether JSON text (decoded from valid UTF-8) spells half of a surrogate pair in escapes. */
function hasLoneSurrogate(text: string): boolean {
  if (!text.includes('\\u') || !SURROGATE.test(text)) return false
  let highEnd = -1
  for (const match of text.matchAll(/\\(?:u([0-9a-fA-F]{4})|.)/g)) {
    const unit = match[1] === undefined ? 0 : Number.parseInt(match[1], 16)
    const isLow = unit >= 0xdc00 && unit <= 0xdfff
    if (isLow ? match.index !== highEnd : highEnd >= 0) return true
    highEnd = unit >= 0xd800 && unit <= 0xdbff ? match.index + match[0].length : -1
  }
  return highEnd >= 0
}

const RESERVED: ReadonlySet<unknown> = new Set(Object.keys(RESERVED_EVENT_DATA))

/** The type or the method of a line, when it is one that no engine may claim. */
export function claimsReservedType({ type, method }: Readonly<Record<string, unknown>>): string | null {
  if (RESERVED.has(type)) return String(type)
  return RESERVED.has(method) ? String(method) : null
}

/** Keeps a line that gave no event. */
export function keepUnparsed(
  line: Uint8Array,
  offset: number,
  reason: string,
  forged: readonly string[] = [],
): Normalised {
  return {
    events: [],
    unparsed: [{ offset, bytes: line.length, digest: sha256(line), reason }],
    forged,
  }
}

/** A line that was understood. */
export function understood(events: Normalised['events']): Normalised {
  return { events, unparsed: [], forged: [] }
}
