import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor, MIN_SECRET_BYTES, toForms } from './redact.ts'

const REDACTION_TOKEN = '[REDACTED]'

function redact(values: readonly string[], chunks: readonly Uint8Array[]): { out: Buffer; count: number } {
  const redactor = createRedactor(values, () => REDACTION_TOKEN)
  const parts = chunks.map((chunk) => redactor.push(chunk))
  const out = Buffer.concat([...parts, redactor.end()])
  return { out, count: redactor.count }
}

function cut(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  return chunks
}

/** The same by definition: mark every byte of every occurrence of every form, replace each marked stretch. */
function defined(values: readonly string[], input: Buffer): Buffer {
  const forms = values.flatMap(toForms).map((form) => Buffer.from(form, 'latin1'))
  const spans: { start: number; end: number }[] = []
  for (const form of forms)
    for (let at = input.indexOf(form); at !== -1; at = input.indexOf(form, at + 1))
      spans.push({ start: at, end: at + form.length })
  spans.sort((a, b) => a.start - b.start)
  const merged: { start: number; end: number }[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end)
    else merged.push({ ...span })
  }
  const out: Buffer[] = []
  let at = 0
  for (const span of merged) {
    out.push(input.subarray(at, span.start), Buffer.from(REDACTION_TOKEN))
    at = span.end
  }
  return Buffer.concat([...out, input.subarray(at)])
}

const secret = fc.string({
  unit: fc.constantFrom('a', 'b', '"', '\\', '/', ' ', 'ü', '€', '+'),
  minLength: 6,
  maxLength: 12,
})

test('any chunking gives what the definition gives, even for values that overlap each other', async () => {
  const input = fc.array(
    fc.oneof(
      fc.record({ which: fc.nat(), form: fc.nat() }),
      fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', ' ', 'Y', 'Q'), maxLength: 8 }),
      fc.uint8Array({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), input, (values, parts) => {
      const bytes = Buffer.concat(
        parts.map((part) => {
          if (typeof part === 'string') return Buffer.from(part)
          if (part instanceof Uint8Array) return Buffer.from(part)
          const forms = toForms(values[part.which % values.length] ?? '')
          return Buffer.from(forms[part.form % forms.length] ?? '', 'latin1')
        }),
      )
      const expected = defined(values, bytes)
      for (const size of [1, 2, 7, 64, 4096])
        expect(redact(values, cut(bytes, size)).out.toString('latin1')).toBe(expected.toString('latin1'))
    }),
  )
})

test('a value is found in each of its forms, at every chunk size, and the rest is left alone', () => {
  const value = 'sk-"geheim"/ü +x'
  const bytes = Buffer.from(value)
  const forms = {
    raw: value,
    json: JSON.stringify(value).slice(1, -1),
    'json in json': JSON.stringify(JSON.stringify(value)).slice(3, -3),
    'json in ascii': JSON.stringify(value).slice(1, -1).replace('ü', '\\u00fc'),
    base64: bytes.toString('base64'),
    'base64 without padding': bytes.toString('base64').replace(/=+$/, ''),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
    url: encodeURIComponent(value),
    'url in lower case': encodeURIComponent(value).replace(/%../g, (encoded) => encoded.toLowerCase()),
    form: new URLSearchParams({ v: value }).toString().slice(2),
  }
  for (const [name, form] of Object.entries(forms))
    for (const size of [1, 7, 64, 4096, 65_536]) {
      const text = Buffer.from(`before<${form}>after<${form}>`)
      const { out, count } = redact([value], cut(text, size))
      expect(out.toString(), `${name} at ${size}`).toBe(`before<${REDACTION_TOKEN}>after<${REDACTION_TOKEN}>`)
      expect(count).toBe(2)
    }
})

test('inside a longer base64 text only what is certain is replaced, at each alignment', () => {
  const value = 'a-token-of-some-length'
  for (const before of ['', 'u', 'us', 'user:', 'user:x'])
    for (const after of ['', 'x', 'xy', ':x']) {
      const text = Buffer.from(`Basic ${Buffer.from(before + value + after).toString('base64')}`)
      const out = redact([value], [text]).out.toString()
      expect(out).toContain(REDACTION_TOKEN)
      const rest = out.replace('Basic ', '').replace(REDACTION_TOKEN, '')
      expect(Buffer.from(rest, 'base64').toString('latin1')).not.toContain(value.slice(2, 6))
      expect(rest.length).toBeLessThanOrEqual(Math.ceil(((before.length + after.length) * 4) / 3) + 6)
    }
})

test('without values, or with values that are too short, nothing changes', async () => {
  await fc.assert(
    fc.property(
      fc.array(fc.uint8Array()),
      fc.string({ maxLength: MIN_SECRET_BYTES / 3 }),
      (chunks, short) => {
        const { out, count } = redact([short], chunks)
        expect(out.equals(Buffer.concat(chunks))).toBe(true)
        expect(count).toBe(0)
      },
    ),
  )
})

test('no more is held back than what could be the beginning of a value', () => {
  const redactor = createRedactor(['abcdefgh'], () => REDACTION_TOKEN)
  expect(redactor.push(Buffer.from('hello')).toString()).toBe('hello')
  expect(redactor.push(Buffer.from('xabcd')).toString()).toBe('x')
  expect(redactor.push(Buffer.from('x')).toString()).toBe('abcdx')
  expect(redactor.push(Buffer.from('abc')).toString()).toBe('')
  expect(redactor.end().toString()).toBe('abc')
})

test('what stands in place of a value is made from the bytes that were found', () => {
  const redactor = createRedactor(
    ['abcdefgh'],
    (found) => `<${found.length}:${found.toString('latin1', 0, 2)}>`,
  )
  const text = `x abcdefgh ${Buffer.from('abcdefgh').toString('hex')} y`
  expect(Buffer.concat([redactor.push(Buffer.from(text)), redactor.end()]).toString()).toBe(
    'x <8:ab> <16:61> y',
  )
})
