import type { Turn, Turns } from '../../contract/turns.ts'
import type { WireFormat } from '../../contract/workspace.ts'

/** The turn that answers a request, and its number; past the last one the model says `after`. */
export function pickTurn(
  turns: Turns,
  wire: WireFormat,
  request: Readonly<Record<string, unknown>>,
): { readonly index: number; readonly turn: Turn } {
  const conversation = wire === 'responses' ? request.input : request.messages
  const index = countToolResultGroups(wire, conversation)
  const said = turns.roles === undefined ? '' : instructionsOf(request, conversation)
  const script = turns.roles?.find(({ when }) => said.includes(when))?.turns ?? turns.turns
  return { index, turn: script[index] ?? { text: turns.after, calls: [] } }
}

/** What the engine, and not its user, tells the model: the same in all requests of one role. */
function instructionsOf({ instructions, system }: Readonly<Record<string, unknown>>, conversation: unknown) {
  const entries = (Array.isArray(conversation) ? conversation : []) as readonly unknown[]
  const own = entries.filter(
    (entry) =>
      typeof entry === 'object' &&
      entry !== null &&
      'role' in entry &&
      (entry.role === 'system' || entry.role === 'developer'),
  )
  return textIn([instructions, system, own])
}

/** All `text` and `content` in what a request holds, however deep. */
function textIn(value: unknown): string {
  if (typeof value === 'string') return `${value}\n`
  if (Array.isArray(value)) return value.map(textIn).join('')
  if (typeof value !== 'object' || value === null) return ''
  const { text, content } = value as { readonly text?: unknown; readonly content?: unknown }
  return textIn(text) + textIn(content)
}

/** Runs of neighbouring tool results in a conversation. Reasoning between two results does not part them. */
export function countToolResultGroups(wire: WireFormat, conversation: unknown): number {
  if (!Array.isArray(conversation)) return 0
  let groups = 0
  let inside = false
  for (const item of conversation as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) {
      inside = false
      continue
    }
    const entry = item as Readonly<Record<string, unknown>>
    if (wire === 'responses' && entry.type === 'reasoning') continue
    const isResult = RESULT_OF[wire](entry)
    if (isResult && !inside) groups += 1
    inside = isResult
  }
  return groups
}

const RESULT_OF: Readonly<Record<WireFormat, (entry: Readonly<Record<string, unknown>>) => boolean>> = {
  responses: ({ type }) => typeof type === 'string' && type.endsWith('_output'),
  'chat-completions': ({ role }) => role === 'tool',
  messages: ({ content }) =>
    Array.isArray(content) &&
    content.some(
      (part: unknown) =>
        typeof part === 'object' && part !== null && 'type' in part && part.type === 'tool_result',
    ),
}
