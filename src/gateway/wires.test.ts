import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Turns } from '../contract/turns.ts'
import { WireFormat } from '../contract/workspace.ts'
import { ask, open, scripted, serve } from './gateway.test-kit.ts'
import * as chat from './scripted/chat.ts'
import * as messages from './scripted/messages.ts'
import { countToolResultGroups } from './scripted/pick-turn.ts'
import * as responses from './scripted/response.ts'
import { createUsageReader } from './usage-reader.ts'

const PATHS = {
  responses: '/v1/responses',
  'chat-completions': '/v1/chat/completions',
  messages: '/v1/messages',
}
const SPOKEN = { responses, 'chat-completions': chat, messages }
const LAST = {
  responses: 'event: response.completed',
  'chat-completions': 'data: [DONE]',
  messages: 'event: message_stop',
}
const SCRIPT = {
  text: 'Grüße, world',
  calls: [
    { name: 'edit', args: { path: 'a', n: 1 } },
    { name: 'freeform', input: 'x\ny' },
  ],
  usage: { input: 10, cachedInput: 4, output: 3 },
}
const USAGE = { input: 10, cachedInput: 4, output: 3 }
const [turn] = Turns.parse({ turns: [SCRIPT] }).turns
if (turn === undefined) throw new Error('no turn')
const named = { index: 0, model: 'm', time: new Date(0) }

function read(wire: WireFormat, streamed: boolean, chunks: readonly Uint8Array[]) {
  const reader = createUsageReader(wire, streamed)
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return { usage: reader.usage(), failure: reader.failure() }
}

test.each(WireFormat.options)('%s: the tokens of an answer, however it is cut into chunks', (wire) => {
  const stream = Buffer.from([...SPOKEN[wire].toStream(turn, named)].join(''))
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
      const chunks = places.slice(1).map((end, at) => stream.subarray(places[at], end))
      expect(read(wire, true, chunks)).toEqual({ usage: USAGE, failure: null })
    }),
  )
  const whole = Buffer.from(JSON.stringify(SPOKEN[wire].toResponse(turn, named)))
  expect(read(wire, false, [whole])).toEqual({ usage: USAGE, failure: null })
})

test.each(WireFormat.options)(
  '%s: a stream that ends before its end was cut; garbage is no answer',
  (wire) => {
    const stream = Buffer.from([...SPOKEN[wire].toStream(turn, named)].join(''))
    fc.assert(
      fc.property(fc.nat(stream.lastIndexOf(LAST[wire])), (end) => {
        expect(read(wire, true, [stream.subarray(0, end)]).failure).toBe('cut')
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, streamed) => {
        const garbage = Buffer.concat([Buffer.from('data: {"usage":'), bytes])
        expect(read(wire, streamed, [garbage]).usage).toBeNull()
      }),
    )
  },
)

test.each(WireFormat.options)(
  '%s: the scripted model speaks it, streamed and not, and is metered',
  async (wire) => {
    const { gateway, socketPath, records } = await open(scripted([SCRIPT]))
    for (const stream of [true, false]) {
      const body = JSON.stringify({
        model: 'm-1',
        stream,
        input: 'hi',
        messages: [{ role: 'user', content: 'hi' }],
      })
      const answered = await ask(socketPath, { path: PATHS[wire], body })
      expect(answered.status).toBe(200)
      expect(answered.body).toContain(stream ? LAST[wire] : '"edit"')
    }
    const row = { route: PATHS[wire], failure: null, inputTokens: 10, cachedInputTokens: 4, outputTokens: 3 }
    expect(await records()).toMatchObject([row, row])
    expect(gateway.facts()).toMatchObject({ requests: 2, answered: 2, model: 'm-1', inputTokens: 20 })
  },
)

test.each([
  ['chat-completions', 0, [{ role: 'user' }, { role: 'assistant' }]],
  ['chat-completions', 1, [{ role: 'user' }, { role: 'assistant' }, { role: 'tool' }, { role: 'tool' }]],
  ['chat-completions', 2, [{ role: 'tool' }, { role: 'assistant' }, { role: 'tool' }]],
  [
    'messages',
    0,
    [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: [{ type: 'tool_use' }] },
    ],
  ],
  ['messages', 1, [{ role: 'user', content: [{ type: 'tool_result' }, { type: 'text' }] }]],
  ['messages', 0, null],
  ['chat-completions', 0, [null, 1, 'x', {}]],
] as const)('%s: %d groups of tool results', (wire, count, conversation) => {
  expect(countToolResultGroups(wire, conversation)).toBe(count)
})

test.each([
  ['chat-completions', 'data: {"error":{"message":"overloaded"}}\n\n', '5xx'],
  ['messages', 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n', '5xx'],
  ['messages', 'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error"}}\n\n', '429'],
] as const)('%s: a failure inside a stream is one', (wire, stream, failure) => {
  expect(read(wire, true, [Buffer.from(stream)]).failure).toBe(failure)
})

test('a provider of the Messages format gets the key where it looks for it, and its answer is metered', async () => {
  const seen: (string | undefined)[] = []
  const { url } = await serve((request, response) => {
    seen.push(
      request.url,
      request.headers['x-api-key'] as string,
      request.headers.authorization,
      request.headers['anthropic-version'] as string,
    )
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end([...messages.toStream(turn, named)].join(''))
  })
  const upstream = { kind: 'http', baseUrl: url, wire: 'messages', key: 'real-key-0123456789' } as const
  const { socketPath, records } = await open(upstream)
  const headers = { authorization: 'Bearer engine', 'x-api-key': 'engine', 'anthropic-version': '2023-06-01' }
  await ask(socketPath, {
    path: '/v1/messages?beta=true',
    headers,
    body: JSON.stringify({ model: 'm', stream: true }),
  })
  expect(await ask(socketPath, { path: '/v1/responses', body: '{}' })).toMatchObject({ status: 403 })
  expect(seen).toEqual([expect.stringMatching(/\/messages$/), 'real-key-0123456789', undefined, '2023-06-01'])
  expect(await records()).toMatchObject([
    { inputTokens: 10, cachedInputTokens: 4, outputTokens: 3 },
    { denied: true },
  ])
})
