// Promises: what an agent says over the Agent Client Protocol becomes events of engine types; the rest is kept.
// Must not: do I/O, throw, or take the end of a turn for more than that. Called by: the ACP adapters.
import type { EngineEvent } from '../../contract/event.ts'
import { digestOfJson } from '../../kernel/canonical-json.ts'
import { createLineNormaliser, type JsonObject } from '../line-normaliser.ts'
import type { Normaliser, PermissionPolicy, Terminal } from '../port.ts'
import { type ToolKind, toError, toMessage, toRequested } from '../spoken-events.ts'
import {
  ActionMessage,
  Answer,
  actionId,
  Failure,
  isServedInside,
  OURS,
  PERMISSION_METHOD,
  PermissionMessage,
  pathsOf,
  Request,
  SILENT_UPDATES,
  type Tool,
  UPDATE_METHOD,
  Update,
  updateOf,
} from './messages.ts'

const UPDATES: readonly unknown[] = Update.options.map((option) => option.shape.sessionUpdate.value)
/** Longest message that is put together from its pieces, in UTF-16 units; what is longer is told in parts. */
const MAX_MESSAGE = 1_000_000

export function createAcpNormaliser(permissions: PermissionPolicy = 'checkout'): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  const asked = new Set<string>()
  /** The last that was heard of the work is that a tool which had been asked about did not run. */
  let endsRefused = false
  let said = { role: 'agent' as 'agent' | 'thought', id: null as string | null, text: '' }
  const tools = new Map<string, { readonly name: string; readonly kind: ToolKind; ended: boolean }>()

  /** A message comes in pieces and has no end of its own: whatever else is said ends it. */
  const flush = (): EngineEvent[] => {
    const { role, text } = said
    said = { ...said, text: '' }
    return text === '' ? [] : [toMessage(role, text)]
  }
  const hear = (role: 'agent' | 'thought', id: string | null, text: string): EngineEvent[] => {
    endsRefused = false
    const same = said.role === role && said.id === id && said.text.length < MAX_MESSAGE
    const events = same ? [] : flush()
    said = { role, id, text: same ? said.text + text : text }
    return events
  }
  const onTool = (tool: Tool): EngineEvent[] => {
    const { toolCallId, status } = tool
    const events = flush()
    let known = tools.get(toolCallId)
    if (known === undefined) {
      known = { name: (tool.title ?? 'tool').slice(0, 200), kind: tool.kind ?? 'other', ended: false }
      tools.set(toolCallId, known)
      endsRefused = false
      const inputDigest = tool.rawInput === undefined ? null : digestOfJson(tool.rawInput)
      const { name, kind } = known
      events.push({
        type: 'tool.started',
        data: { toolCallId, name, kind, locations: pathsOf(tool), inputDigest },
      })
    }
    if ((status === 'completed' || status === 'failed') && !known.ended) {
      known.ended = true
      endsRefused = status === 'failed' && asked.has(toolCallId)
      const { name, kind } = known
      const outputDigest = tool.rawOutput === undefined ? null : digestOfJson(tool.rawOutput)
      events.push({
        type: 'tool.finished',
        data: { toolCallId, name, kind, status, outputDigest, durationMs: null },
      })
    }
    return events
  }
  const onUpdate = (update: Update): EngineEvent[] => {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        return hear('agent', update.messageId ?? null, update.content.text ?? '')
      case 'agent_thought_chunk':
        return hear('thought', update.messageId ?? null, update.content.text ?? '')
      case 'plan':
        return [...flush(), { type: 'plan.updated', data: { entries: update.entries.map(toEntry) } }]
      default:
        return onTool(update)
    }
  }
  const onAnswer = (message: JsonObject): EngineEvent[] | string => {
    if (message.error !== undefined) {
      const failure = Failure.safeParse(message)
      if (!failure.success) return 'wrong shape'
      const { code, message: text } = failure.data.error
      terminal = { outcome: 'failed', message: text }
      return [...flush(), toError(`rpc_${code}`, text)]
    }
    const answer = Answer.safeParse(message)
    if (!answer.success) return 'wrong shape'
    const { id, result } = answer.data
    if (id !== OURS.prompt) return []
    const stopReason = result?.stopReason
    if (typeof stopReason !== 'string') return 'wrong shape'
    terminal = toTerminal(stopReason, endsRefused)
    return [...flush(), { type: 'turn.finished', data: { stopReason: stopReason.slice(0, 200) } }]
  }

  return createLineNormaliser({
    understand(message) {
      if (message.method === undefined) return onAnswer(message)
      if (message.id !== undefined) {
        if (message.method === PERMISSION_METHOD) {
          const request = PermissionMessage.safeParse(message)
          if (!request.success) return 'wrong shape'
          asked.add(request.data.params.toolCall.toolCallId)
          return [...flush(), toQuestion(request.data)]
        }
        const other = Request.safeParse(message)
        if (!other.success) return 'wrong shape'
        if (isServedInside(other.data.method, permissions)) return []
        const action = ActionMessage.safeParse(message)
        if (action.success) return [...flush(), toActionQuestion(action.data)]
        return [
          ...flush(),
          toError('request_refused', `asked for ${other.data.method}, which is not offered`),
        ]
      }
      // Names of extensions begin with an underscore; what they mean is between their makers.
      if (typeof message.method === 'string' && message.method.startsWith('_')) return []
      if (message.method !== UPDATE_METHOD) return 'unknown method'
      const update = updateOf(message)
      if (update === null) return 'wrong shape'
      if (SILENT_UPDATES.has(update.sessionUpdate)) return []
      const parsed = Update.safeParse(update)
      if (parsed.success) return onUpdate(parsed.data)
      return UPDATES.includes(update.sessionUpdate) ? 'wrong shape' : 'unknown update'
    },
    terminal: () => terminal,
  })
}

/** Some agents end their turn at a request that was refused, and call that an ordinary end. */
function toTerminal(stopReason: string, endsRefused: boolean): Terminal {
  if (stopReason === 'end_turn' && endsRefused) {
    return {
      outcome: 'failed',
      message: 'the turn ended at a tool that had been asked about and did not run',
    }
  }
  if (stopReason === 'end_turn') return { outcome: 'completed', message: null }
  return { outcome: stopReason === 'cancelled' ? 'interrupted' : 'failed', message: `stopped: ${stopReason}` }
}

function toEntry({
  content,
  priority,
  status,
}: Extract<Update, { sessionUpdate: 'plan' }>['entries'][number]) {
  return { content, status, ...(priority === undefined ? {} : { priority }) }
}

/** An action that policy is asked about because nothing is done on an agent's behalf. */
function toActionQuestion(action: ActionMessage): EngineEvent {
  const what = action.method === 'terminal/create' ? action.params.command : action.params.path
  const offered = [{ id: 'refuse', kind: 'reject_once' }]
  return toRequested(actionId(action), offered, `${action.method} ${what}`)
}

function toQuestion({ params }: PermissionMessage): EngineEvent {
  const { toolCall, options } = params
  const offered = options.map(({ optionId, kind }) => ({ id: optionId, kind }))
  const description = `${toolCall.kind ?? 'other'} ${toolCall.title ?? ''}`.trim()
  return toRequested(toolCall.toolCallId, offered, description)
}
