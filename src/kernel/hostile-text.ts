/**
 * Code points that a page must not pass on as they are: controls, line and paragraph separators, what turns or
 * hides text (bidirectional marks, zero width, soft hyphen, fillers, variation and tag characters), surrogates.
 * Spelled out, not taken from Unicode properties: those change with the runtime, and a page must not.
 */
const UNSAFE: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xffff],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
]

const MAX_SHOWN = 500

/** Hostile text made visible: one line, at most 500 characters, nothing in it that acts. */
export function toVisible(text: string): string {
  const visible = Array.from(text.slice(0, MAX_SHOWN), toVisibleCharacter).join('')
  return text.length > MAX_SHOWN ? `${visible} (${text.length - MAX_SHOWN} more characters)` : visible
}

function toVisibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const unsafe = code < 0x20 || (code > 0x7e && UNSAFE.some(([first, last]) => code >= first && code <= last))
  return unsafe ? `\\u{${code.toString(16)}}` : character
}

/** Hostile text as a Markdown code span, in which no character means anything. */
export function toCode(text: string): string {
  const visible = toVisible(text)
  if (visible.trim() === '') return visible === '' ? '(empty)' : '(blank)'
  const longest = Math.max(0, ...[...visible.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  // Always padded: one space at each end is taken off again by a reader of Markdown.
  return longest > 0 || visible.startsWith(' ') || visible.endsWith(' ')
    ? `${fence} ${visible} ${fence}`
    : `${fence}${visible}${fence}`
}
