// Promises: what has the form of a secret does not pass, whatever chunks it comes in; all other bytes do, as they are.
// Must not: hold back more than MAX_HELD and a chunk. Called by: run/, for every log.
import { createTextFinder, type Span } from './find-in-text.ts'

/** Longest line that is looked at as a whole. A longer one is looked at in pieces that overlap. Bytes. */
export const MAX_HELD = 64 * 1024
/** What is looked at again with the next piece. */
const OVERLAP = 8 * 1024
const NEWLINE = 0x0a
const TOKEN_BYTE = /^[\w.=+/-]*/

export interface PatternRedactor {
  /** Bytes that are final by now. */
  push(chunk: Uint8Array): Buffer
  end(): Buffer
  /** Replacements so far, by rule. */
  readonly counts: Readonly<Record<string, number>>
}

/** @param toToken what stands in place of a secret, of which it gets the rule and the bytes as latin1 text */
export function createPatternRedactor(toToken: (rule: string, secret: string) => string): PatternRedactor {
  const finder = createTextFinder()
  const counts: Record<string, number> = {}
  let held: Buffer[] = []
  let heldBytes = 0
  /** The rest of a secret that was longer than what may be held follows. */
  let swallowing = false

  function replace(text: string, spans: readonly Span[]): string {
    const parts: string[] = []
    let at = 0
    for (const { rule, start, end } of spans) {
      parts.push(text.slice(at, start), toToken(rule, text.slice(start, end)))
      counts[rule] = (counts[rule] ?? 0) + 1
      at = end
    }
    parts.push(text.slice(at))
    return parts.join('')
  }

  /** Whole lines. */
  function lines(bytes: Buffer): Buffer {
    let text = bytes.toString('latin1')
    if (swallowing) text = text.slice(swallow(text))
    swallowing = false
    const spans = merge(finder.find(text))
    return spans.length === 0 && text.length === bytes.length
      ? bytes
      : Buffer.from(replace(text, spans), 'latin1')
  }

  /** The beginning of a line that is too long: what is final of it. The rest stays in `held`. */
  function piece(bytes: Buffer): { readonly out: Buffer; readonly used: number } {
    const text = bytes.toString('latin1')
    const swallowed = swallowing ? swallow(text) : 0
    if (swallowed === text.length) return { out: Buffer.alloc(0), used: text.length }
    swallowing = false
    const rest = text.slice(swallowed)
    const found = merge(finder.find(rest))
    let limit = Math.max(0, rest.length - OVERLAP)
    for (const { from, end } of found.toReversed()) if (end > limit) limit = Math.min(limit, from)
    if (limit === 0) {
      // One secret fills what may be held: it is final, and whatever goes on with it goes too.
      limit = found[0]?.end ?? rest.length
      swallowing = limit === rest.length
    }
    const final = found.filter(({ end }) => end <= limit)
    return { out: Buffer.from(replace(rest.slice(0, limit), final), 'latin1'), used: swallowed + limit }
  }

  return {
    get counts() {
      return counts
    },
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      held.push(bytes)
      heldBytes += bytes.length
      if (heldBytes <= MAX_HELD && !bytes.includes(NEWLINE)) return Buffer.alloc(0)
      const out: Buffer[] = []
      let data = held.length === 1 ? bytes : Buffer.concat(held)
      const last = data.lastIndexOf(NEWLINE)
      // Lines that fit go together; the pieces of a long one depend on where it begins, never on the chunks.
      let done = 0
      while (done <= last) {
        const far = longLine(data, done, last)
        if (far > done) out.push(lines(data.subarray(done, far)))
        done = far
        if (done > last) break
        const { out: part, used } = piece(data.subarray(done, done + MAX_HELD))
        out.push(part)
        done += used
      }
      data = data.subarray(done)
      while (data.length > MAX_HELD) {
        const { out: part, used } = piece(data.subarray(0, MAX_HELD))
        out.push(part)
        data = data.subarray(used)
      }
      held = [data]
      heldBytes = data.length
      return Buffer.concat(out)
    },
    end() {
      const rest = lines(Buffer.concat(held))
      held = []
      heldBytes = 0
      return rest
    },
  }
}

/** Where the first line from `start` on begins that is longer than MAX_HELD; behind the last newline when none is. */
function longLine(data: Buffer, start: number, last: number): number {
  let at = start
  while (at <= last) {
    const newline = data.indexOf(NEWLINE, at)
    if (newline + 1 - at > MAX_HELD) return at
    at = newline + 1
  }
  return at
}

function swallow(text: string): number {
  return TOKEN_BYTE.exec(text)?.[0].length ?? 0
}

/** Spans that overlap become one, under the rule of the first. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last === undefined || span.start >= last.end) merged.push(span)
    else
      merged[merged.length - 1] = {
        ...last,
        end: Math.max(last.end, span.end),
        from: Math.min(last.from, span.from),
      }
  }
  return merged
}
