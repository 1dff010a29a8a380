import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Turns } from '../../contract/turns.ts'
import { ask, eventsOf, open, question, scripted } from '../gateway.test-kit.ts'
import type { Upstream } from '../port.ts'
import { countToolResultGroups } from './pick-turn.ts'

const result = { type: 'function_call_output', call_id: 'c', output: 'x' }
const custom = { type: 'custom_tool_call_output', call_id: 'c', output: 'x' }
const call = { type: 'function_call' }
const reasoning = { type: 'reasoning' }

test.each([
  [0, 'text'],
  [0, undefined],
  [0, []],
  [0, [call, null, 3]],
  [1, [call, result]],
  [1, [call, call, result, custom]],
  [1, [result, reasoning, result]],
  [2, [call, result, call, custom]],
])('%d groups of tool results', (count, input) => {
  expect(countToolResultGroups('responses', input)).toBe(count)
})

test('a streamed turn: text, calls, usage, in the order that clients expect', async () => {
  const turns = [
    {
      text: 'Grüße all',
      calls: [
        { name: 'exec_command', args: { cmd: 'ls' } },
        { name: 'apply_patch', input: '*** Begin Patch\n' },
      ],
      usage: { input: 7, cachedInput: 2, output: 5 },
    },
  ]
  const { gateway, socketPath, records } = await open(scripted(turns))
  const { status, headers, body } = await ask(socketPath, { body: question() })
  expect([status, headers['content-type']]).toEqual([200, 'text/event-stream'])
  const events = eventsOf(body)
  expect(events.map((event) => event.type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.custom_tool_call_input.delta',
    'response.custom_tool_call_input.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, at) => at))
  expect(events.at(-1)).toMatchObject({
    response: {
      model: 'm-1',
      status: 'completed',
      output: [
        { type: 'message', content: [{ text: 'Grüße all' }] },
        { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"ls"}' },
        { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin Patch\n' },
      ],
      usage: { input_tokens: 7, output_tokens: 5, total_tokens: 12 },
    },
  })
  expect(await records()).toMatchObject([
    {
      seq: 0,
      time: '2026-01-02T03:04:05.678Z',
      method: 'POST',
      route: '/v1/responses',
      denied: false,
      model: 'm-1',
      status: 200,
      failure: null,
      streamed: true,
      responseBytes: Buffer.byteLength(body),
      inputTokens: 7,
      cachedInputTokens: 2,
      outputTokens: 5,
    },
  ])
  expect(gateway.facts()).toEqual({
    provider: 'test',
    mode: 'scripted',
    model: 'm-1',
    requests: 1,
    answered: 1,
    denied: 0,
    failures: [],
    unavailable: false,
    inputTokens: 7,
    cachedInputTokens: 2,
    outputTokens: 5,
    unmetered: 0,
  })
})

test('the turn follows the tool results and not the number of requests; after the last one comes `after`', async () => {
  const { socketPath } = await open(scripted([{ text: 'one' }, { text: 'two' }], 'over'))
  const textOf = async (input: unknown) => {
    const { body } = await ask(socketPath, { body: question(input, false) })
    return JSON.parse(body).output[0].content[0].text
  }
  expect(await textOf('hi')).toBe('one')
  expect(await textOf('hi')).toBe('one')
  expect(await textOf([call, result])).toBe('two')
  expect(await textOf([call, result, call, result, call, result])).toBe('over')
})

const say = (text: string) => [{ text }]
const roles = [
  { when: 'You review', turns: say('reviewed') },
  { when: 'You build', turns: say('built') },
]
const user = { role: 'user', content: 'You review' }
test.each([
  ['/v1/responses', { instructions: 'You build.', input: [user] }, 'built'],
  ['/v1/responses', { input: [{ role: 'developer', content: [{ text: 'You review it.' }] }] }, 'reviewed'],
  ['/v1/chat/completions', { messages: [{ role: 'system', content: 'You build.' }, user] }, 'built'],
  ['/v1/messages', { system: [{ type: 'text', text: 'You review.' }], messages: [] }, 'reviewed'],
  ['/v1/chat/completions', { messages: [user] }, 'neither'],
])('%s answers by role: the instructions say which, never the user (%#)', async (path, body, expected) => {
  const upstream: Upstream = { kind: 'scripted', turns: Turns.parse({ turns: say('neither'), roles }) }
  const { socketPath } = await open(upstream)
  const answer = await ask(socketPath, { path, body: JSON.stringify({ model: 'm-1', ...body }) })
  expect(answer.body).toContain(`"${expected}"`)
})

test.each([
  [401, '401'],
  [403, '403'],
  [429, '429'],
  [500, '5xx'],
  [503, '5xx'],
  [404, null],
])('fault %d', async (fault, failure) => {
  const { gateway, socketPath, records } = await open(scripted([{ fault }]))
  const { status, body } = await ask(socketPath, { body: question() })
  expect(status).toBe(fault)
  expect(JSON.parse(body).error.message).toBe(`scripted fault ${fault}`)
  expect(await records()).toMatchObject([{ status: fault, failure, inputTokens: null }])
  expect(gateway.facts()).toMatchObject({ answered: 0, unavailable: failure !== null })
})

test('fault refuse: the connection breaks before any answer', async () => {
  const { gateway, socketPath, records } = await open(scripted([{ fault: 'refuse' }]))
  await expect(ask(socketPath, { body: question() })).rejects.toThrow('socket hang up')
  await expect(ask(socketPath, { body: question() })).rejects.toThrow('socket hang up')
  expect(await records()).toMatchObject([{ status: null, failure: 'refused' }, { seq: 1 }])
  expect(gateway.failures).toEqual([{ route: '/v1/responses', kind: 'refused', attempts: 2 }])
})

test.each([true, false])('fault cut (streamed: %s): the answer begins and breaks', async (stream) => {
  const { socketPath, records } = await open(scripted([{ text: 'some words here', fault: 'cut' }]))
  const { status, body, broken } = await ask(socketPath, { body: question('hi', stream) })
  expect([status, broken]).toEqual([200, true])
  expect(body).not.toContain('response.completed')
  expect(await records()).toMatchObject([{ status: null, failure: 'cut', inputTokens: null }])
})

test.each(['hang', 'stall'] as const)(
  'fault %s: ends when the gateway closes, and is a timeout',
  async (fault) => {
    const { gateway, socketPath, records } = await open(scripted([{ text: 'some words', fault }]))
    const asked = ask(socketPath, { body: question() }).then(
      (answered) => answered.broken,
      () => true,
    )
    await ask(socketPath, { method: 'GET', path: '/v1/models' })
    const found = await records()
    expect(await asked).toBe(true)
    expect(found.find((record) => record.method === 'POST')).toMatchObject({
      status: null,
      failure: 'timeout',
    })
    expect(gateway.facts()).toMatchObject({ requests: 1, answered: 0, unavailable: true })
  },
)

test('a failure that is made good later is no unavailable provider', async () => {
  const { gateway, socketPath } = await open(scripted([{ fault: 500 }, { text: 'fine' }]))
  await ask(socketPath, { body: question() })
  await ask(socketPath, { body: question([call, result]) })
  expect(gateway.facts()).toMatchObject({
    requests: 2,
    answered: 1,
    unavailable: false,
    failures: [{ kind: '5xx', count: 1 }],
  })
  await ask(socketPath, { body: question() })
  expect(gateway.facts().unavailable).toBe(true)
})

test('the example for codex is a turns file', () => {
  const file = join(import.meta.dirname, '../../../fixtures/turns/codex-example.yaml')
  const turns = Turns.parse(parse(readFileSync(file, 'utf8')))
  expect(turns.turns.flatMap((turn) => turn.calls.map((call) => call.name))).toEqual([
    'exec_command',
    'apply_patch',
    'exec_command',
  ])
})
