import * as z from 'zod'
import type { ProviderFailureKind } from '../contract/facts.ts'
import { Count } from '../contract/ids.ts'
import type { Usage } from './outcome.ts'

/** Longest event (streamed) or body (not streamed) that is looked into. Bytes. */
const MAX_HELD_BYTES = 8 * 1024 * 1024

const Response = z.object({
  usage: z
    .object({
      input_tokens: Count,
      output_tokens: Count,
      input_tokens_details: z.object({ cached_tokens: Count.default(0) }).nullish(),
    })
    .nullish(),
  error: z.object({ code: z.string().nullish() }).nullish(),
})
const LastEvent = z.object({
  type: z.enum(['response.completed', 'response.incomplete', 'response.failed']),
  response: Response,
})

/** Reads the tokens out of an answer in the Responses format while it passes. Holds one event, never the stream. */
export interface UsageReader {
  push(chunk: Uint8Array): void
  end(): void
  usage(): Usage | null
  /** Streamed answers only: the provider said that it failed, or ended without a last event. */
  failure(): ProviderFailureKind | null
}

export function createUsageReader(streamed: boolean): UsageReader {
  return streamed ? createStreamReader() : createBodyReader()
}

function toUsage(response: z.infer<typeof Response>): Usage | null {
  const { usage } = response
  if (!usage) return null
  return {
    input: usage.input_tokens,
    cachedInput: usage.input_tokens_details?.cached_tokens ?? 0,
    output: usage.output_tokens,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function createBodyReader(): UsageReader {
  const chunks: Uint8Array[] = []
  let held = 0
  let usage: Usage | null = null
  return {
    push(chunk) {
      held += chunk.length
      if (held <= MAX_HELD_BYTES) chunks.push(chunk)
    },
    end() {
      if (held > MAX_HELD_BYTES) return
      const parsed = Response.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')))
      usage = parsed.success ? toUsage(parsed.data) : null
    },
    usage: () => usage,
    failure: () => null,
  }
}

function createStreamReader(): UsageReader {
  let line: Uint8Array[] = []
  let lineBytes = 0
  let usage: Usage | null = null
  let failure: ProviderFailureKind | null = 'cut'

  const endLine = () => {
    const text = lineBytes > MAX_HELD_BYTES ? '' : Buffer.concat(line).toString('utf8')
    // An event too long to look into may have been the last one: no claim that the stream was cut.
    if (lineBytes > MAX_HELD_BYTES) failure = null
    line = []
    lineBytes = 0
    if (!text.startsWith('data:') || !/"response\.(?:completed|incomplete|failed)"/.test(text)) return
    const parsed = LastEvent.safeParse(parseJson(text.slice('data:'.length)))
    if (!parsed.success) return
    usage = toUsage(parsed.data.response)
    failure = null
    if (parsed.data.type === 'response.failed') {
      failure = parsed.data.response.error?.code === 'rate_limit_exceeded' ? '429' : '5xx'
    }
  }
  const hold = (part: Uint8Array) => {
    lineBytes += part.length
    if (lineBytes > MAX_HELD_BYTES) line = []
    else if (part.length > 0) line.push(part)
  }
  return {
    push(chunk) {
      let start = 0
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
        hold(chunk.subarray(start, at))
        endLine()
        start = at + 1
      }
      hold(chunk.subarray(start))
    },
    end: endLine,
    usage: () => usage,
    failure: () => failure,
  }
}
