import net from 'node:net'
import { expect, test, vi } from 'vitest'
import { sha256 } from '../../kernel/digest.ts'
import { ask, open, question, serve } from '../gateway.test-kit.ts'
import type { Upstream } from '../port.ts'
import { preflight } from '../preflight.ts'

const KEY = 'sk-real-key-0123456789'
const LAST = {
  type: 'response.completed',
  response: { usage: { input_tokens: 9, output_tokens: 4, input_tokens_details: { cached_tokens: 1 } } },
}
const sse = (event: unknown) => `data: ${JSON.stringify(event)}\n\n`

function http(baseUrl: string): Upstream {
  return { kind: 'http', baseUrl, wire: 'responses', key: KEY }
}

test('a stream passes byte for byte; the key goes in, the credentials of the engine do not', async () => {
  const seen: { url: string | undefined; headers: unknown; body: string }[] = []
  const { url } = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'set-cookie': 'a=b',
      'x-request-id': 'r-1',
      server: 'secret-inventory',
    })
    response.write(sse({ type: 'response.created' }))
    response.end(sse(LAST))
  })
  const { gateway, socketPath, records } = await open(http(url))
  const headers = {
    authorization: 'Bearer engine-key',
    cookie: 'c=d',
    'x-api-key': 'engine-key',
    'proxy-authorization': 'engine-key',
    'x-forwarded-for': '1.2.3.4',
    accept: 'text/event-stream',
    'content-type': 'application/json',
    te: 'trailers',
  }
  const answered = await ask(socketPath, { body: question(), headers, path: '/v1/responses?x=1' })
  expect(answered).toMatchObject({
    status: 200,
    broken: false,
    body: sse({ type: 'response.created' }) + sse(LAST),
  })
  expect(Object.keys(answered.headers).toSorted()).toEqual([
    'connection',
    'content-type',
    'date',
    'transfer-encoding',
    'x-request-id',
  ])
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ url: '/v1/responses', body: question() })
  expect(seen[0]?.headers).toEqual({
    authorization: `Bearer ${KEY}`,
    accept: 'text/event-stream',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'content-length': `${question().length}`,
    connection: 'close',
    host: new URL(url).host,
  })
  expect(await records()).toMatchObject([
    {
      model: 'm-1',
      status: 200,
      failure: null,
      streamed: true,
      requestSha256: sha256(question()),
      responseSha256: sha256(answered.body),
      inputTokens: 9,
      cachedInputTokens: 1,
      outputTokens: 4,
    },
  ])
  expect(gateway.facts()).toMatchObject({ mode: 'live', answered: 1 })
})

test('a whole body gives its usage; the base URL may end with a slash', async () => {
  const { url } = await serve((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...LAST.response, path: request.url }))
  })
  const { socketPath, records } = await open(http(`${url}/`))
  expect(JSON.parse((await ask(socketPath, { body: question() })).body).path).toBe('/v1/responses')
  expect(await records()).toMatchObject([{ inputTokens: 9, outputTokens: 4, failure: null }])
})

test('an answer that repeats the key does not reach the engine with it', async () => {
  const { url } = await serve((request, response) => {
    response.setHeader('x-request-id', `${request.headers.authorization}`)
    response.write(`you said ${request.headers.authorization?.slice(0, 15)}`)
    setImmediate(() => response.end(request.headers.authorization?.slice(15)))
  })
  const { socketPath, records, logText } = await open(http(url))
  const answered = await ask(socketPath, { body: question() })
  expect(answered.body).toBe('you said Bearer [key removed]')
  expect(JSON.stringify(answered.headers)).not.toContain(KEY)
  await records()
  expect(await logText()).not.toContain(KEY)
})

test.each([
  [401, '401'],
  [403, '403'],
  [429, '429'],
  [500, '5xx'],
  [400, null],
])('status %d of the provider passes through and is recorded', async (status, failure) => {
  const { url } = await serve((_request, response) => {
    response.writeHead(status, { 'retry-after': '3' }).end('{"error":{}}')
  })
  const { socketPath, records } = await open(http(url))
  const answered = await ask(socketPath, { body: question() })
  expect(answered).toMatchObject({ status, body: '{"error":{}}' })
  expect(answered.headers['retry-after']).toBe('3')
  expect(await records()).toMatchObject([{ status, failure }])
})

test('a redirect is not followed', async () => {
  let asked = 0
  const other = await serve((_request, response) => {
    asked += 1
    response.end('caught')
  })
  const { url } = await serve((_request, response) => {
    response.writeHead(307, { location: `${other.url}/responses` }).end()
  })
  const { socketPath, records } = await open(http(url))
  const answered = await ask(socketPath, { body: question() })
  expect(answered.status).toBe(502)
  expect(answered.headers.location).toBeUndefined()
  expect(asked).toBe(0)
  expect(await records()).toMatchObject([{ status: 502, failure: '5xx' }])
})

