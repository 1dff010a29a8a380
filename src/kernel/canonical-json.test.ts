import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCanonicalJson } from './canonical-json.ts'

/** What the library says of the same text. */
function byLibrary(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return canonicalize(value) === text ? value : undefined
  } catch (error) {
    const refused = error instanceof SyntaxError || String(error).includes('Lone surrogate')
    if (!refused) throw error
    return undefined
  }
}

const read = (text: string): unknown => parseCanonicalJson(Buffer.from(text, 'utf8'))

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('__proto__', 'toJSON', '10', '9', '1', 'a', 'é', '\ud83d\ude00', '\uffff'),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
    ),
    fc.constantFrom(null, true, false, -0, 1e21, 1e-7),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}))

test('a text is taken exactly when the library would write it so', () => {
  let canonical = 0
  fc.assert(
    fc.property(value, fc.boolean(), (any, inOrder) => {
      const text = inOrder ? String(canonicalize(any)) : JSON.stringify(any)
      const expected = byLibrary(text)
      if (expected !== undefined) canonical += 1
      expect(read(text)).toEqual(expected)
    }),
    { numRuns: 5_000 },
  )
  expect(canonical).toBeGreaterThan(1_000)
})

test.each([
  '{"b":1,"a":2}',
  '{"a":1,"a":1}',
  '{"a":1,"a":2}',
  '{"a": 1}',
  ' {"a":1}',
  '\ufeff{"a":1}',
  '{"a":1}\n',
  '{"a":01}',
  '{"a":1.0}',
  '{"a":1e2}',
  '{"a":-0}',
  '"\\ud800"',
  '{"\\udfff":1}',
  '"\\u0041"',
  '"\\/"',
  '{"9":1,"10":2}',
  '[[{"x":{"b":1,"a":2}}]]',
  '',
  'undefined',
])('%j is not canonical', (text) => {
  expect(byLibrary(text)).toBeUndefined()
  expect(read(text)).toBeUndefined()
})

test.each([
  '{"10":2,"9":1}',
  '"\\\\ud800"',
  '{"__proto__":{"a":1}}',
  '{"toJSON":1}',
  '"\\u001f"',
  'null',
  '-1e-7',
])('%j is canonical', (text) => {
  expect(read(text)).toEqual(JSON.parse(text))
})

test('bytes that are no UTF-8 are not canonical', () => {
  expect(parseCanonicalJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined()
})

test('a value of any depth gets an answer', () => {
  const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
  expect(read(deep(1_000))).toBeDefined()
  expect(read(`${'['.repeat(1_000)}{"b":1,"a":2}${']'.repeat(1_000)}`)).toBeUndefined()
})
