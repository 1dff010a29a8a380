/** A sentence and where it starts in the text that it was cut from. */
export interface Sentence {
  readonly text: string
  readonly offset: number
}

/** Longer stretches without an end mark are judged in pieces, so that one line can not take all the time. */
const LONGEST = 600
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|cf|vs|no|nr|fig|sec|ca|approx|resp|incl|dr|mr|ms|st)|\b[a-z])\.$/i

/** Looked for from the first mark of a run alone: a run of a hundred thousand points must not take a minute. */
const END_MARK = /(?<![.!?])[.!?]+["'”’»)\]*_]{0,8}(?=\s|$)|\n{2,}|[。！？]/g

/** Cuts text at `.`, `!`, `?` and blank lines. Dots inside names, numbers, paths and abbreviations do not end a sentence. */
export function toSentences(text: string): readonly Sentence[] {
  const sentences: Sentence[] = []
  let from = 0
  const push = (to: number): void => {
    const raw = text.slice(from, to)
    const lead = raw.length - raw.trimStart().length
    const body = raw.trim()
    for (let at = 0; at < body.length; at += LONGEST) {
      sentences.push({ text: body.slice(at, at + LONGEST + 100), offset: from + lead + at })
    }
    from = to
  }
  for (const match of text.matchAll(END_MARK)) {
    const to = match.index + match[0].length
    if (match[0].startsWith('.') && match[0].length === 1) {
      const word = text.slice(Math.max(from, match.index - 12), match.index + 1)
      if (
        ABBREVIATION.test(word) &&
        !/\b(?:it|is|us|me)\.$/i.test(word) &&
        /^\s*[\p{Ll}\d"'“(]/u.test(text.slice(to, to + 4))
      )
        continue
    }
    push(to)
  }
  push(text.length)
  return sentences.filter((sentence) => sentence.text !== '')
}
