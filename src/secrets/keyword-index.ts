// Promises: every place where a word of a fixed list stands in a text, in one pass, whatever the case of its letters.
// Must not: take longer than the text is long. Called by: find-in-text.ts.

/** Places of words in a text. */
export interface KeywordIndex {
  /** Calls `onHit` with the number of a word and the offset behind it, from left to right. */
  scan(text: string, onHit: (word: number, end: number) => void): void
}

/** @param words in lower case, of ASCII characters */
export function createKeywordIndex(words: readonly string[]): KeywordIndex {
  const classes = new Uint8Array(256)
  let width = 1
  for (const unit of new Set(words.join(''))) {
    classes[unit.charCodeAt(0)] = width
    classes[unit.toUpperCase().charCodeAt(0)] = width
    width += 1
  }
  const { next, ends } = build(words, classes, width)
  return {
    scan(text, onHit) {
      let state = 0
      for (let at = 0; at < text.length; at += 1) {
        const unit = text.charCodeAt(at)
        state = unit < 256 ? (next[state * width + (classes[unit] ?? 0)] ?? 0) : 0
        const found = ends[state]
        if (found !== undefined) for (const word of found) onHit(word, at + 1)
      }
    },
  }
}

/** Aho-Corasick over classes of characters, with every transition written out. Class 0 is in no word. */
function build(words: readonly string[], classes: Uint8Array, width: number) {
  const most = words.reduce((sum, word) => sum + word.length, 1)
  const next = new Int32Array(most * width)
  const fallback = new Int32Array(most)
  const ends: (number[] | undefined)[] = new Array(most).fill(undefined)
  let states = 1
  for (const [index, word] of words.entries()) {
    let state = 0
    for (const unit of word) {
      const edge = state * width + (classes[unit.charCodeAt(0)] ?? 0)
      if (next[edge] === 0) {
        next[edge] = states
        states += 1
      }
      state = next[edge] ?? 0
    }
    ends[state] = [...(ends[state] ?? []), index]
  }
  const queue: number[] = [0]
  for (const state of queue) {
    const back = fallback[state] ?? 0
    if (state !== 0 && ends[back] !== undefined) ends[state] = [...(ends[state] ?? []), ...ends[back]]
    for (let unit = 0; unit < width; unit += 1) {
      const edge = state * width + unit
      const target = next[edge] ?? 0
      const viaFallback = state === 0 ? 0 : (next[back * width + unit] ?? 0)
      if (target === 0) next[edge] = viaFallback
      else {
        fallback[target] = viaFallback
        queue.push(target)
      }
    }
  }
  return { next, ends }
}
