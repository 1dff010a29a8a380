import type { Turn } from '../../contract/turns.ts'
import { type Named, toUsage } from './answer.ts'

type Item = { readonly type: string; readonly id: string } & Readonly<Record<string, unknown>>

/** A turn as a whole answer in the Responses format. Ids depend on the turn alone, so that a retry gives the same. */
export function toResponse(turn: Turn, named: Named) {
  const usage = toUsage(turn)
  return {
    id: `resp_${named.index}`,
    object: 'response',
    created_at: Math.floor(named.time.getTime() / 1000),
    status: 'completed',
    model: named.model ?? 'scripted',
    output: toItems(turn, named.index),
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    error: null,
    incomplete_details: null,
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cachedInput },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.input + usage.output,
    },
  }
}

function toItems(turn: Turn, index: number): Item[] {
  const items: Item[] = []
  if (turn.text !== undefined) {
    items.push({
      type: 'message',
      id: `msg_${index}`,
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: turn.text, annotations: [] }],
    })
  }
  for (const [nth, call] of turn.calls.entries()) {
    const shared = { status: 'completed', call_id: `call_${index}_${nth}`, name: call.name }
    items.push(
      call.input === undefined
        ? {
            type: 'function_call',
            id: `fc_${index}_${nth}`,
            ...shared,
            arguments: JSON.stringify(call.args ?? {}),
          }
        : { type: 'custom_tool_call', id: `ctc_${index}_${nth}`, ...shared, input: call.input },
    )
  }
  return items
}

/** The same answer as the events of a stream, each a whole server-sent event. The last one carries the usage. */
export function* toStream(turn: Turn, named: Named): Generator<string> {
  let number = 0
  const event = (type: string, data: Readonly<Record<string, unknown>>) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...data })}\n\n`
  const whole = toResponse(turn, named)
  const begun = { ...whole, status: 'in_progress', output: [], usage: null }
  yield event('response.created', { response: begun })
  yield event('response.in_progress', { response: begun })
  for (const [output_index, item] of whole.output.entries()) {
    const place = { item_id: item.id, output_index }
    yield event('response.output_item.added', { output_index, item: toBegun(item) })
    if (item.type === 'message' && turn.text !== undefined) {
      const text = { ...place, content_index: 0 }
      const part = { type: 'output_text', annotations: [] }
      yield event('response.content_part.added', { ...text, part: { ...part, text: '' } })
      for (const delta of turn.text.match(/\S+\s*|\s+/g) ?? []) {
        yield event('response.output_text.delta', { ...text, delta })
      }
      yield event('response.output_text.done', { ...text, text: turn.text })
      yield event('response.content_part.done', { ...text, part: { ...part, text: turn.text } })
    } else {
      const [name, field] =
        item.type === 'custom_tool_call'
          ? (['response.custom_tool_call_input', 'input'] as const)
          : (['response.function_call_arguments', 'arguments'] as const)
      yield event(`${name}.delta`, { ...place, delta: item[field] })
      yield event(`${name}.done`, { ...place, [field]: item[field] })
    }
    yield event('response.output_item.done', { output_index, item })
  }
  yield event('response.completed', { response: whole })
}

/** An item as it looks before any of its text came. */
function toBegun(item: Item): Item {
  const empty = {
    message: { content: [] },
    function_call: { arguments: '' },
    custom_tool_call: { input: '' },
  }
  const emptied = empty[item.type as keyof typeof empty]
  return { ...item, ...emptied, status: 'in_progress' }
}
