import type { IncomingMessage, ServerResponse } from 'node:http'
import { type GatewayRecord, PREFLIGHT_ROUTE } from '../contract/gateway-log.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { PriceTable, WireFormat } from '../contract/workspace.ts'
import { EMPTY_SHA256 } from '../kernel/digest.ts'
import { costOf } from '../kernel/price.ts'
import type { Ask } from './ask.ts'
import type { Outcome } from './outcome.ts'
import type { Preflight } from './port.ts'
import { createReply, errorBody, type Reply } from './reply.ts'
import { type BodyReader, toModelRequest } from './request-body.ts'
import { decideRoute, toRoute } from './routes.ts'

/** A record that has no number yet: the log gives it one when the exchange has ended. */
export type Ended = Omit<GatewayRecord, 'seq'>

export interface ExchangeDeps {
  /** Formats that requests may come in. */
  readonly wires: readonly WireFormat[]
  readonly ask: Ask
  readonly bodies: BodyReader
  readonly model: string | null
  readonly now: () => Date
  readonly closing: AbortSignal
  readonly prices: PriceTable | undefined
  /** Whether another request would go over the budget. */
  overBudget(): boolean
}

const QUIET: Outcome = { failure: null, usage: null }

/** Answers one request of the engine. Resolves with its record, however it went; rejects only on a bug. */
export async function answer(
  deps: ExchangeDeps,
  request: IncomingMessage,
  response: ServerResponse,
  refusal: { readonly status: number; readonly why: string } | null,
): Promise<Ended> {
  const time = deps.now()
  const start = performance.now()
  const method = (request.method ?? '').slice(0, 16)
  const target = request.url ?? ''
  const reply = createReply(response, deps.closing)
  const decision = decideRoute(deps.wires, method, target)
  const denied = refusal !== null || decision.kind === 'denied'
  const seen = { model: null as string | null, streamed: false, bytes: 0, sha256: EMPTY_SHA256 }

  const work = async (): Promise<Outcome> => {
    if (refusal !== null) return await refuse(reply, refusal.status, refusal.why)
    if (decision.kind === 'denied') return await refuse(reply, 403, 'this route is not allowed')
    if (decision.kind === 'models') {
      const data = deps.model === null ? [] : [{ id: deps.model, object: 'model' }]
      await reply.json(200, { object: 'list', data, models: [] })
      return QUIET
    }
    if (deps.overBudget()) {
      await refuse(reply, 429, 'the budget of this run is used up')
      return { failure: 'budget', usage: null }
    }
    const { body, release } = await deps.bodies.read(request)
    try {
      seen.bytes = body.received
      seen.sha256 = body.sha256
      if (body.tooLarge) return await refuse(reply, 413, 'the body is too large')
      if (body.bytes === null) {
        reply.cut()
        return QUIET
      }
      const asked = toModelRequest(body.bytes)
      seen.model = asked.model
      seen.streamed = asked.stream
      const { wire, path } = decision
      const question = { wire, path, headers: request.headers, bytes: body.bytes, request: asked }
      return await deps.ask(question, reply)
    } finally {
      release()
    }
  }
  let outcome = QUIET
  try {
    outcome = await work()
  } catch (error) {
    // The engine or the gateway left before the answer was whole: the missing status says so.
    if (!reply.signal.aborted) throw error
  }
  const answered = reply.settle()
  return {
    schemaVersion: SCHEMA_IDS.gatewayLog,
    time: time.toISOString(),
    method,
    route: toRoute(target),
    denied,
    model: seen.model,
    status: reply.status(),
    failure: outcome.failure,
    ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
    streamed: seen.streamed,
    requestBytes: seen.bytes,
    requestSha256: seen.sha256,
    responseBytes: answered.bytes,
    responseSha256: answered.sha256,
    inputTokens: outcome.usage?.input ?? null,
    cachedInputTokens: outcome.usage?.cachedInput ?? null,
    outputTokens: outcome.usage?.output ?? null,
    ...(deps.prices === undefined
      ? {}
      : { costBillionths: outcome.usage === null ? null : costOf(deps.prices, seen.model, outcome.usage) }),
    durationMs: Math.round(performance.now() - start),
  }
}

/** Answers without reading the body, and closes the connection, so that no body is taken for a request. */
async function refuse(reply: Reply, status: number, why: string): Promise<Outcome> {
  await reply.json(status, errorBody('gateway_refused', why), { connection: 'close' })
  return QUIET
}

/** Record of what was dropped unanswered, with the reason in place of a route. */
export function dropped(why: 'malformed' | 'pipelined' | 'limit', time: Date): Ended {
  return { ...BARE, time: time.toISOString(), route: `(${why})`, denied: true }
}

/** Record of the harness's own question whether the provider is there. */
export function preflighted({ status, failure, detail, time, durationMs }: Preflight): Ended {
  return {
    ...BARE,
    time: time.toISOString(),
    method: 'GET',
    route: PREFLIGHT_ROUTE,
    denied: false,
    status,
    failure,
    ...(detail === null ? {} : { detail }),
    durationMs,
  }
}

/** A record without anything that passed. */
const BARE = {
  schemaVersion: SCHEMA_IDS.gatewayLog,
  method: '',
  model: null,
  status: null,
  failure: null,
  streamed: false,
  requestBytes: 0,
  requestSha256: EMPTY_SHA256,
  responseBytes: 0,
  responseSha256: EMPTY_SHA256,
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  durationMs: 0,
} as const
