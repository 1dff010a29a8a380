// Promises: no request outlasts its deadlines, and an engine that is not reading is never blamed on the provider.
// Must not: know which provider it waits for. Called by: the gateway.
import type { Ask } from './ask.ts'
import type { Outcome } from './outcome.ts'
import type { Deadlines } from './port.ts'
import { errorBody, type Reply } from './reply.ts'

/** The same provider, given up when it sends nothing for `stallMs`, or has not ended after `requestMs`. */
export function withDeadlines(ask: Ask, { stallMs, requestMs }: Deadlines): Ask {
  return async (question, reply): Promise<Outcome> => {
    const late = new AbortController()
    let began = false
    let writing = 0
    let why = ''
    const engineWaits = () => writing === 0 && !reply.blocked()
    const expire = (reason: string) => {
      // The engine holds the exchange up: it goes, and that says nothing about the provider.
      if (!engineWaits()) reply.cut()
      else {
        why = reason
        late.abort()
      }
    }
    const request = setTimeout(() => expire(`no whole answer within ${requestMs / 1_000} s`), requestMs)
    const stall = setTimeout(silent, stallMs)
    function silent(): void {
      if (engineWaits()) expire(`nothing was sent for ${stallMs / 1_000} s`)
      else stall.refresh()
    }
    const during = async (work: Promise<void>) => {
      writing += 1
      try {
        await work
      } finally {
        writing -= 1
        stall.refresh()
      }
    }
    const watched: Reply = {
      ...reply,
      signal: AbortSignal.any([reply.signal, late.signal]),
      begin(status, headers) {
        began = true
        stall.refresh()
        reply.begin(status, headers)
      },
      write: (chunk) => during(reply.write(chunk)),
      end: () => during(reply.end()),
      json(status, body, headers) {
        began = true
        return during(reply.json(status, body, headers))
      },
    }
    try {
      const outcome = await settled(ask(question, watched), late.signal)
      if (!late.signal.aborted || reply.signal.aborted) return outcome
      if (began) reply.cut()
      else await reply.json(504, errorBody('provider_unavailable', `the provider timed out: ${why}`))
      return { failure: 'timeout', usage: outcome.usage, detail: why }
    } finally {
      clearTimeout(request)
      clearTimeout(stall)
    }
  }
}

/** The provider's end of the exchange; an abort of ours that it passes on is its end as well. */
async function settled(asked: Promise<Outcome>, late: AbortSignal): Promise<Outcome> {
  try {
    return await asked
  } catch (error) {
    if (!late.aborted) throw error
    return { failure: 'timeout', usage: null }
  }
}
