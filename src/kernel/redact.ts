/** Rule name under which known values are counted. */
export const KNOWN_VALUE_RULE = 'known-value'
/** Shorter values are not searched for: they would hit everywhere and hide nothing. In bytes of UTF-8. */
export const MIN_SECRET_BYTES = 6

/** Replaces known values in a stream of bytes. What comes out does not depend on how the stream is cut. */
export interface Redactor {
  /**
   * Bytes that are final by now: without those that could still be the beginning of a known value. The chunk must
   * not be changed afterwards, since what comes out may be a view of it.
   */
  push(chunk: Uint8Array): Buffer
  /** The rest. */
  end(): Buffer
  /** Replacements so far. Values that overlap in the stream are replaced, and counted, as one. */
  readonly count: number
}

/**
 * Searches for `values` in the forms that toForms gives. One pass, linear time, whatever the values are.
 * @param toToken what stands in place of a value, of which it gets the bytes as they were found
 */
export function createRedactor(values: readonly string[], toToken: (found: Buffer) => string): Redactor {
  const forms = new Set(values.flatMap(toForms))
  return forms.size === 0
    ? createPassThrough()
    : createMatcher(
        [...forms].map((form) => Buffer.from(form, 'latin1')),
        toToken,
      )
}

/**
 * The forms in which a value is searched for, as latin1 texts of bytes: as it is, in base64 and base64url (with and
 * without padding, and at each of the three alignments within a longer text), in hex, URL-encoded, escaped in JSON
 * once and twice and in ASCII. Empty for a value that is too short.
 */
export function toForms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  if (bytes.length < MIN_SECRET_BYTES) return []
  const json = escapeJson(value)
  const ascii = json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const slashes = json.replaceAll('/', '\\/')
  const url = encodeUrl(bytes, false)
  const plainUrl = encodeUrl(bytes, true)
  const texts = [
    value,
    json,
    ascii,
    slashes,
    escapeJson(json),
    escapeJson(ascii),
    url,
    plainUrl,
    lowerEscapes(url),
    lowerEscapes(plainUrl),
    url.replaceAll('%20', '+'),
    plainUrl.replaceAll('%20', '+'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...toBase64Forms(bytes),
  ]
  return [...new Set(texts.map((text) => Buffer.from(text, 'utf8').toString('latin1')))]
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Percent-encoding of all but the unreserved characters; `keepMarks` also leaves those that encodeURI leaves. */
function encodeUrl(bytes: Buffer, keepMarks: boolean): string {
  const kept = keepMarks ? /[A-Za-z0-9\-._~!'()*;/?:@&=+$,#]/ : /[A-Za-z0-9\-._~]/
  let text = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    const isKept = byte < 0x80 && kept.test(character)
    text += isKept ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (encoded) => encoded.toLowerCase())
}

/** Base64 of the value alone, and what is certain of it where other bytes stand before or after it. */
function toBase64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString('base64')
  const forms = [whole, whole.replace(/=+$/, '')]
  for (const before of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // A character that also holds bits of a neighbour is not certain.
    const first = Math.ceil((before * 8) / 6)
    const last = Math.floor(((before + bytes.length) * 8) / 6)
    forms.push(shifted.slice(first, last))
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}

function createPassThrough(): Redactor {
  return { push: toBuffer, end: () => Buffer.alloc(0), count: 0 }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A part of the stream, by offsets from its beginning. */
interface Span {
  start: number
  end: number
}

function createMatcher(patterns: readonly Buffer[], toToken: (found: Buffer) => string): Redactor {
  const { next, depth, longest } = buildAutomaton(patterns)
  let state = 0
  /** Offset in the stream of the first byte of `held`. */
  let base = 0
  let held: Buffer = Buffer.alloc(0)
  let spans: Span[] = []
  let count = 0

  function add(start: number, end: number): void {
    let from = start
    for (let last = spans.at(-1); last !== undefined && last.end > start; last = spans.at(-1)) {
      from = Math.min(from, last.start)
      spans.pop()
    }
    spans.push({ start: from, end })
  }

  /** Gives out all before `limit`, which no later match can reach; a span across it waits. */
  function release(limit: number): Buffer {
    const out: Buffer[] = []
    let at = base
    let done = 0
    for (const span of spans) {
      if (span.end > limit) break
      const token = Buffer.from(toToken(held.subarray(span.start - base, span.end - base)))
      out.push(held.subarray(at - base, span.start - base), token)
      at = span.end
      done += 1
    }
    count += done
    spans = spans.slice(done)
    const until = Math.max(at, Math.min(limit, spans[0]?.start ?? limit))
    const rest = held.subarray(at - base, until - base)
    held = held.subarray(until - base)
    base = until
    return done === 0 ? rest : Buffer.concat([...out, rest])
  }

  return {
    get count() {
      return count
    },
    push(chunk) {
      const start = base + held.length
      held = held.length === 0 ? toBuffer(chunk) : Buffer.concat([held, chunk])
      for (let index = 0; index < chunk.length; index += 1) {
        state = next[state * 256 + (chunk[index] ?? 0)] ?? 0
        const length = longest[state] ?? 0
        if (length > 0) add(start + index + 1 - length, start + index + 1)
      }
      return release(start + chunk.length - (depth[state] ?? 0))
    },
    end() {
      const rest = release(base + held.length)
      state = 0
      return rest
    },
  }
}

interface Automaton {
  /** `next[state * 256 + byte]` */
  readonly next: Int32Array
  /** How many of the last bytes could be the beginning of a pattern. */
  readonly depth: Int32Array
  /** Length of the longest pattern that ends here; 0 when none does. */
  readonly longest: Int32Array
}

/** Aho-Corasick, with every transition written out. */
function buildAutomaton(patterns: readonly Buffer[]): Automaton {
  const most = patterns.reduce((sum, pattern) => sum + pattern.length, 1)
  const next = new Int32Array(most * 256)
  const depth = new Int32Array(most)
  const longest = new Int32Array(most)
  const fallback = new Int32Array(most)
  let states = 1
  for (const pattern of patterns) {
    let state = 0
    for (const byte of pattern) {
      const edge = state * 256 + byte
      if (next[edge] === 0) {
        depth[states] = (depth[state] ?? 0) + 1
        next[edge] = states
        states += 1
      }
      state = next[edge] ?? 0
    }
    longest[state] = Math.max(longest[state] ?? 0, pattern.length)
  }
  const queue: number[] = [0]
  for (const state of queue) {
    const back = fallback[state] ?? 0
    longest[state] = Math.max(longest[state] ?? 0, longest[back] ?? 0)
    for (let byte = 0; byte < 256; byte += 1) {
      const edge = state * 256 + byte
      const target = next[edge] ?? 0
      const viaFallback = state === 0 ? 0 : (next[back * 256 + byte] ?? 0)
      if (target === 0) next[edge] = viaFallback
      else {
        fallback[target] = viaFallback
        queue.push(target)
      }
    }
  }
  return { next, depth, longest }
}
