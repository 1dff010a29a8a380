import net from 'node:net'
import { expect, test, vi } from 'vitest'
import { ask, open, PATIENT, question, scripted, serve } from './gateway.test-kit.ts'
import type { Upstream } from './port.ts'

const SHORT = { stallMs: 150, requestMs: 60_000 }
const http = (baseUrl: string): Upstream => ({ kind: 'http', baseUrl, wire: 'responses', key: 'k' })
const SSE = { 'content-type': 'text/event-stream' }

test.each([
  ['a script that hangs', () => scripted([{ fault: 'hang' }])],
  ['a service that hangs', async () => http((await serve(() => undefined)).url)],
])('%s is given up after the stall deadline', async (_name, make) => {
  const { gateway, socketPath, records } = await open(await make(), null, undefined, SHORT)
  const { status, body } = await ask(socketPath, { body: question() })
  expect([status, JSON.parse(body).error.type]).toEqual([504, 'provider_unavailable'])
  const detail = 'nothing was sent for 0.15 s'
  expect(await records()).toMatchObject([{ status: 504, failure: 'timeout', detail }])
  expect(gateway.facts()).toMatchObject({ unavailable: true, failures: [{ kind: 'timeout', count: 1 }] })
})

test.each([
  ['a script that stalls', () => scripted([{ text: 'some words', fault: 'stall' }])],
  [
    'a service that stalls',
    async () => {
      const { url } = await serve((_request, response) => {
        response.writeHead(200, SSE).write('data: {}\n\n')
      })
      return http(url)
    },
  ],
])('%s in its answer: the engine sees it break off', async (_name, make) => {
  const { socketPath, records } = await open(await make(), null, undefined, SHORT)
  expect(await ask(socketPath, { body: question() })).toMatchObject({ status: 200, broken: true })
  expect(await records()).toMatchObject([{ status: null, failure: 'timeout' }])
})

test('an answer that goes on for ever meets the deadline of the whole request; what was counted is kept', async () => {
  const { url } = await serve((_request, response) => {
    const usage = { input_tokens: 5, output_tokens: 1 }
    response.writeHead(200, SSE)
    response.write(`data: ${JSON.stringify({ type: 'message_start', message: { usage } })}\n\n`)
    const timer = setInterval(() => response.write(': still here\n\n'), 20)
    response.on('close', () => clearInterval(timer))
  })
  const upstream = { kind: 'http', baseUrl: url, wire: 'messages', key: 'k' } as const
  const { socketPath, records } = await open(upstream, null, undefined, { stallMs: 60_000, requestMs: 300 })
  expect(await ask(socketPath, { path: '/v1/messages', body: question() })).toMatchObject({ broken: true })
  const detail = 'no whole answer within 0.3 s'
  expect(await records()).toMatchObject([{ status: null, failure: 'timeout', detail, inputTokens: 5 }])
})

test('an engine that does not read is not blamed on the provider, and does not hold the gateway for ever', async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(200, SSE)
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      response.once('drain', more)
    }
    more()
  })
  const deadlines = { stallMs: 100, requestMs: 400 }
  const { gateway, socketPath } = await open(http(url), null, undefined, deadlines)
  const client = net.connect(socketPath)
  client.on('error', () => undefined)
  client.pause()
  client.write('POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}')
  await vi.waitFor(() => expect(gateway.facts().requests).toBe(1), { timeout: 10_000 })
  expect(gateway.facts()).toMatchObject({ failures: [], unavailable: false })
  client.destroy()
})

test('answers in time are left alone', async () => {
  const { socketPath, records } = await open(scripted([{ text: 'fine' }]), null, undefined, PATIENT)
  expect(await ask(socketPath, { body: question() })).toMatchObject({ status: 200, broken: false })
  expect(await records()).toMatchObject([{ failure: null }])
})
