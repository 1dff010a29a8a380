// Promises: texts of which one must occur wherever a pattern matches, read off the pattern's source.
// Must not: run the pattern. Called by: claims/grammar/rewrite.ts.

/** Shorter texts occur everywhere and rule nothing out. */
const SHORTEST = 3
/** Beyond this, length tells nothing more. */
const LONG_ENOUGH = 6

/** One of these occurs in every text that the pattern matches; undefined when nothing of use can be said. */
export function requiredTexts(pattern: RegExp): readonly string[] | undefined {
  const reader = { source: pattern.source, at: 0 }
  const found = readChoice(reader)
  if (reader.at < reader.source.length) throw new Error(`not a pattern of the known form: ${pattern.source}`)
  return found
}

interface Reader {
  readonly source: string
  at: number
}

/** Alternatives up to ")" or the end. */
function readChoice(reader: Reader): readonly string[] | undefined {
  const sides = [readRow(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at += 1
    sides.push(readRow(reader))
  }
  return sides.every((side) => side !== undefined) ? sides.flat() : undefined
}

/** What stands one after the other: the best of its parts will do. */
function readRow(reader: Reader): readonly string[] | undefined {
  let best: readonly string[] | undefined
  let run = ''
  const offer = (texts: readonly string[] | undefined): void => {
    if (texts !== undefined && texts.length > 0 && isBetter(texts, best)) best = texts
  }
  const endRun = (): void => {
    if (run.length >= SHORTEST) offer([run])
    run = ''
  }
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? '')) {
    const part = readPart(reader)
    const isOptional = readQuantifier(reader)
    if (part.kind === 'text' && isOptional === undefined) run += part.text
    else if (part.kind !== 'nothing' || isOptional !== undefined) {
      // A letter that repeats is there once, and then the run ends.
      if (part.kind === 'text' && isOptional === false) run += part.text
      endRun()
      if (part.kind === 'group' && isOptional !== true) offer(part.texts)
    }
  }
  endRun()
  return best
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly texts: readonly string[] | undefined }
  /** Takes no room. */
  | { readonly kind: 'nothing' }

function readPart(reader: Reader): Part {
  const sign = reader.source[reader.at] ?? ''
  reader.at += 1
  switch (sign) {
    case '^':
    case '$':
      return { kind: 'nothing' }
    case '.':
      return { kind: 'group', texts: undefined }
    case '[':
      while (reader.source[reader.at] !== ']') reader.at += reader.source[reader.at] === '\\' ? 2 : 1
      reader.at += 1
      return { kind: 'group', texts: undefined }
    case '(':
      return readGroup(reader)
    case '\\': {
      const escaped = reader.source[reader.at] ?? ''
      reader.at += escaped === 'u' ? 5 : 1
      if (escaped === 'b') return { kind: 'nothing' }
      return /[a-zA-Z0-9]/.test(escaped)
        ? { kind: 'group', texts: undefined }
        : { kind: 'text', text: escaped }
    }
    default:
      return { kind: 'text', text: sign }
  }
}

const OPENING = /\?:|\?<?[=!]/y

function readGroup(reader: Reader): Part {
  const opening = matchAt(OPENING, reader)?.[0] ?? ''
  reader.at += opening.length
  const texts = readChoice(reader)
  reader.at += 1
  return opening === '' || opening === '?:' ? { kind: 'group', texts } : { kind: 'nothing' }
}

const QUANTIFIER = /(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/y

/** Undefined: none. True: the part may be missing. */
function readQuantifier(reader: Reader): boolean | undefined {
  const found = matchAt(QUANTIFIER, reader)
  if (found === null) return undefined
  reader.at += found[0].length
  return !found[0].startsWith('+') && !(found[1] !== undefined && found[1] !== '0')
}

/** @param sticky pattern with the flag y */
function matchAt(sticky: RegExp, { source, at }: Reader): RegExpExecArray | null {
  sticky.lastIndex = at
  return sticky.exec(source)
}

/** Longer texts rule out more; of the same length, fewer. */
function isBetter(texts: readonly string[], than: readonly string[] | undefined): boolean {
  if (than === undefined) return true
  const gain = shortest(texts) - shortest(than)
  return gain > 0 || (gain === 0 && texts.length < than.length)
}

function shortest(texts: readonly string[]): number {
  return Math.min(LONG_ENOUGH, ...texts.map((text) => text.length))
}