test('a provider that is not there is refused', async () => {
  const { gateway, socketPath, records } = await open(http('http://127.0.0.1:9/v1'))
  expect((await ask(socketPath, { body: question() })).status).toBe(502)
  expect(await records()).toMatchObject([{ status: 502, failure: 'refused' }])
  expect(gateway.facts().unavailable).toBe(true)
})

test('a connection that breaks in the answer is a cut, for the engine too', async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(sse({ type: 'response.created' }), () => response.destroy())
  })
  const { socketPath, records } = await open(http(url))
  const answered = await ask(socketPath, { body: question() })
  expect(answered).toMatchObject({ broken: true, body: sse({ type: 'response.created' }) })
  expect(await records()).toMatchObject([{ status: null, failure: 'cut' }])
})

test('a stream that ends without its last event is a cut', async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(sse({ type: 'response.created' }))
  })
  const { socketPath, records } = await open(http(url))
  await ask(socketPath, { body: question() })
  expect(await records()).toMatchObject([{ status: 200, failure: 'cut', inputTokens: null }])
})

test('an engine that does not read holds the provider back', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  let sent = 0
  let gone = false
  const { url } = await serve((_request, response) => {
    response.on('close', () => {
      gone = true
    })
    const more = () => {
      let room = true
      while (room && !gone && sent < 400) {
        room = response.write(chunk)
        sent += 1
      }
      response.once('drain', more)
    }
    more()
  })
  const { gateway, socketPath } = await open(http(url))
  const client = net.connect(socketPath)
  client.on('error', () => undefined)
  client.pause()
  client.write(`POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`)
  let before = -1
  await vi.waitFor(
    () => {
      const still = sent > 0 && sent === before
      before = sent
      expect(still).toBe(true)
    },
    { interval: 200, timeout: 10_000 },
  )
  expect(sent).toBeLessThan(400)
  await gateway.close()
  await vi.waitFor(() => expect(gone).toBe(true))
  client.destroy()
  expect(gateway.facts().failures).toEqual([])
})

test('closing ends an exchange that the provider lets hang', async () => {
  const { url } = await serve(() => undefined)
  const { gateway, socketPath, records } = await open(http(url))
  const asked = ask(socketPath, { body: question() }).catch((error: Error) => error.message)
  await vi.waitFor(() => expect(gateway.facts().requests).toBe(0))
  await ask(socketPath, { method: 'GET', path: '/v1/models' })
  const found = await records()
  expect(await asked).toBe('socket hang up')
  expect(found.find((record) => record.method === 'POST')).toMatchObject({ status: null })
})

test.each([
  [200, null, null],
  [404, null, null],
  [405, null, null],
  [429, null, null],
  [501, null, null],
  [401, '401', 'it does not take the key (401)'],
  [403, '403', 'it does not take the key (403)'],
  [500, '5xx', 'it answers with 500'],
  [503, '5xx', 'it answers with 503'],
])('preflight: an answer with status %d', async (status, failure, detail) => {
  const seen: (string | undefined)[] = []
  const { url } = await serve((request, response) => {
    seen.push(request.method, request.url, request.headers.authorization)
    response.writeHead(status).end('{}')
  })
  expect(await preflight(http(url), 5_000)).toMatchObject({ status, failure, detail })
  expect(seen).toEqual(['GET', '/v1/models', `Bearer ${KEY}`])
})

test('preflight: a provider that is not there, that hangs up, and that says nothing', async () => {
  const nobody = await preflight(http('http://127.0.0.1:9/v1'), 5_000)
  expect(nobody).toMatchObject({ failure: 'refused', detail: 'nothing listens there (ECONNREFUSED)' })
  const rude = await serve((request) => request.socket.destroy())
  expect(await preflight(http(rude.url), 5_000)).toMatchObject({ status: null, failure: 'refused' })
  const mute = await serve(() => undefined)
  const waited = await preflight(http(mute.url), 100)
  expect(waited).toMatchObject({ status: null, failure: 'timeout', detail: 'no answer within 0.1 s' })
  const endless = await serve((_request, response) => {
    response.write('x')
  })
  expect(await preflight(http(endless.url), 100)).toMatchObject({ failure: 'timeout' })
})

test('preflight of the Messages format: its own header for the key, and a version', async () => {
  const seen: unknown[] = []
  const { url } = await serve((request, response) => {
    seen.push(
      request.headers['x-api-key'],
      request.headers['anthropic-version'],
      request.headers.authorization,
    )
    response.end('{}')
  })
  const upstream = { kind: 'http', baseUrl: url, wire: 'messages', key: KEY } as const
  expect(await preflight(upstream, 5_000)).toMatchObject({ failure: null })
  expect(seen).toEqual([KEY, '2023-06-01', undefined])
})
