// Promises: what an answer of a provider says of its tokens and its end, for every wire format.
// Must not: change or hold an answer. Called by: the usage reader.
import * as z from 'zod'
import type { ProviderFailureKind } from '../contract/facts.ts'
import { Count } from '../contract/ids.ts'
import type { WireFormat } from '../contract/workspace.ts'
import type { Usage } from './outcome.ts'

interface Told {
  readonly usage: Usage | null
  /** The answer is whole: null when it went well. Absent when more follows. */
  readonly end?: ProviderFailureKind | null
}

export interface WireReader {
  ofBody(body: unknown): Usage | null
  /** Events worth parsing, told from their text. */
  readonly telling: RegExp
  /** Data that ends a stream without being an event. */
  readonly endMark: string | null
  /** @param before what earlier events of the stream said */
  ofEvent(event: unknown, before: Usage | null): Told | null
}

export function readerOf(wire: WireFormat): WireReader {
  return READERS[wire]
}

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
const ResponseEnd = z.object({
  type: z.enum(['response.completed', 'response.incomplete', 'response.failed']),
  response: Response,
})

function ofResponse({ usage }: z.infer<typeof Response>): Usage | null {
  if (!usage) return null
  const cachedInput = usage.input_tokens_details?.cached_tokens ?? 0
  return { input: usage.input_tokens, cachedInput, output: usage.output_tokens }
}

const responses: WireReader = {
  ofBody(body) {
    const parsed = Response.safeParse(body)
    return parsed.success ? ofResponse(parsed.data) : null
  },
  telling: /"response\.(?:completed|incomplete|failed)"/,
  endMark: null,
  ofEvent(event) {
    const parsed = ResponseEnd.safeParse(event)
    if (!parsed.success) return null
    const { type, response } = parsed.data
    const failed = response.error?.code === 'rate_limit_exceeded' ? '429' : '5xx'
    return { usage: ofResponse(response), end: type === 'response.failed' ? failed : null }
  },
}

const Completion = z.object({
  usage: z
    .object({
      prompt_tokens: Count,
      completion_tokens: Count,
      prompt_tokens_details: z.object({ cached_tokens: Count.nullish() }).nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
})

function ofCompletion(body: unknown): Usage | null {
  const parsed = Completion.safeParse(body)
  if (!parsed.success || !parsed.data.usage) return null
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = parsed.data.usage
  const cachedInput = prompt_tokens_details?.cached_tokens ?? 0
  return { input: prompt_tokens, cachedInput, output: completion_tokens }
}

const chatCompletions: WireReader = {
  ofBody: ofCompletion,
  telling: /"(?:usage|error)"/,
  endMark: '[DONE]',
  ofEvent(event, before) {
    const parsed = Completion.safeParse(event)
    if (!parsed.success) return null
    const usage = ofCompletion(event) ?? before
    return parsed.data.error ? { usage, end: '5xx' } : { usage }
  },
}

const Tokens = z.object({
  input_tokens: Count.nullish(),
  cache_creation_input_tokens: Count.nullish(),
  cache_read_input_tokens: Count.nullish(),
  output_tokens: Count.nullish(),
})
const Message = z.object({ usage: Tokens })
const MessageEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: Message }),
  z.object({ type: z.literal('message_delta'), usage: Tokens.nullish() }),
  z.object({ type: z.literal('message_stop') }),
  z.object({ type: z.literal('error'), error: z.object({ type: z.string() }) }),
])

/** What is named replaces what was said before; the input counts with what came from the cache and went into it. */
function ofTokens(tokens: z.infer<typeof Tokens>, before: Usage | null): Usage {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = tokens
  const cachedInput = cache_read_input_tokens ?? before?.cachedInput ?? 0
  const input =
    input_tokens === null || input_tokens === undefined
      ? (before?.input ?? 0)
      : input_tokens + (cache_creation_input_tokens ?? 0) + cachedInput
  return { input, cachedInput, output: output_tokens ?? before?.output ?? 0 }
}

const messages: WireReader = {
  ofBody(body) {
    const parsed = Message.safeParse(body)
    return parsed.success ? ofTokens(parsed.data.usage, null) : null
  },
  telling: /"(?:message_start|message_delta|message_stop|error)"/,
  endMark: null,
  ofEvent(event, before) {
    const parsed = MessageEvent.safeParse(event)
    if (!parsed.success) return null
    switch (parsed.data.type) {
      case 'message_start':
        return { usage: ofTokens(parsed.data.message.usage, before) }
      case 'message_delta':
        return { usage: parsed.data.usage ? ofTokens(parsed.data.usage, before) : before }
      case 'message_stop':
        return { usage: before, end: null }
      case 'error':
        return { usage: before, end: parsed.data.error.type === 'rate_limit_error' ? '429' : '5xx' }
    }
  },
}

const READERS: Readonly<Record<WireFormat, WireReader>> = {
  responses,
  'chat-completions': chatCompletions,
  messages,
}
