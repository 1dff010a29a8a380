/** A text without what can stand inside a secret and hide it: terminal sequences, and the backslashes of quotes in JSON. */
export interface TextView {
  readonly text: string
  /** Offset in the original of the character at an offset of the view. */
  toStart(offset: number): number
  /** Offset in the original behind the character before an offset of the view. */
  toEnd(offset: number): number
}

// Escapes of a terminal, raw or as JSON writes them; then the backslashes before a quote.
const HIDING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\x1b|\\+u001[bB])(?:\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b\\"]{0,200}(?:\x07|\x1b\\|\\+u0007)|[@-Z\\^_])|\\+(?=")/g

const SAME = (offset: number): number => offset

export function toView(original: string): TextView {
  if (!original.includes('\u001b') && !original.includes('\\')) {
    return { text: original, toStart: SAME, toEnd: SAME }
  }
  const parts: string[] = []
  /** Offset in the view, and how much was left out before it, for each place where something was. */
  const places: number[] = []
  const gaps: number[] = []
  let from = 0
  let left = 0
  for (const match of original.matchAll(HIDING)) {
    parts.push(original.slice(from, match.index))
    from = match.index + match[0].length
    left += match[0].length
    places.push(from - left)
    gaps.push(left)
  }
  if (places.length === 0) return { text: original, toStart: SAME, toEnd: SAME }
  parts.push(original.slice(from))
  /** What was left out before the character at an offset. */
  const gapAt = (offset: number): number => {
    let [low, high] = [0, places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : (gaps[low - 1] ?? 0)
  }
  return {
    text: parts.join(''),
    toStart: (offset) => offset + gapAt(offset),
    toEnd: (offset) => (offset === 0 ? 0 : offset + gapAt(offset - 1)),
  }
}
