// Promises: a proxy on a unix socket that reaches the hosts of its list and no other, and logs what was asked.
// Must not: look into tunnels (it can't tell what is asked of an allowed host), follow redirects, or use a proxy
// itself. Called by: run/, for set-up commands of tasks that may reach a package registry.
import { setMaxListeners } from 'node:events'
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { listenOn } from '../listen.ts'
import { openLogWriter } from '../log-writer.ts'
import { carryPlain } from './plain.ts'
import { RegistryRecord } from './record.ts'
import { type Target, toAuthority, toName, toPlainTarget } from './target.ts'
import { type Carried, carryTunnel } from './tunnel.ts'

export interface RegistryProxyOptions {
  /** Allowed targets, `host:port` each, lower case. */
  readonly hosts: readonly string[]
  readonly socketPath: string
  readonly logPath: string
  readonly now: () => Date
}

export interface RegistryProxy {
  /** Targets that were asked for and are not on the list, each once, in order. */
  denied(): readonly string[]
  /** Stops listening, ends what is open, fsyncs the log. Idempotent. @throws ProctorError evidence_write */
  close(): Promise<void>
}

const MAX_CONNECTIONS = 128
/** Requests of one set-up; the proxy falls silent after them. */
const MAX_REQUESTS = 50_000
const MAX_DENIED_NAMES = 100

/** @throws ProctorError gateway_failed */
export async function openRegistryProxy(options: RegistryProxyOptions): Promise<RegistryProxy> {
  const allowed = new Set(options.hosts.map(toAllowed))
  const log = openLogWriter(options.logPath, RegistryRecord)
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const active = new Set<Promise<void>>()
  const refused = new Set<string>()
  const bugs: unknown[] = []
  let seq = 0
  let taken = 0

  /** Runs one request and records it. */
  const serve = (
    method: string,
    target: Target | null,
    socket: Duplex,
    carry: (allowed: boolean) => Promise<Carried>,
  ) => {
    taken += 1
    if (taken > MAX_REQUESTS || closing.signal.aborted) {
      socket.destroy()
      return
    }
    const time = options.now()
    const start = performance.now()
    const name = target === null ? null : toName(target)
    const may = name !== null && allowed.has(name)
    if (!may && name !== null && refused.size < MAX_DENIED_NAMES) refused.add(name)
    const exchange = carry(may)
      .then((carried) => {
        log.write({
          seq: seq++,
          time: time.toISOString(),
          method: method.slice(0, 16),
          target: name?.slice(0, 300) ?? null,
          allowed: may,
          ...carried,
          durationMs: Math.round(performance.now() - start),
        })
      })
      .catch((error: unknown) => {
        // A log that can not be written ends the proxy; close() reports it.
        if (error instanceof ProctorError) closing.abort()
        else bugs.push(error)
        socket.destroy()
      })
      .finally(() => active.delete(exchange))
    active.add(exchange)
  }

  const server = http.createServer(
    {
      maxHeaderSize: 32 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      response.on('error', () => undefined)
      const target = toPlainTarget(request.url ?? '')
      const { method = '' } = request
      serve(method, target, request.socket, async (may) => {
        const readOnly = method === 'GET' || method === 'HEAD'
        if (may && readOnly && target !== null) return carryPlain(request, response, target, closing.signal)
        const status = may ? 405 : 403
        response.writeHead(status, { connection: 'close', 'content-length': '0' }).end()
        return { status, bytesUp: 0, bytesDown: 0 }
      })
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  server.on('connect', (request, socket, head) => {
    const target = toAuthority(request.url ?? '')
    serve('CONNECT', target, socket, async (may) => {
      if (may && target !== null) return carryTunnel(socket, head, target, closing.signal)
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return { status: 403, bytesUp: 0, bytesDown: 0 }
    })
  })
  server.on('clientError', (_error, socket) => {
    serve('', null, socket, async () => {
      socket.destroy()
      return { status: null, bytesUp: 0, bytesDown: 0 }
    })
  })
  try {
    await listenOn(server, options.socketPath)
  } catch (error) {
    log.close()
    throw error
  }

  const end = async () => {
    closing.abort()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    while (active.size > 0) await Promise.all(active)
    await closed
    log.close()
    if (bugs.length > 0)
      throw new ProctorError('bug', 'an exchange of the registry proxy broke', { cause: bugs[0] })
  }
  let ending: Promise<void> | null = null
  return {
    denied: () => [...refused],
    close() {
      ending ??= end()
      return ending
    },
  }
}

function toAllowed(text: string): string {
  const target = toAuthority(text)
  if (target === null) throw new ProctorError('gateway_failed', `not a host and port: ${text}`)
  return toName(target)
}
