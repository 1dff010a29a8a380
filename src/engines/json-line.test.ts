import fc from 'fast-check'
import { expect, test } from 'vitest'
import { claimsReservedType, MAX_LINE_BYTES, readJsonLine } from './json-line.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const reasonOf = (line: Uint8Array) => {
  const read = readJsonLine(line)
  return read.ok ? null : read.reason
}

test('an object is read', () => {
  expect(readJsonLine(bytes('{"type":"x"}'))).toEqual({ ok: true, value: { type: 'x' } })
})

test.each([
  ['not JSON', bytes('hello')],
  ['not JSON', bytes('{"a":1')],
  ['not JSON', bytes('\ufeff{}')],
  ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
  ['not a JSON object', bytes('[1]')],
  ['not a JSON object', bytes('null')],
  ['not a JSON object', bytes('"text"')],
  ['lone surrogate', bytes('{"a":"\\ud800"}')],
  ['lone surrogate', bytes('{"a":"\\ud800x\\udc00"}')],
  ['lone surrogate', bytes('{"a":"\\ud800 \\n"}')],
  ['lone surrogate', bytes('{"a":"\\udc00"}')],
  ['lone surrogate', bytes('{"\\udc00":1}')],
  ['line too long', new Uint8Array(MAX_LINE_BYTES + 1)],
])('%s', (reason, line) => {
  expect(reasonOf(line)).toBe(reason)
})

test('a whole pair and an escaped backslash before "ud800" are fine', () => {
  expect(reasonOf(bytes('{"a":"\\ud83d\\ude00"}'))).toBeNull()
  expect(reasonOf(bytes('{"a":"\\\\ud800"}'))).toBeNull()
})

test('deep nesting does not throw', () => {
  const depth = 200_000
  expect(reasonOf(bytes(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`))).toBeNull()
})

test('surrogates are judged as the string itself judges them', () => {
  const unit = fc.constantFrom('\\ud83d', '\\ude00', 'x', '\\n', '\\\\', '\\u0041', '\u{1f600}')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), (units) => {
      const text = `{"a":"${units.join('')}"}`
      const value = (JSON.parse(text) as { a: string }).a
      expect(reasonOf(bytes(text))).toBe(value.isWellFormed() ? null : 'lone surrogate')
    }),
  )
})

test('only reserved types are claims', () => {
  expect(claimsReservedType({ type: 'run.finished' })).toBe('run.finished')
  expect(claimsReservedType({ type: 'message.completed' })).toBeNull()
  expect(claimsReservedType({ type: 'toString' })).toBeNull()
  expect(claimsReservedType({})).toBeNull()
})
