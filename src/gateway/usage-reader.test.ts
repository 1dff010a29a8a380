import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Turns } from '../contract/turns.ts'
import { toResponse, toStream } from './scripted/response.ts'
import { createUsageReader } from './usage-reader.ts'

const [turn] = Turns.parse({
  turns: [{ text: 'Grüße, world', calls: [{ name: 'x' }], usage: { input: 10, cachedInput: 4, output: 3 } }],
}).turns
if (turn === undefined) throw new Error('no turn')
const named = { index: 0, model: 'm', time: new Date(0) }
const STREAM = Buffer.from([...toStream(turn, named)].join(''))
const USAGE = { input: 10, cachedInput: 4, output: 3 }

function read(streamed: boolean, ...chunks: (string | Uint8Array)[]) {
  const reader = createUsageReader('responses', streamed)
  for (const chunk of chunks) reader.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  reader.end()
  return { usage: reader.usage(), failure: reader.failure() }
}

test('a stream gives the usage of its last event, however it is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 20 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length]
      const chunks = places.slice(1).map((end, at) => STREAM.subarray(places[at], end))
      expect(read(true, ...chunks)).toEqual({ usage: USAGE, failure: null })
    }),
  )
})

test('a stream that ends before its last event was cut', () => {
  const last = STREAM.lastIndexOf('event: response.completed')
  fc.assert(
    fc.property(fc.nat(last), (end) => {
      expect(read(true, STREAM.subarray(0, end))).toEqual({ usage: null, failure: 'cut' })
    }),
  )
})

test('CRLF line ends and a missing blank line are read too', () => {
  expect(read(true, STREAM.toString().replaceAll('\n', '\r\n')).usage).toEqual(USAGE)
  expect(read(true, STREAM.toString().trimEnd()).usage).toEqual(USAGE)
})

test.each([
  ['rate_limit_exceeded', '429'],
  ['server_error', '5xx'],
])('a stream that says %s failed', (code, failure) => {
  const event = { type: 'response.failed', response: { error: { code } } }
  expect(read(true, `data: ${JSON.stringify(event)}\n\n`)).toEqual({ usage: null, failure })
})

test('text that quotes the last event is not it', () => {
  const event = { type: 'response.output_text.delta', delta: '"response.completed"', response: {} }
  expect(read(true, `data: ${JSON.stringify(event)}\n\n`).failure).toBe('cut')
})

test('a whole body gives its usage', () => {
  const body = JSON.stringify(toResponse(turn, named))
  expect(read(false, body.slice(0, 30), body.slice(30))).toEqual({ usage: USAGE, failure: null })
})

test.each(['', 'null', '{}', '{"usage":null}', '{"usage":{"input_tokens":-1,"output_tokens":1}}', '<html>'])(
  'no usage in %s',
  (body) => {
    expect(read(false, body).usage).toBeNull()
  },
)

test('garbage is read without an error', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(fc.uint8Array({ maxLength: 40 })), (streamed, chunks) => {
      expect(read(streamed, ...chunks).usage).toBeNull()
    }),
  )
})

test('an event that is too long is skipped and says nothing', () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  expect(read(true, 'data: ', ...Array.from({ length: 9 }, () => chunk), '\n\n')).toEqual({
    usage: null,
    failure: null,
  })
})
