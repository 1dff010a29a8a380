// Promises: lines of pi (RPC or JSON mode) become events of engine types; the outcome is the last stop reason.
// Must not: do I/O, throw, or take an end of the agent for its success. Called by: the pi adapters.
import type { EngineEvent } from '../../contract/event.ts'
import { digestOfJson } from '../../kernel/canonical-json.ts'
import { createLineNormaliser } from '../line-normaliser.ts'
import type { Normaliser, Terminal } from '../port.ts'
import { kindOf, onceEither, type ToolKind, toError, toMessage, toRequested } from '../spoken-events.ts'
import { type Assistant, Line, SILENT, toQuestion } from './messages.ts'

const KNOWN: readonly unknown[] = Line.options.map((option) => option.shape.type.value)
const KINDS: Readonly<Record<string, ToolKind>> = {
  bash: 'execute',
  edit: 'edit',
  find: 'search',
  grep: 'search',
  ls: 'read',
  read: 'read',
  write: 'edit',
}
const OPTIONS = onceEither('yes', 'no')

export function createPiNormaliser(): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  let last: Assistant | null = null
  return createLineNormaliser({
    understand(message) {
      if (SILENT.has(message.type)) return []
      const parsed = Line.safeParse(message)
      if (!parsed.success) return KNOWN.includes(message.type) ? 'wrong shape' : 'unknown type'
      const line = parsed.data
      switch (line.type) {
        case 'agent_start':
          terminal = { outcome: 'none', message: null }
          last = null
          return []
        case 'message_end':
          if (!('content' in line.message)) return []
          last = line.message
          return toMessageEvents(line.message)
        case 'agent_end': {
          terminal = toTerminal(last)
          return [{ type: 'turn.finished', data: { stopReason: last?.stopReason ?? 'none' } }]
        }
        case 'response':
          if (line.success) return []
          terminal = { outcome: 'failed', message: line.error ?? `${line.command} failed` }
          return [toError('request_failed', line.error ?? line.command)]
        default:
          return toToolEvents(line)
      }
    },
    terminal: () => terminal,
  })
}

/** pi exits with 0 whatever happened: what counts is why its last message stopped. */
function toTerminal(last: Assistant | null): Terminal {
  const stopReason = last?.stopReason ?? 'none'
  if (stopReason === 'stop') return { outcome: 'completed', message: null }
  const message = last?.errorMessage ?? `stopped: ${stopReason}`
  return { outcome: stopReason === 'aborted' ? 'interrupted' : 'failed', message }
}

function toMessageEvents({ content, usage, stopReason, errorMessage }: Assistant): EngineEvent[] {
  const events: EngineEvent[] = []
  for (const block of content) {
    if ('text' in block) events.push(toMessage('agent', block.text))
    else if ('thinking' in block) events.push(toMessage('thought', block.thinking))
  }
  // The format counts what came from the cache beside the input.
  const inputTokens = usage.input + usage.cacheRead + usage.cacheWrite
  if (inputTokens + usage.output > 0) {
    events.push({
      type: 'usage.reported',
      data: {
        model: null,
        inputTokens,
        outputTokens: usage.output,
        cachedInputTokens: usage.cacheRead,
        cost: null,
      },
    })
  }
  if (stopReason === 'error') {
    const text = errorMessage ?? 'unknown'
    const status = /^\s*(\d{3})\b/.exec(text)?.[1]
    events.push(toError(status === undefined ? 'model_error' : `http_${status}`, text))
  }
  return events
}

function toToolEvents(
  line: Extract<Line, { type: `tool_execution_${string}` | `extension_${string}` }>,
): EngineEvent[] {
  switch (line.type) {
    case 'tool_execution_start': {
      const args = line.args ?? null
      return [
        {
          type: 'tool.started',
          data: { ...toTool(line), locations: toPaths(args), inputDigest: digestOfJson(args) },
        },
      ]
    }
    case 'tool_execution_end': {
      const status = line.isError ? 'failed' : 'completed'
      const outputDigest = digestOfJson(line.result ?? null)
      return [{ type: 'tool.finished', data: { ...toTool(line), status, outputDigest, durationMs: null } }]
    }
    case 'extension_ui_request': {
      const question = toQuestion(line)
      if (question === null) return []
      const description = `${question.tool} ${toPaths(question.input).join(' ')}`.trim()
      return [toRequested(question.toolCallId, OPTIONS, description)]
    }
    case 'extension_error':
      return [toError('extension_error', line.error)]
  }
}

function toTool({ toolCallId, toolName }: { readonly toolCallId: string; readonly toolName: string }) {
  return { toolCallId, name: toolName, kind: kindOf(KINDS, toolName) }
}

function toPaths(args: unknown): string[] {
  const path = typeof args === 'object' && args !== null && 'path' in args ? args.path : undefined
  return typeof path === 'string' ? [path] : []
}
