import { expect, test } from 'vitest'
import * as z from 'zod'
import { LIMITS } from './limits.ts'
import { readJsonLines } from './read-json-lines.ts'

const Line = z.strictObject({ a: z.strictObject({ b: z.number() }) })
const GOOD = '{"a":{"b":1}}'
const read = (bytes: string | Buffer) => {
  const { values, findings } = readJsonLines('x.jsonl', Buffer.from(bytes), Line, 'event-invalid')
  for (const { id, file } of findings) expect([id, file]).toEqual(['event-invalid', 'x.jsonl'])
  return { values, said: findings.map(({ message }) => message) }
}
/** What is said of a line that stands between two good ones, which are read all the same. */
const saidOf = (line: string | Buffer) => {
  const { values, said } = read(
    Buffer.concat([Buffer.from(`${GOOD}\n`), Buffer.from(line), Buffer.from(`\n${GOOD}\n`)]),
  )
  expect(values).toHaveLength(2)
  return said
}

test('lines in the form of their schema', () => {
  expect(read(`${GOOD}\n{"a":{"b":2}}\n`)).toEqual({ values: [{ a: { b: 1 } }, { a: { b: 2 } }], said: [] })
  expect(read(GOOD).said).toEqual(['the last line is cut off: it has no newline'])
})

test('a line that two readers could take for two things', () => {
  const written = ['line 2: it is not written the way a writer of JSON writes it']
  for (const line of [
    '{"a":{"b":2},"a":{"b":1}}',
    '{"a": {"b":1}}',
    ' {"a":{"b":1}}',
    '{"a":{"b":1.0}}',
    '{"\\u0061":{"b":1}}',
  ])
    expect(saidOf(line)).toEqual(written)
})

test('a line that is no JSON, no UTF-8, too long or too deep', () => {
  expect(saidOf('{"a":')).toEqual(['line 2: it is not JSON'])
  expect(saidOf(`\ufeff${GOOD}`)).toEqual(['line 2: it is not JSON'])
  const utf8 = [`line 2: it is not UTF-8, or longer than ${LIMITS.lineBytes} bytes`]
  expect(saidOf(Buffer.from([0x22, 0xff, 0x22]))).toEqual(utf8)
  expect(saidOf(`"${'x'.repeat(LIMITS.lineBytes)}"`)).toEqual(utf8)
  expect(saidOf('['.repeat(1_000))).toEqual(['line 2: it is nested too deeply or holds too much'])
})

test('a line of another form says where it differs', () => {
  expect(saidOf('{"a":{"b":"1"}}')).toEqual([expect.stringMatching(/^line 2: a\.b: ./)])
  expect(saidOf('1')).toEqual([expect.stringMatching(/^line 2: \(root\): ./)])
})
