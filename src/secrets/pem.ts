/** Part of a text that belongs to a private key in PEM form. Offsets of UTF-16 code units. */
export interface PemSpan {
  readonly start: number
  readonly end: number
}

const BEGIN = /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/g
const END = /-----END[ A-Z0-9_-]{0,100}?-----/y
/** Base64 and the ends of lines, the way that JSON and shells write them as well. */
const BODY = /(?:[A-Za-z0-9+/=]|\r|\\+[nr])*/y
/** What may stand around the lines of a key that somebody prints, and the header of an encrypted one. */
const LINE =
  /^[ \t>|+'",]*(?:(?:Proc-Type|DEK-Info|Comment|Version|Hash|Charset): [ -~]{0,120}|(?:[A-Za-z0-9+/=]|\r|\\+[nr])*)[ \t'",+\r]*$/
/** Most lines of one key; a longer one is none. */
const MOST_LINES = 400

/** Follows private keys over the lines of a text. Only lines that look like a key's are taken for one. */
export interface PemFollower {
  /** The parts of the next line, which has no newline, that belong to a key. */
  next(line: string): PemSpan[]
  /** Whether the line before left a key open: then the next one must be looked at whatever stands in it. */
  readonly open: boolean
}

export function createPemFollower(): PemFollower {
  let left = 0

  /** Behind the key's text and end mark that begin at `at`; the key stays open when the line ends before its mark. */
  function follow(line: string, at: number): number {
    BODY.lastIndex = at
    BODY.test(line)
    const behind = Math.max(at, BODY.lastIndex)
    END.lastIndex = behind
    if (END.test(line)) {
      left = 0
      return END.lastIndex
    }
    left = behind >= line.length ? left - 1 : 0
    return behind
  }

  return {
    get open() {
      return left > 0
    },
    next(line) {
      const spans: PemSpan[] = []
      let at = 0
      if (left > 0) {
        const mark = line.search(/-----END[ A-Z0-9_-]{0,100}?-----/)
        const body = mark < 0 ? line : line.slice(0, mark)
        if (!LINE.test(body)) left = 0
        else if (mark < 0) {
          left -= 1
          if (line.length > 0) spans.push({ start: 0, end: line.length })
          return spans
        } else {
          at = follow(line, mark)
          spans.push({ start: 0, end: at })
        }
      }
      for (const begin of line.matchAll(BEGIN)) {
        if (begin.index < at) continue
        left = MOST_LINES
        at = follow(line, begin.index + begin[0].length)
        spans.push({ start: begin.index, end: at })
      }
      return spans
    },
  }
}
