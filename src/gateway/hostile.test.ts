import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import { ask, open, PATIENT, question, scripted, sendRaw, serve } from './gateway.test-kit.ts'
import { openGateway } from './open-gateway.ts'
import { MAX_BODY_BYTES } from './request-body.ts'

const HELLO = [{ text: 'hello' }]
const RAW = (body: string, more = '') =>
  `POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`

test('other routes are refused, recorded, and get nothing of their body read', async () => {
  const { gateway, socketPath, records } = await open(scripted(HELLO))
  const { status, headers } = await ask(socketPath, { path: '/v1/files?key=secret', body: 'x' })
  expect([status, headers.connection]).toEqual([403, 'close'])
  const upgrade = { connection: 'upgrade', upgrade: 'websocket' }
  expect((await ask(socketPath, { method: 'GET', headers: upgrade })).status).toBe(403)
  expect(await records()).toMatchObject([
    { denied: true, route: '/v1/files', status: 403, requestBytes: 0 },
    { denied: true, method: 'GET', route: '/v1/responses', status: 403 },
  ])
  expect(gateway.facts()).toMatchObject({ requests: 0, denied: 2, unavailable: false })
})

test('the log holds digests, never the body or a header', async () => {
  const { socketPath, logText, records } = await open(scripted([{ text: 'answer-text' }]))
  const body = question('prompt-text')
  const headers = { authorization: 'Bearer engine-key' }
  const { body: answer } = await ask(socketPath, { body, headers })
  const [record] = await records()
  expect(record).toMatchObject({ requestSha256: sha256(body), responseSha256: sha256(answer) })
  expect(await logText()).not.toMatch(/prompt-text|answer-text|engine-key/)
})

test.each(['', 'nonsense', '[]', 'null', '"text"', '{"input":', '\u0000'])(
  'a body of %j is answered with 400',
  async (body) => {
    const { socketPath, records } = await open(scripted(HELLO))
    expect((await ask(socketPath, { body })).status).toBe(400)
    expect(await records()).toMatchObject([
      { status: 400, failure: null, requestBytes: Buffer.byteLength(body) },
    ])
  },
)

test('a body over the limit is refused', async () => {
  const { socketPath, records } = await open(scripted(HELLO))
  const asked = ask(socketPath, { body: Buffer.alloc(MAX_BODY_BYTES + 1) }).then(
    (answered) => answered.status,
    // The gateway stopped reading while the rest was being sent.
    (error: NodeJS.ErrnoException) => error.code,
  )
  expect([413, 'EPIPE', 'ECONNRESET']).toContain(await asked)
  const [record] = await records()
  expect(record).toMatchObject({ denied: false, failure: null })
  expect(record?.requestBytes).toBeLessThanOrEqual(MAX_BODY_BYTES + 64 * 1024)
})

test('bytes that are no HTTP are dropped and recorded, and the gateway goes on', async () => {
  const { socketPath, records } = await open(scripted(HELLO))
  const attacks = [
    'hello\r\n\r\n',
    '\u0016\u0003\u0001 not TLS here',
    'POST /v1/responses HTTP/1.1\r\nContent-Length: x\r\n\r\n',
    'POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`,
    'CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere\r\n\r\n',
  ]
  for (const attack of attacks) expect(await sendRaw(socketPath, attack)).not.toContain('200 OK')
  expect((await ask(socketPath, { body: question() })).status).toBe(200)
  const found = await records()
  expect(found.slice(0, -1)).toHaveLength(attacks.length)
  for (const record of found.slice(0, -1))
    expect(record).toMatchObject({ denied: true, route: '(malformed)' })
})

test('an engine that hangs up says nothing about the provider', async () => {
  const { gateway, socketPath, records } = await open(scripted([{ text: 'x '.repeat(200_000) }]))
  await ask(socketPath, { body: question(), hangUp: true })
  const socket = net.connect(socketPath)
  await new Promise<void>((resolve) => socket.write(RAW('{"a":1}').slice(0, -3), () => resolve()))
  socket.destroy()
  await ask(socketPath, { method: 'GET', path: '/v1/models' })
  const broken = (await records()).filter((record) => record.method === 'POST')
  for (const record of broken) expect(record).toMatchObject({ status: null, failure: null })
  expect(gateway.facts()).toMatchObject({ answered: 0, unavailable: false })
})

test('a few pipelined requests are answered in order', async () => {
  const { socketPath, records } = await open(scripted(HELLO))
  const answers = await sendRaw(socketPath, RAW(question()).repeat(3) + RAW('{}', 'Connection: close\r\n'))
  expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4)
  expect(await records()).toHaveLength(4)
})

test('a client that leaves ends its pipelined exchanges, those that wait for their turn included', async () => {
  const { gateway, socketPath } = await open(scripted([{ fault: 'hang' }]))
  const socket = net.connect(socketPath)
  await new Promise<void>((resolve) => socket.write(RAW('{}').repeat(3), () => resolve()))
  await ask(socketPath, { method: 'GET', path: '/v1/models' })
  socket.destroy()
  await vi.waitFor(() => expect(gateway.facts().requests).toBe(3))
})

test('a pile of pipelined requests is dropped', async () => {
  const { socketPath, records } = await open(scripted([{ fault: 'hang' }]))
  await sendRaw(socketPath, RAW('{}').repeat(500))
  const found = await records()
  expect(found.map((record) => record.route)).toContain('(pipelined)')
  expect(found.length).toBeLessThanOrEqual(10)
})

