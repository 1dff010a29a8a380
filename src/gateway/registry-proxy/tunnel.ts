import net from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Target } from './target.ts'

const CONNECT_MS = 20_000
const IDLE_MS = 120_000

export interface Carried {
  readonly status: number | null
  readonly bytesUp: number
  readonly bytesDown: number
}

/** Joins a client with a host until both have ended, one broke, or nothing moved for two minutes. Never rejects. */
export async function carryTunnel(
  client: Duplex,
  head: Buffer,
  target: Target,
  closing: AbortSignal,
): Promise<Carried> {
  const far = net.connect({ host: target.host, port: target.port, allowHalfOpen: true })
  const stop = () => {
    far.destroy()
    client.destroy()
  }
  closing.addEventListener('abort', stop, { once: true })
  // pipeline() reports errors as well; until it listens they would end the process.
  client.on('error', stop)
  far.on('error', () => undefined)
  client.on('close', () => far.destroy())
  try {
    if (closing.aborted || !(await connected(far))) {
      client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return { status: 502, bytesUp: 0, bytesDown: 0 }
    }
    far.setTimeout(IDLE_MS, stop)
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) client.unshift(head)
    await Promise.allSettled([pipeline(client, far), pipeline(far, client)])
    return { status: 200, bytesUp: far.bytesWritten, bytesDown: far.bytesRead }
  } finally {
    closing.removeEventListener('abort', stop)
    far.destroy()
  }
}

function connected(socket: net.Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.setTimeout(CONNECT_MS, () => socket.destroy())
    socket.once('connect', () => resolve(true))
    socket.once('close', () => resolve(false))
  })
}
