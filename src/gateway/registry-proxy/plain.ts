import http from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Target } from './target.ts'
import type { Carried } from './tunnel.ts'

const IDLE_MS = 120_000
const HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
])

/** Fetches a plain http address for the client. A redirect goes back to it: the next request is judged anew. */
export async function carryPlain(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  target: Target,
  closing: AbortSignal,
): Promise<Carried> {
  const far = http.request({
    host: target.host,
    port: target.port,
    path: target.path ?? '/',
    method: request.method,
    headers: { ...passable(request.headers), host: request.headers.host ?? target.host },
    agent: new http.Agent({ keepAlive: false }),
    timeout: IDLE_MS,
    signal: closing,
  })
  far.on('timeout', () => far.destroy())
  response.on('close', () => far.destroy())
  let bytesDown = 0
  try {
    const answer = await answerOf(far)
    answer.on('data', (chunk: Buffer) => {
      bytesDown += chunk.length
    })
    response.writeHead(answer.statusCode ?? 502, passable(answer.headers))
    await pipeline(answer, response)
    return { status: answer.statusCode ?? 502, bytesUp: 0, bytesDown }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { connection: 'close', 'content-length': '0' }).end()
    return { status: response.headersSent && bytesDown > 0 ? null : 502, bytesUp: 0, bytesDown }
  }
}

function answerOf(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
    request.on('close', () => reject(new Error('the host closed the connection')))
    request.end()
  })
}

/** Without the headers that belong to one connection, those that `connection` names included. */
function passable(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()))
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name) && !named.has(name)))
}
