import type { Turn } from '../../contract/turns.ts'
import { type Named, toArguments, toPieces, toUsage } from './answer.ts'

const head = ({ index, model, time }: Named, object: string) => ({
  id: `chatcmpl_${index}`,
  object,
  created: Math.floor(time.getTime() / 1000),
  model: model ?? 'scripted',
})

/** A turn as a whole answer in the Chat Completions format. Ids depend on the turn alone. */
export function toResponse(turn: Turn, named: Named) {
  const calls = toCalls(turn, named)
  const message = {
    role: 'assistant',
    content: turn.text ?? null,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
  return {
    ...head(named, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: toReason(turn) }],
    usage: toTokens(turn),
  }
}

/** The same answer as the chunks of a stream, each a whole server-sent event. */
export function* toStream(turn: Turn, named: Named): Generator<string> {
  const shared = head(named, 'chat.completion.chunk')
  const chunk = (delta: object, finish_reason: string | null = null) =>
    event({ ...shared, choices: [{ index: 0, delta, finish_reason }] })
  yield chunk({ role: 'assistant', content: '' })
  for (const content of toPieces(turn.text ?? '')) yield chunk({ content })
  for (const [index, call] of toCalls(turn, named).entries()) {
    const begun = { ...call, function: { name: call.function.name, arguments: '' } }
    yield chunk({ tool_calls: [{ index, ...begun }] })
    yield chunk({ tool_calls: [{ index, function: { arguments: call.function.arguments } }] })
  }
  yield chunk({}, toReason(turn))
  yield event({ ...shared, choices: [], usage: toTokens(turn) })
  yield 'data: [DONE]\n\n'
}

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`

function toReason(turn: Turn): string {
  return turn.calls.length > 0 ? 'tool_calls' : 'stop'
}

function toCalls(turn: Turn, { index }: Named) {
  return turn.calls.map((call, nth) => ({
    id: `call_${index}_${nth}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(toArguments(call)) },
  }))
}

function toTokens(turn: Turn) {
  const { input, cachedInput, output } = toUsage(turn)
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cachedInput },
  }
}
