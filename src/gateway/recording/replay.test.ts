import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Exchange } from '../../contract/exchange.ts'
import { ask, open, question, scripted, serve } from '../gateway.test-kit.ts'
import type { Upstream } from '../port.ts'
import { toModelRequest } from '../request-body.ts'
import { toRequestKey } from './request-key.ts'

const result = { type: 'function_call_output', call_id: 'c', output: 'x' }
const keyOf = (body: unknown) => {
  const bytes = Buffer.from(JSON.stringify(body))
  return toRequestKey('responses', toModelRequest(bytes), bytes)
}

/** What a gateway recorded, as a provider of its own. */
async function replayOf(opened: Awaited<ReturnType<typeof open>>): Promise<Upstream & { kind: 'replay' }> {
  await opened.gateway.close()
  const lines = readFileSync(`${opened.socketPath}.recording`, 'utf8').split('\n').slice(0, -1)
  return { kind: 'replay', exchanges: lines.map((line) => Exchange.parse(JSON.parse(line))) }
}

test('an answer is given again byte for byte, streamed or not, with the tokens and the failures that it had', async () => {
  const usage = { input: 7, cachedInput: 2, output: 5 }
  const turns = [{ text: 'Grüße all', usage }, { text: 'some words here', fault: 'cut' }, { fault: 429 }]
  const asked = [question(), question('hi', false), question([result]), question([result, {}, result])]
  const first = await open(scripted(turns), null, undefined, undefined, undefined, true)
  const said = []
  for (const body of asked) said.push(await ask(first.socketPath, { body }))
  const facts = first.gateway.facts()
  const again = await open(await replayOf(first))
  for (const [index, body] of asked.entries()) {
    const { status, body: text, broken } = await ask(again.socketPath, { body })
    expect({ status, text, broken }).toEqual({
      status: said[index]?.status,
      text: said[index]?.body,
      broken: said[index]?.broken,
    })
  }
  expect(again.gateway.facts()).toEqual({ ...facts, mode: 'replay' })
  const digests = async (opened: typeof first) =>
    (await opened.records()).map(({ responseSha256, responseBytes }) => [responseSha256, responseBytes])
  expect(await digests(again)).toEqual(await digests(first))
})

test('chunks come as they came, also where they part a character; keys and cookies are not kept', async () => {
  const euro = Buffer.from('data: €\n\n')
  const { url } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'a=b' })
    response.write(euro.subarray(0, 7), () => setTimeout(() => response.end(euro.subarray(7)), 50))
  })
  const upstream = { kind: 'http', baseUrl: url, wire: 'responses', key: 'sk-never-to-be-seen' } as const
  const first = await open(upstream, null, undefined, undefined, undefined, true)
  await ask(first.socketPath, { body: question(), headers: { authorization: 'Bearer engine-key' } })
  const { exchanges } = await replayOf(first)
  expect(exchanges[0]?.chunks).toEqual([
    { base64: euro.subarray(0, 7).toString('base64') },
    { base64: euro.subarray(7).toString('base64') },
  ])
  expect(JSON.stringify(exchanges)).not.toMatch(/sk-never|engine-key|a=b/)
})

test('a request that the recording does not hold, or holds too few times, is refused and never answered', async () => {
  const first = await open(scripted([{ text: 'fine' }]), null, undefined, undefined, undefined, true)
  await ask(first.socketPath, { body: question() })
  const { gateway, socketPath, records } = await open(await replayOf(first))
  expect((await ask(socketPath, { body: question('other') })).status).toBe(422)
  expect((await ask(socketPath, { body: question() })).status).toBe(200)
  const { status, body } = await ask(socketPath, { body: question() })
  expect([status, JSON.parse(body).error.type]).toEqual([422, 'not_recorded'])
  expect((await records()).map(({ failure, detail }) => [failure, detail])).toEqual([
    ['unrecorded', 'the recording holds no such request'],
    [null, undefined],
    ['unrecorded', 'the recording holds this request once, and it was made again'],
  ])
  expect(gateway.facts()).toMatchObject({ mode: 'replay', answered: 1, unavailable: true })
})

test('an answer that holds a secret is not kept, and can not be given again', async () => {
  const redact = (text: string) => text.replaceAll('s3cret', 'X')
  const first = await open(scripted([{ text: 'a s3cret' }]), null, undefined, undefined, undefined, redact)
  await ask(first.socketPath, { body: question('with s3cret') })
  const upstream = await replayOf(first)
  expect(JSON.stringify(upstream.exchanges)).not.toContain('s3cret')
  expect(upstream.exchanges).toMatchObject([{ withheld: true, chunks: [] }])
  const { socketPath, records } = await open(upstream)
  expect((await ask(socketPath, { body: question('with s3cret') })).status).toBe(422)
  expect(await records()).toMatchObject([{ failure: 'unrecorded' }])
})

test('a key leaves out what names the session, and nothing that the model is told', () => {
  const body = { model: 'm', input: 'a 01a20292-60de-70a3-8d2b-663b44acf571, in 0.12 seconds', user: 'x' }
  const other = { user: 'y', input: 'a 01a20292-60de-70a3-8d2b-663b44acf572, in 7.5 seconds', model: 'm' }
  expect(keyOf(body)).toBe(keyOf(other))
  for (const change of [
    { model: 'n' },
    { input: 'b' },
    { stream: true },
    { input: '3 failed' },
    { tools: [] },
  ])
    expect(keyOf({ ...body, ...change })).not.toBe(keyOf(body))
  expect(keyOf({ input: '# fail 0' })).not.toBe(keyOf({ input: '# fail 1' }))
})
