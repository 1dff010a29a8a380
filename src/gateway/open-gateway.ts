// Promises: a unix socket on which only the provider's routes are answered; every request leaves a record; what a
// hostile client can cost is bounded. Must not: log a body or a key, or pass on what no route names.
// Called by: run/.
import { setMaxListeners } from 'node:events'
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { Exchange } from '../contract/exchange.ts'
import { GatewayRecord } from '../contract/gateway-log.ts'
import { WireFormat } from '../contract/workspace.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { usedUp } from './budget.ts'
import { createProvider } from './create-provider.ts'
import { withDeadlines } from './deadlines.ts'
import { answer, dropped, type Ended, type ExchangeDeps, preflighted } from './exchange.ts'
import { listenOn } from './listen.ts'
import { openLogWriter } from './log-writer.ts'
import type { Gateway, GatewayOptions } from './port.ts'
import { recordExchanges } from './recording/record-exchanges.ts'
import { createBodyReader } from './request-body.ts'
import { createTally } from './tally.ts'

const BOUNDS = {
  connections: 64,
  /** Exchanges at one time, pipelined ones included. */
  exchanges: 32,
  /** Requests of one connection that wait for an answer. */
  pipelined: 8,
  /** Requests of one run; the gateway falls silent after them. */
  requests: 20_000,
  headerBytes: 32 * 1024,
  headersMs: 10_000,
  requestMs: 120_000,
} as const

export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { upstream, now } = options
  const wires = upstream.kind === 'http' ? [upstream.wire] : WireFormat.options
  const provider = createProvider(upstream, now)
  const tally = createTally({
    provider: options.provider,
    mode: upstream.kind === 'http' ? 'live' : upstream.kind,
    model: options.model,
    currency: options.prices?.currency,
  })
  const log = openLogWriter(options.logPath, GatewayRecord)
  const recording = options.recordPath === undefined ? null : openLogWriter(options.recordPath, Exchange)
  let recorded = 0
  const ask =
    recording === null
      ? provider.ask
      : recordExchanges(provider.ask, options.redact ?? ((text) => text), (exchange) => {
          recording.write({ ...exchange, seq: recorded })
          recorded += 1
        })

  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const deps: ExchangeDeps = {
    wires,
    ask: withDeadlines(ask, options.deadlines),
    bodies: createBodyReader(),
    model: options.model,
    now,
    closing: closing.signal,
    prices: options.prices,
    overBudget: () => usedUp(options.budget, tally.facts()).length > 0,
  }
  const active = new Set<Promise<void>>()
  const busy = new WeakMap<object, number>()
  const bugs: unknown[] = []
  let records = 0
  let taken = 0

  const record = (ended: Ended) => {
    const numbered = { ...toClean(ended, options.redact), seq: records }
    records += 1
    tally.add(numbered)
    try {
      log.write(numbered)
    } catch (error) {
      if (!(error instanceof ProctorError)) throw error
      // close() reports it; until then nothing more is answered.
      closing.abort()
    }
  }

  const drop = (socket: Duplex, why: Parameters<typeof dropped>[0]) => {
    socket.destroy()
    record(dropped(why, now()))
  }
  /** Whether one more request may be looked at. */
  const admit = (socket: Duplex) => {
    taken += 1
    if (taken <= BOUNDS.requests && !closing.signal.aborted) return true
    if (taken === BOUNDS.requests + 1) drop(socket, 'limit')
    socket.destroy()
    return false
  }

  const server = http.createServer(
    {
      maxHeaderSize: BOUNDS.headerBytes,
      headersTimeout: BOUNDS.headersMs,
      requestTimeout: BOUNDS.requestMs,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      insecureHTTPParser: false,
    },
    (request, response) => {
      const { socket } = request
      if (socket.destroyed || !admit(socket)) return
      const waiting = busy.get(socket) ?? 0
      if (waiting >= BOUNDS.pipelined) {
        drop(socket, 'pipelined')
        return
      }
      const refusal =
        active.size < BOUNDS.exchanges ? null : { status: 429, why: 'too many requests at one time' }
      busy.set(socket, waiting + 1)
      const exchange = answer(deps, request, response, refusal)
        .then(record)
        .catch((error: unknown) => {
          bugs.push(error)
          socket.destroy()
        })
        .finally(() => {
          busy.set(socket, (busy.get(socket) ?? 1) - 1)
          active.delete(exchange)
        })
      active.add(exchange)
    },
  )
  server.maxConnections = BOUNDS.connections
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // An exchange that is open on this connection makes its own record.
    if (error.code === 'ECONNRESET' || (busy.get(socket) ?? 0) > 0) socket.destroy()
    else if (admit(socket)) drop(socket, 'malformed')
  })
  server.on('connect', (_request, socket) => {
    if (admit(socket)) drop(socket, 'malformed')
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
    while (active.size > 0) await Promise.all(active)
    server.closeAllConnections()
    await closed
    log.close()
    recording?.close()
    if (bugs.length > 0) throw new ProctorError('bug', 'an exchange of the gateway broke', { cause: bugs[0] })
  }
  let ending: Promise<void> | null = null
  return {
    facts: tally.facts,
    get failures() {
      return tally.failures()
    },
    usedUp: () => usedUp(options.budget, tally.facts()),
    recordPreflight: (preflight) => record(preflighted(preflight)),
    close() {
      ending ??= end()
      return ending
    },
  }
}

/** Texts that an engine chose are the only ones of a record. */
function toClean(ended: Ended, redact: GatewayOptions['redact']): Ended {
  if (redact === undefined) return ended
  const { model, route } = ended
  return {
    ...ended,
    model: model === null ? null : redact(model).slice(0, 200),
    route: redact(route).slice(0, 2_000),
  }
}
