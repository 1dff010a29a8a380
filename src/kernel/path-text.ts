/** Bytes that git's C-quoted form names by a letter. */
const LETTERS = new Map<number, string>([
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [34, '"'],
  [92, '\\'],
])
const BYTES_OF_LETTERS = new Map([...LETTERS].map(([byte, letter]) => [letter, byte]))
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Git's C-quoted form of a path, ASCII only: `"a\303\244\n"`. One form for each sequence of bytes. */
export function toQuotedPath(path: Uint8Array): string {
  let text = '"'
  for (const byte of path) {
    const letter = LETTERS.get(byte)
    if (letter !== undefined) text += `\\${letter}`
    else if (byte < 0x20 || byte > 0x7e) text += `\\${byte.toString(8).padStart(3, '0')}`
    else text += String.fromCharCode(byte)
  }
  return `${text}"`
}

function utf8Of(path: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(path)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Whether a path holds what would break a line or look like a quoted path: control characters, `"` or `\`. */
function needsQuotes(path: Uint8Array): boolean {
  return path.some((byte) => byte < 0x20 || byte === 0x22 || byte === 0x5c || byte === 0x7f)
}

/**
 * A path's bytes as text: UTF-8 as it is, else git's C-quoted form. Different bytes give different texts,
 * and only a quoted path starts with `"`.
 */
export function toPathText(path: Uint8Array): string {
  if (needsQuotes(path)) return toQuotedPath(path)
  return utf8Of(path) ?? toQuotedPath(path)
}

/** The bytes that `toPathText` or git's C-quoting made this text from; undefined when it is neither's. */
export function fromPathText(text: string): Uint8Array | undefined {
  if (!text.startsWith('"')) return text.isWellFormed() ? new TextEncoder().encode(text) : undefined
  const inner = /^"((?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*)"$/s.exec(text)?.[1]
  if (inner === undefined || !inner.isWellFormed()) return undefined
  const bytes: number[] = []
  for (const [part] of inner.matchAll(/\\[0-3][0-7]{2}|\\.|[^\\]+/gs)) {
    if (!part.startsWith('\\')) bytes.push(...new TextEncoder().encode(part))
    else if (part.length === 4) bytes.push(Number.parseInt(part.slice(1), 8))
    else bytes.push(BYTES_OF_LETTERS.get(part.slice(1)) ?? 0)
  }
  return Uint8Array.from(bytes)
}
