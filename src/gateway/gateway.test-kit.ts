import { mkdtemp, readFile, rm } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { GatewayRecord } from '../contract/gateway-log.ts'
import { Turns } from '../contract/turns.ts'
import type { PriceTable } from '../contract/workspace.ts'
import { openGateway } from './open-gateway.ts'
import type { Budget, Deadlines, Gateway, Upstream } from './port.ts'

export interface OpenedGateway {
  readonly gateway: Gateway
  readonly socketPath: string
  /** Closes the gateway and reads its log. */
  records(): Promise<GatewayRecord[]>
  logText(): Promise<string>
}

export function scripted(turns: unknown, after?: string): Upstream {
  return { kind: 'scripted', turns: Turns.parse({ turns, ...(after === undefined ? {} : { after }) }) }
}

export const PATIENT: Deadlines = { stallMs: 60_000, requestMs: 60_000 }

export async function open(
  upstream: Upstream,
  model: string | null = null,
  budget?: Budget,
  deadlines: Deadlines = PATIENT,
  prices?: PriceTable,
  /** Whether exchanges are recorded, beside the socket; or what takes secrets out of them. */
  record: boolean | ((text: string) => string) = false,
): Promise<OpenedGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'pg-'))
  const socketPath = join(folder, 'g.sock')
  const logPath = join(folder, 'gateway.jsonl')
  const now = () => new Date('2026-01-02T03:04:05.678Z')
  const gateway = await openGateway({
    provider: 'test',
    upstream,
    deadlines,
    model,
    budget,
    prices,
    ...(record === false ? {} : { recordPath: `${socketPath}.recording` }),
    ...(typeof record === 'function' ? { redact: record } : {}),
    socketPath,
    logPath,
    now,
  })
  onTestFinished(async () => {
    await gateway.close()
    await rm(folder, { recursive: true })
  })
  const logText = () => readFile(logPath, 'utf8')
  return {
    gateway,
    socketPath,
    logText,
    async records() {
      await gateway.close()
      const lines = (await logText()).split('\n').slice(0, -1)
      return lines.map((line) => GatewayRecord.parse(JSON.parse(line)))
    },
  }
}

export interface Answered {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  /** The connection broke before the answer was whole. */
  readonly broken: boolean
}

export interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  /** Hangs up when the answer begins. */
  readonly hangUp?: boolean
}

/** One request over the socket. Rejects when the connection breaks before a status. */
export function ask(socketPath: string, asked: Asked = {}): Promise<Answered> {
  const { method = 'POST', path = '/v1/responses', headers = {}, body = '', hangUp = false } = asked
  return new Promise((resolve, reject) => {
    const length = { 'content-length': `${Buffer.byteLength(body)}` }
    const options = { socketPath, method, path, headers: { ...length, ...headers }, agent: false }
    const request = http.request(options, (response) => {
      const chunks: Buffer[] = []
      const done = (broken: boolean) => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, broken })
      }
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (hangUp) request.destroy()
      })
      response.on('error', () => done(true))
      response.on('end', () => done(false))
    })
    request.on('error', reject)
    request.end(body)
  })
}

export function question(input: unknown = 'hi', stream = true): string {
  return JSON.stringify({ model: 'm-1', stream, input })
}

/** The events of a stream, parsed. */
export function eventsOf(body: string): { type: string; [key: string]: unknown }[] {
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)))
}

/** Sends raw bytes and resolves with whatever comes back until the connection ends. */
export function sendRaw(socketPath: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = net.connect(socketPath, () => socket.end(bytes))
    socket.on('data', (chunk) => chunks.push(chunk))
    // A reset is one of the ways in which the gateway may end the connection.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
  })
}

/** A provider on loopback. */
export async function serve(handler: http.RequestListener): Promise<{ url: string; port: number }> {
  const server = http.createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/v1`, port: address.port }
}
