// Promises: answers that were recorded, byte for byte and in the same chunks, each once and only to the same request.
// Must not: make up an answer, or ask anybody. Called by: the gateway.
import type { Exchange } from '../../contract/exchange.ts'
import type { Ask } from '../ask.ts'
import type { Outcome } from '../outcome.ts'
import { type Provider, THERE } from '../provider.ts'
import { errorBody } from '../reply.ts'
import { createUsageReader } from '../usage-reader.ts'
import { toRequestKey } from './request-key.ts'

export function createReplayProvider(exchanges: readonly Exchange[]): Provider {
  const waiting = Map.groupBy(exchanges, ({ key }) => key)
  const given = new Map<string, number>()

  const ask: Ask = async ({ wire, request, bytes }, reply): Promise<Outcome> => {
    const key = toRequestKey(wire, request, bytes)
    const nth = given.get(key) ?? 0
    given.set(key, nth + 1)
    const exchange = waiting.get(key)?.[nth]
    if (exchange === undefined || exchange.withheld) {
      const detail = whyNot(exchange, nth)
      await reply.json(422, errorBody('not_recorded', detail))
      return { failure: 'unrecorded', usage: null, detail }
    }
    const { status, headers, chunks, whole, failure } = exchange
    if (status === null) {
      reply.cut()
      return { failure, usage: null }
    }
    const streamed = headers['content-type']?.startsWith('text/event-stream') === true
    const usage = createUsageReader(wire, streamed)
    reply.begin(status, headers)
    for (const chunk of chunks) {
      const part = 'text' in chunk ? Buffer.from(chunk.text) : Buffer.from(chunk.base64, 'base64')
      usage.push(part)
      await reply.write(part)
    }
    if (!whole) {
      reply.cut()
      return { failure, usage: usage.usage() }
    }
    await reply.end()
    usage.end()
    return { failure, usage: usage.usage() }
  }
  return { ask, probe: async () => THERE }
}

function whyNot(exchange: Exchange | undefined, times: number): string {
  if (exchange !== undefined) return 'the recorded answer held a secret and was not kept'
  return times === 0
    ? 'the recording holds no such request'
    : `the recording holds this request ${times === 1 ? 'once' : `${times} times`}, and it was made again`
}
