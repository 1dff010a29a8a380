import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HINTS } from './hints.ts'
import { createKeywordIndex } from './keyword-index.ts'
import { createPatternRedactor, MAX_HELD } from './pattern-redactor.ts'
import { compile, RULES } from './rules.ts'
import { toView } from './text-view.ts'

// Keys of nobody, in parts, so that no scanner takes this file for a leak.
const GITHUB = `ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'}`
const AWS = `${'AKIA'}${'Q3EGRTM2ZLX7VWPB'}`
const GENERIC = 'q8Zr1Xv7Lm2Tn9Kc4Wp6Yd3H'
const MARK = '-----'
const BODY = Array.from({ length: 6 }, (_, at) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${at}`.padEnd(64, 'Qx7'))
const PEM = [`${MARK}BEGIN RSA PRIVATE KEY${MARK}`, ...BODY, `${MARK}END RSA PRIVATE KEY${MARK}`].join('\n')
const SIZES = [1, 7, 64, 4_096, 65_536]

function redact(text: string, size = 65_536): { out: string; counts: Readonly<Record<string, number>> } {
  const redactor = createPatternRedactor((rule) => `<${rule}>`)
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) parts.push(redactor.push(bytes.subarray(at, at + size)))
  return { out: Buffer.concat([...parts, redactor.end()]).toString(), counts: redactor.counts }
}

describe.each(SIZES)('in chunks of %d bytes', (size) => {
  test.each([
    ['alone', `${GITHUB}`, '<github-pat>'],
    ['among others', `ü ${GITHUB} and id=${AWS} €`, 'ü <github-pat> and id=<aws-access-token> €'],
    ['in JSON', JSON.stringify({ a: GITHUB, b: 1 }), '{"a":"<github-pat>","b":1}'],
    [
      'in JSON in JSON',
      JSON.stringify({ text: JSON.stringify({ api_key: GENERIC }), more: 'x' }),
      `{"text":"{\\"api_key\\":\\"<generic-api-key>\\"}","more":"x"}`,
    ],
    [
      'parted by colours',
      `ghp_\u001b[31m${GITHUB.slice(4, 20)}\u001b[0m${GITHUB.slice(20)} x`,
      '<github-pat> x',
    ],
    ['in a key printed to a terminal', `a\n${PEM}\nb\n`, `a\n${'<private-key>\n'.repeat(8)}b\n`],
    ['in a key in JSON', JSON.stringify({ key: PEM, after: 1 }), '{"key":"<private-key>","after":1}'],
    [
      'a key without an end',
      `${MARK}BEGIN PRIVATE KEY${MARK}\n${BODY[0]}\nthe end of it\n`,
      '<private-key>\n<private-key>\nthe end of it\n',
    ],
  ])('%s', (_name, text, expected) => {
    expect(redact(text, size).out).toBe(expected)
  })

  test('in a line that is longer than what is held, wherever it stands', () => {
    for (const before of [0, MAX_HELD - 60, MAX_HELD - 20, MAX_HELD - 8 * 1024 - 10, 3 * MAX_HELD]) {
      const text = `${'x '.repeat(before / 2)}${GITHUB} ${'y '.repeat(MAX_HELD)}`
      const { out, counts } = redact(text, size)
      expect(counts).toEqual({ 'github-pat': 1 })
      expect(out).toBe(text.replace(GITHUB, '<github-pat>'))
    }
  })
})

test('what comes out does not depend on the chunks, and holds no secret; all other bytes are as they were', () => {
  const piece = fc.constantFrom(
    GITHUB,
    AWS,
    `token = "${GENERIC}"`,
    PEM,
    '\n',
    ' ',
    '\\n',
    '"',
    'key',
    'ghp_',
    'ünï',
    '\u001b[1m',
    `${MARK}BEGIN PRIVATE KEY${MARK}`,
    `${'word '.repeat(9_000)}`,
    'x'.repeat(70_000),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.integer({ min: 1, max: 90_000 }), (parts, size) => {
      const text = parts.join(' ')
      const { out } = redact(text, MAX_HELD)
      expect(redact(text, size).out === out).toBe(true)
      for (const secret of [GITHUB, AWS, BODY[0] ?? '']) expect(out.includes(secret)).toBe(false)
      const kept = out.split(/<[a-z-]+>/)
      let at = 0
      for (const part of kept) {
        const found = text.indexOf(part, at)
        expect(found).toBeGreaterThanOrEqual(at)
        at = found + part.length
      }
    }),
    { numRuns: 60 },
  )
})

test('bytes that are no text, and text without secrets, pass as they are', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
      const redactor = createPatternRedactor(() => '<x>')
      const out = Buffer.concat([...chunks.map((chunk) => redactor.push(chunk)), redactor.end()])
      if (Object.keys(redactor.counts).length === 0) expect(out.equals(Buffer.concat(chunks))).toBe(true)
    }),
  )
  const plain = `${JSON.stringify({ usage: { inputTokens: 123_456 }, author: 'nobody', keys: ['a', 'b'] })}\n`
  expect(redact(plain)).toEqual({ out: plain, counts: {} })
})

test('a secret that never ends does not pass, and what comes after it does', () => {
  const text = `api_key = "${GENERIC.repeat(10_000)}" tail\nnext line\n`
  for (const size of SIZES.slice(2)) {
    const { out } = redact(text, size)
    expect(out.includes(GENERIC)).toBe(false)
    expect(out).toMatch(/ tail\nnext line\n$/)
  }
})

test('an engine can not make its log vanish behind the beginning of a key', () => {
  const story = 'I delete the tests now.\n{"type":"tool","path":"test/x"}\n'
  const { out } = redact(`${MARK}BEGIN PRIVATE KEY${MARK}\n${story.repeat(3)}`)
  expect(out).toBe(`<private-key>\n${story.repeat(3)}`)
})

test.each(Object.entries(HINTS))('the hint of %s is weaker than the rule', (id, { behind: hint }) => {
  const rule = RULES.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  const samples: Readonly<Record<string, fc.Arbitrary<string>>> = {
    'generic-api-key': fc.stringMatching(
      /^[\w.-]{0,9}(?:access|auth|api|credential|creds|key|password|passwd|secret|token)[ \t\w.-]{0,20}[ '"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[`'"\s=]{0,5}[\w.=-]{10,40}["; ]$/,
    ),
    '1password-secret-key': fc.stringMatching(
      /^ A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5} $/,
    ),
    'twilio-api-key': fc.stringMatching(/^SK[0-9a-fA-F]{32}$/),
    'vault-service-token': fc.stringMatching(/^(?:hvs\.[\w-]{90,120}|s\.[a-z0-9]{24})"$/),
    jwt: fc.stringMatching(/^ey[a-zA-Z0-9]{17,30}\.ey[a-zA-Z0-9/_-]{17,30}\.[a-zA-Z0-9/_-]{10,20}"$/),
    'authress-service-client-access-key': fc.stringMatching(
      /^(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[a-z0-9+/_=-]{30,60}"$/,
    ),
  }
  const words = createKeywordIndex(rule.keywords)
  let seen = 0
  fc.assert(
    fc.property(samples[id] ?? fc.constant(''), (text) => {
      const match = compile(rule.regex ?? '').matcher(text)
      // Of a generic secret a digit is asked for beside the rule.
      if (!match.find() || !/\d/.test(match.group(match.groupCount() > 0 ? 1 : 0) ?? '')) return
      seen += 1
      let passes = false
      words.scan(text, (_word, end) => {
        hint.lastIndex = end
        passes ||= hint.test(text)
      })
      expect(passes).toBe(true)
    }),
    { numRuns: 300 },
  )
  expect(seen).toBeGreaterThan(20)
})

test('the index finds every word where it stands, whatever its case', () => {
  const words = ['key', 'api_key', 'ey', 'sk-', 'passw', '-----begin']
  const index = createKeywordIndex(words)
  const text = fc
    .array(fc.constantFrom(...words, 'API_KEY', 'Ey', 'k', 'ü', '-', 'x'))
    .map((some) => some.join(''))
  fc.assert(
    fc.property(text, (value) => {
      const found: string[] = []
      index.scan(value, (word, end) => found.push(`${word} ${end}`))
      const lower = value.toLowerCase()
      const expected = words.flatMap((word, number) => {
        const places: string[] = []
        for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
          places.push(`${number} ${at + word.length}`)
        return places
      })
      expect(found.toSorted()).toEqual(expected.toSorted())
    }),
  )
})

test('offsets of a view lead back to the same characters', () => {
  const piece = fc.constantFrom('a', 'b', '"', '\\"', '\\\\"', '\u001b[0m', '\\u001b[1;31m', '\\n', 'ü')
  fc.assert(
    fc.property(fc.array(piece), (parts) => {
      const text = parts.join('')
      const view = toView(text)
      for (let at = 0; at < view.text.length; at += 1) {
        expect(text[view.toStart(at)]).toBe(view.text[at])
        expect(text[view.toEnd(at + 1) - 1]).toBe(view.text[at])
      }
    }),
  )
})
