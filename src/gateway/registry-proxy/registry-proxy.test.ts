import { readFile } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../../../test/samples/temporary-folder.ts'
import { sendRaw, serve } from '../gateway.test-kit.ts'
import { openRegistryProxy } from './open-registry-proxy.ts'
import { RegistryRecord } from './record.ts'

async function open(...hosts: string[]) {
  const folder = temporaryFolder()
  const options = {
    hosts,
    socketPath: join(folder, 'p.sock'),
    logPath: join(folder, 'log.jsonl'),
    now: () => new Date(0),
  }
  const proxy = await openRegistryProxy(options)
  onTestFinished(() => proxy.close())
  return {
    proxy,
    socketPath: options.socketPath,
    async records() {
      await proxy.close()
      const lines = (await readFile(options.logPath, 'utf8')).split('\n').slice(0, -1)
      return lines.map((line) => RegistryRecord.parse(JSON.parse(line)))
    },
  }
}

const registry = () =>
  serve((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: 'http://elsewhere.example/x' }).end()
    else response.end(`package ${request.url} ${JSON.stringify(request.headers)}`)
  })

/** Opens a tunnel, or resolves with the status that refused it. */
function tunnel(socketPath: string, target: string): Promise<net.Socket | number> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method: 'CONNECT', path: target, agent: false })
    request.on('connect', (response, socket) =>
      resolve(response.statusCode === 200 ? socket : (response.statusCode ?? 0)),
    )
    request.on('error', reject)
    request.end()
  })
}

function get(
  socketPath: string,
  path: string,
  method = 'GET',
  headers = {},
): Promise<{ status: number; body: string; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path, headers, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, location: response.headers.location }),
      )
    })
    request.on('error', reject)
    request.end()
  })
}

test('a tunnel to a listed host carries bytes both ways', async () => {
  const { port } = await registry()
  const { socketPath, records } = await open(`127.0.0.1:${port}`)
  const socket = await tunnel(socketPath, `127.0.0.1:${port}`)
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  const request = 'GET /left-pad HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  const ended = new Promise<void>((resolve) => socket.on('end', () => resolve()))
  socket.end(request)
  await ended
  expect(answer).toContain('package /left-pad')
  expect(await records()).toMatchObject([
    {
      method: 'CONNECT',
      target: `127.0.0.1:${port}`,
      allowed: true,
      status: 200,
      bytesUp: request.length,
      bytesDown: answer.length,
    },
  ])
})

test('other hosts and other ports of a listed host are refused, and nothing connects to them', async () => {
  let connections = 0
  const stranger = net.createServer(() => {
    connections += 1
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void stranger.close())
  const address = stranger.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { port } = await registry()
  const { proxy, socketPath, records } = await open(`127.0.0.1:${port}`)
  const asked = [`127.0.0.1:${address.port}`, `localhost:${port}`, 'metadata.example:80', '127.0.0.1']
  for (const target of asked) expect(await tunnel(socketPath, target)).toBe(403)
  expect((await get(socketPath, `http://127.0.0.1:${address.port}/`)).status).toBe(403)
  expect((await get(socketPath, '/etc/passwd')).status).toBe(403)
  expect(connections).toBe(0)
  expect(proxy.denied()).toEqual(asked.slice(0, 3))
  const found = await records()
  expect(found).toHaveLength(6)
  for (const record of found) expect(record).toMatchObject({ allowed: false, status: 403, bytesUp: 0 })
})

test('a plain registry is read in absolute form, and only read', async () => {
  const { port } = await registry()
  const { socketPath, records } = await open(`127.0.0.1:${port}`)
  const headers = { 'proxy-authorization': 'secret', connection: 'close, x-hop', 'x-hop': '1', accept: 'a/b' }
  const { status, body } = await get(socketPath, `http://127.0.0.1:${port}/tape?x=1`, 'GET', headers)
  expect(status).toBe(200)
  expect(body).toContain('package /tape?x=1')
  expect(body).toContain('a/b')
  expect(body).not.toMatch(/secret|x-hop/)
  expect((await get(socketPath, `http://127.0.0.1:${port}/`, 'POST')).status).toBe(405)
  const moved = await get(socketPath, `http://127.0.0.1:${port}/moved`)
  expect([moved.status, moved.location]).toEqual([302, 'http://elsewhere.example/x'])
  const found = await records()
  expect(found.map((record) => record.status)).toEqual([200, 405, 302])
  expect(JSON.stringify(found)).not.toContain('tape')
})

test('a listed host that is not there gives 502', async () => {
  const { socketPath, records } = await open('127.0.0.1:9')
  expect(await tunnel(socketPath, '127.0.0.1:9')).toBe(502)
  expect((await get(socketPath, 'http://127.0.0.1:9/')).status).toBe(502)
  expect(await records()).toMatchObject([{ status: 502 }, { status: 502 }])
})

test('closing ends open tunnels', async () => {
  const { port } = await serve(() => undefined)
  const { proxy, socketPath, records } = await open(`127.0.0.1:${port}`)
  const socket = await tunnel(socketPath, `127.0.0.1:${port}`)
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.resume()
  await proxy.close()
  await closed
  expect(await records()).toMatchObject([{ allowed: true, status: 200 }])
})

test('whatever bytes come, the proxy goes on and reaches nothing that is not listed', async () => {
  let asked = 0
  const { port } = await serve((_request, response) => {
    asked += 1
    response.end('no')
  })
  const { socketPath } = await open('127.0.0.1:9')
  const base = Buffer.from(
    `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n`,
  )
  const flip = fc.tuple(fc.nat(base.length - 1), fc.nat(255)).map(([at, value]) => {
    const bytes = Buffer.from(base)
    bytes[at] = value
    return bytes
  })
  const any = fc.oneof(
    flip,
    fc.nat(base.length).map((end) => base.subarray(0, end)),
    fc.uint8Array({ maxLength: 100 }),
  )
  await fc.assert(
    fc.asyncProperty(any, async (bytes) => {
      await sendRaw(socketPath, bytes)
    }),
    { numRuns: 100 },
  )
  expect(await tunnel(socketPath, `127.0.0.1:${port}`)).toBe(403)
  await vi.waitFor(() => expect(asked).toBe(0))
})

test('a list that names no host and port is refused', async () => {
  await expect(open('registry.example')).rejects.toMatchObject({ code: 'gateway_failed' })
})
