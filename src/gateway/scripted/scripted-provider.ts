import type { Turns } from '../../contract/turns.ts'
import { failureOfStatus, judgeProbe, type Outcome } from '../outcome.ts'
import { type Probed, type Provider, THERE } from '../provider.ts'
import { errorBody } from '../reply.ts'
import { toUsage } from './answer.ts'
import * as chat from './chat.ts'
import * as messages from './messages.ts'
import { pickTurn } from './pick-turn.ts'
import * as responses from './response.ts'

const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }
const SPOKEN = {
  responses: { toResponse: responses.toResponse, toStream: responses.toStream },
  'chat-completions': { toResponse: chat.toResponse, toStream: chat.toStream },
  messages: { toResponse: messages.toResponse, toStream: messages.toStream },
} as const
const NO_ANSWER = { failure: null, usage: null } as const

/** A model that says what a turns file says, faults included. */
export function createScriptedProvider(turns: Turns, now: () => Date): Provider {
  return { ask: createAsk(turns, now), probe: (signal) => probe(turns, signal) }
}

async function probe({ preflight: fault }: Turns, signal: AbortSignal): Promise<Probed> {
  if (fault === undefined) return THERE
  if (typeof fault === 'number') return { status: fault, ...judgeProbe(fault) }
  if (fault === 'hang') await aborted(signal)
  return { status: null, failure: 'refused', detail: 'the script refuses the connection' }
}

function createAsk(turns: Turns, now: () => Date): Provider['ask'] {
  return async ({ wire, request }, reply): Promise<Outcome> => {
    if (request.json === null) {
      await reply.json(400, errorBody('invalid_request_error', 'the body is no JSON object'))
      return NO_ANSWER
    }
    const { index, turn } = pickTurn(turns, wire, request.json)
    const named = { index, model: request.model, time: now() }
    const { fault } = turn
    if (typeof fault === 'number') {
      await reply.json(fault, errorBody('scripted_fault', `scripted fault ${fault}`))
      return { failure: failureOfStatus(fault), usage: null }
    }
    if (fault === 'refuse') {
      reply.cut()
      return { failure: 'refused', usage: null }
    }
    if (fault === 'hang') {
      await aborted(reply.signal)
      return { failure: 'timeout', usage: null }
    }
    const { toResponse, toStream } = SPOKEN[wire]
    const parts = request.stream ? [...toStream(turn, named)] : halves(toResponse(turn, named))
    reply.begin(200, request.stream ? STREAM_HEADERS : { 'content-type': 'application/json' })
    const wholeParts = fault === undefined ? parts : parts.slice(0, Math.floor(parts.length / 2))
    for (const part of wholeParts) await reply.write(part)
    if (fault === 'stall') {
      await aborted(reply.signal)
      return { failure: 'timeout', usage: null }
    }
    if (fault === 'cut') {
      reply.cut()
      return { failure: 'cut', usage: null }
    }
    await reply.end()
    return { failure: null, usage: toUsage(turn) }
  }
}

/** Two parts, neither of them empty. */
function halves(answer: unknown): [Buffer, Buffer] {
  const bytes = Buffer.from(JSON.stringify(answer))
  const middle = Math.ceil(bytes.length / 2)
  return [bytes.subarray(0, middle), bytes.subarray(middle)]
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
