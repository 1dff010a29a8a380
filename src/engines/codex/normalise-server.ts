// Promises: lines of `codex app-server` become events of engine types; what no rule understands is kept.
// Must not: do I/O, throw, or call a turn completed that codex did not. Called by: the codex adapter.
import type { EngineEvent } from '../../contract/event.ts'
import { createLineNormaliser, type JsonObject } from '../line-normaliser.ts'
import type { Normaliser, Terminal } from '../port.ts'
import { onceEither, toError, toRequested } from '../spoken-events.ts'
import { toItemEvents } from './items.ts'
import { toItem } from './server-item.ts'
import {
  Answer,
  codeOf,
  Notification,
  PermissionMessage,
  ServerRequest,
  SILENT_NOTIFICATIONS,
} from './server-messages.ts'

const NOTIFICATIONS: readonly unknown[] = Notification.options.map((option) => option.shape.method.value)
const OPTIONS = onceEither('accept', 'decline')

interface Totals {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
}

export function createCodexServerNormaliser(): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  let totals: Totals = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }

  const understandNotification = (message: Notification): readonly EngineEvent[] => {
    const { method, params } = message
    switch (method) {
      case 'turn/started':
        terminal = { outcome: 'none', message: null }
        return []
      case 'item/started':
      case 'item/completed': {
        const item = toItem(params.item)
        return item === null ? [] : toItemEvents(item, method === 'item/started' ? 'started' : 'completed')
      }
      case 'thread/tokenUsage/updated': {
        const used = toUsage(totals, params.tokenUsage.total)
        totals = params.tokenUsage.total
        return used
      }
      case 'turn/plan/updated': {
        const entries = params.plan.map(({ step, status }) => ({ content: step, status }))
        return [{ type: 'plan.updated', data: { entries } }]
      }
      case 'error':
        return [toError(codeOf(params.error), params.error.message)]
      case 'turn/completed': {
        const { status, error } = params.turn
        if (status === 'inProgress') return []
        terminal = { outcome: status, message: error?.message ?? null }
        const failed = error ? [toError(codeOf(error), error.message)] : []
        return [...failed, { type: 'turn.finished', data: { stopReason: status } }]
      }
    }
  }

  return createLineNormaliser({
    understand(message) {
      if (message.method === undefined) {
        const answer = Answer.safeParse(message)
        if (!answer.success) return 'wrong shape'
        if ('result' in answer.data) return []
        terminal = { outcome: 'failed', message: answer.data.error.message }
        return [toError('request_failed', answer.data.error.message)]
      }
      if (message.id !== undefined) return toRequestEvents(message)
      if (SILENT_NOTIFICATIONS.has(message.method)) return []
      const parsed = Notification.safeParse(message)
      if (parsed.success) return understandNotification(parsed.data)
      return NOTIFICATIONS.includes(message.method) ? 'wrong shape' : 'unknown method'
    },
    terminal: () => terminal,
  })
}

function toRequestEvents(message: JsonObject): readonly EngineEvent[] | string {
  const asked = PermissionMessage.safeParse(message)
  if (asked.success) return [toQuestion(asked.data)]
  const other = ServerRequest.safeParse(message)
  if (!other.success) return 'wrong shape'
  return [toError('request_refused', `asked for ${other.data.method}, which is not offered`)]
}

function toQuestion({ method, params }: PermissionMessage): EngineEvent {
  const what =
    method === 'item/commandExecution/requestApproval' ? (params.command ?? 'a command') : 'an edit'
  return toRequested(params.itemId, OPTIONS, params.reason ? `${what} (${params.reason})` : what)
}

/** codex tells sums; an event tells what came since the last one. */
function toUsage(before: Totals, now: Totals): EngineEvent[] {
  const since = (key: keyof Totals) => Math.max(0, now[key] - before[key])
  const data = {
    model: null,
    inputTokens: since('inputTokens'),
    outputTokens: since('outputTokens'),
    cachedInputTokens: since('cachedInputTokens'),
    cost: null,
  }
  const nothing = data.inputTokens + data.outputTokens + data.cachedInputTokens === 0
  return nothing ? [] : [{ type: 'usage.reported', data }]
}
