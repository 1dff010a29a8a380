// Promises: lines of `codex exec --json` become events of engine types; what no rule understands is kept.
// Must not: do I/O, throw, or call a turn completed that codex did not. Called by: the codex adapter.
import * as z from 'zod'
import type { EngineEvent } from '../../contract/event.ts'
import { Count } from '../../contract/ids.ts'
import { createLineNormaliser } from '../line-normaliser.ts'
import type { Normaliser, Terminal } from '../port.ts'
import { toError } from '../spoken-events.ts'
import { Item, toItemEvents } from './items.ts'

const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.started') }),
  z.object({ type: z.literal('item.started'), item: Item }),
  z.object({ type: z.literal('item.updated'), item: Item }),
  z.object({ type: z.literal('item.completed'), item: Item }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.object({ input_tokens: Count, cached_input_tokens: Count.default(0), output_tokens: Count }),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
])
type Line = z.infer<typeof Line>

const KNOWN_TYPES: readonly unknown[] = Line.options.map((option) => option.shape.type.value)
const KNOWN_ITEMS: readonly unknown[] = Item.options.map((option) => option.shape.type.value)

export function createCodexNormaliser(): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  return createLineNormaliser({
    understand(message) {
      const parsed = Line.safeParse(message)
      if (!parsed.success) return whyNot(message)
      terminal = nextTerminal(terminal, parsed.data)
      return toEvents(parsed.data)
    },
    terminal: () => terminal,
  })
}

function whyNot(value: Readonly<Record<string, unknown>>): string {
  if (!KNOWN_TYPES.includes(value.type)) return 'unknown type'
  const { item } = value
  if (typeof item !== 'object' || item === null || !('type' in item)) return 'wrong shape'
  return KNOWN_ITEMS.includes(item.type) ? 'wrong shape' : 'unknown item type'
}

function toEvents(line: Line): EngineEvent[] {
  switch (line.type) {
    case 'thread.started':
    case 'turn.started':
      return []
    case 'item.started':
      return toItemEvents(line.item, 'started')
    case 'item.updated':
      return toItemEvents(line.item, 'updated')
    case 'item.completed':
      return toItemEvents(line.item, 'completed')
    case 'turn.completed':
      return [toUsage(line.usage), { type: 'turn.finished', data: { stopReason: 'completed' } }]
    case 'turn.failed':
      return [
        toError('turn_failed', line.error.message),
        { type: 'turn.finished', data: { stopReason: 'failed' } },
      ]
    case 'error':
      return [toError('stream_error', line.message)]
  }
}

function toUsage(usage: Extract<Line, { type: 'turn.completed' }>['usage']): EngineEvent {
  return {
    type: 'usage.reported',
    data: {
      model: null,
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cachedInputTokens: usage.cached_input_tokens,
      cost: null,
    },
  }
}

/** Only a turn's own end is an end; an `error` is a notice, and a turn that begins anew has not ended. */
function nextTerminal(terminal: Terminal, line: Line): Terminal {
  switch (line.type) {
    case 'turn.started':
      return { outcome: 'none', message: null }
    case 'turn.completed':
      return { outcome: 'completed', message: null }
    case 'turn.failed':
      return { outcome: 'failed', message: line.error.message }
    default:
      return terminal
  }
}
