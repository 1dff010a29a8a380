import type { Turn } from '../../contract/turns.ts'
import { type Named, toArguments, toPieces, toUsage } from './answer.ts'

/** A turn as a whole answer in the Messages format. Ids depend on the turn alone. */
export function toResponse(turn: Turn, named: Named) {
  return {
    id: `msg_${named.index}`,
    type: 'message',
    role: 'assistant',
    model: named.model ?? 'scripted',
    content: toBlocks(turn, named),
    stop_reason: turn.calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: toTokens(turn),
  }
}

/** The same answer as the events of a stream, each a whole server-sent event. */
export function* toStream(turn: Turn, named: Named): Generator<string> {
  const event = (type: string, data: object = {}) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
  const whole = toResponse(turn, named)
  const begun = { ...whole, content: [], stop_reason: null, usage: { ...whole.usage, output_tokens: 1 } }
  yield event('message_start', { message: begun })
  for (const [index, block] of whole.content.entries()) {
    const isText = block.type === 'text'
    yield event('content_block_start', {
      index,
      content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
    })
    const deltas = isText
      ? toPieces(block.text).map((text) => ({ type: 'text_delta', text }))
      : [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }]
    for (const delta of deltas) yield event('content_block_delta', { index, delta })
    yield event('content_block_stop', { index })
  }
  const { stop_reason, stop_sequence, usage } = whole
  yield event('message_delta', {
    delta: { stop_reason, stop_sequence },
    usage: { output_tokens: usage.output_tokens },
  })
  yield event('message_stop')
}

function toBlocks(turn: Turn, { index }: Named) {
  const text = turn.text === undefined ? [] : [{ type: 'text' as const, text: turn.text }]
  const calls = turn.calls.map((call, nth) => ({
    type: 'tool_use' as const,
    id: `toolu_${index}_${nth}`,
    name: call.name,
    input: toArguments(call),
  }))
  return [...text, ...calls]
}

/** This format counts what came from the cache beside the input, not in it. */
function toTokens(turn: Turn) {
  const { input, cachedInput, output } = toUsage(turn)
  return {
    input_tokens: Math.max(0, input - cachedInput),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedInput,
    output_tokens: output,
  }
}