test('too many exchanges at one time are refused', async () => {
  const { gateway, socketPath, records } = await open(scripted([{ fault: 'hang' }]))
  const settle = () =>
    ask(socketPath, { body: question() }).then(
      (answered) => answered.status,
      () => null,
    )
  const all = Array.from({ length: 40 }, settle)
  await vi.waitFor(() => expect(gateway.facts().denied).toBe(8))
  const found = await records()
  expect((await Promise.all(all)).filter((status) => status === 429)).toHaveLength(8)
  expect(found.filter((record) => record.denied)).toHaveLength(8)
})

test('a header that never ends does not keep the gateway from closing', async () => {
  const { gateway, socketPath } = await open(scripted(HELLO))
  const socket = net.connect(socketPath)
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.write('POST /v1/responses HTTP/1.1\r\nX: ', () => resolve()))
  await gateway.close()
  await closed
  await expect(ask(socketPath, { body: question() })).rejects.toThrow(/ENOENT|ECONNREFUSED/)
})

test('whatever bytes come, the gateway answers the next request', async () => {
  const { socketPath, records } = await open(scripted(HELLO))
  const base = Buffer.from(RAW(question(), 'Connection: close\r\n'))
  const flip = fc.tuple(fc.nat(base.length - 1), fc.nat(255)).map(([at, value]) => {
    const bytes = Buffer.from(base)
    bytes[at] = value
    return bytes
  })
  const cut = fc.nat(base.length).map((end) => base.subarray(0, end))
  const any = fc.oneof(flip, cut, fc.uint8Array({ maxLength: 200 }))
  await fc.assert(
    fc.asyncProperty(any, async (bytes) => {
      await sendRaw(socketPath, bytes)
    }),
    { numRuns: 150 },
  )
  expect((await ask(socketPath, { body: question() })).status).toBe(200)
  expect((await records()).map((record) => record.seq)).toEqual(Array.from(await records(), (_, at) => at))
})

test('a gateway that can not be opened says why', async () => {
  const { socketPath } = await open(scripted(HELLO))
  const options = {
    provider: 'test',
    upstream: scripted(HELLO),
    deadlines: PATIENT,
    model: null,
    socketPath,
    logPath: `${socketPath}.log`,
    now: () => new Date(),
  }
  await expect(openGateway(options)).rejects.toMatchObject({ code: 'gateway_failed' })
  const tooLong = { ...options, socketPath: `${socketPath}${'x'.repeat(100)}`, logPath: `${socketPath}.log2` }
  await expect(openGateway(tooLong)).rejects.toThrow('longer than 107')
  await writeFile(`${socketPath}.log3`, 'earlier')
  const taken = { ...options, socketPath: `${socketPath}2`, logPath: `${socketPath}.log3` }
  await expect(openGateway(taken)).rejects.toMatchObject({ code: 'gateway_failed' })
  const wire = { kind: 'http', baseUrl: 'http://127.0.0.1:1', wire: 'messages', key: 'k' } as const
  await expect(openGateway({ ...options, upstream: wire })).rejects.toMatchObject({ code: 'gateway_failed' })
})

test('an engine that asks for other hosts, other providers or the key itself gets none of them', async () => {
  const seen: { host: string | undefined; headers: unknown }[] = []
  const { url } = await serve((request, response) => {
    seen.push({ host: request.headers.host, headers: request.headers })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.headers))
  })
  const key = 'sk-real-key-0123456789'
  const { socketPath, records, logText } = await open({ kind: 'http', baseUrl: url, wire: 'responses', key })
  const wanted = {
    host: 'elsewhere.invalid',
    'x-forwarded-host': 'elsewhere.invalid',
    'x-original-url': '/v1/files',
    'x-http-method-override': 'DELETE',
    'openai-organization': 'another',
    'transfer-encoding-x': 'chunked',
    connection: 'keep-alive, authorization',
  }
  const { body } = await ask(socketPath, { body: question(), headers: wanted })
  expect(body).not.toContain(key)
  expect(seen.map(({ host }) => host)).toEqual([new URL(url).host])
  expect(Object.keys(seen[0]?.headers ?? {}).toSorted()).toEqual([
    'accept-encoding',
    'authorization',
    'connection',
    'content-length',
    'host',
  ])
  const others = ['/v1/messages', '/v1/chat/completions', 'http://elsewhere.invalid/v1/responses', '/v1/keys']
  for (const path of others) expect((await ask(socketPath, { path, body: question() })).status).toBe(403)
  expect(seen).toHaveLength(1)
  await records()
  expect(await logText()).not.toContain(key)
})

test('a second request smuggled in the body of the first is a body, and stays one', async () => {
  const bodies: string[] = []
  const { url } = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    bodies.push(Buffer.concat(chunks).toString())
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const upstream = { kind: 'http', baseUrl: url, wire: 'responses', key: 'k-0123456789' } as const
  const { socketPath, records } = await open(upstream)
  const inner = 'DELETE /v1/files HTTP/1.1\r\nHost: x\r\n\r\n'
  await sendRaw(socketPath, RAW(inner, 'Connection: close\r\n'))
  const folded = 'POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 50\r\n\r\n{}'
  expect(await sendRaw(socketPath, folded + inner)).not.toContain('200 OK')
  expect(bodies).toEqual([inner])
  expect((await records()).filter(({ denied }) => !denied)).toHaveLength(1)
})
