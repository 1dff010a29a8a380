// Promises: lines of claude's stream-json become events of engine types; the outcome is the result's `is_error`.
// Must not: do I/O, throw, or believe the result's subtype or its cost. Called by: the claude adapter.
import type { EngineEvent } from '../../contract/event.ts'
import { digestOfJson } from '../../kernel/canonical-json.ts'
import { createLineNormaliser } from '../line-normaliser.ts'
import type { Normaliser, Terminal } from '../port.ts'
import { kindOf, onceEither, type ToolKind, toError, toMessage, toRequested } from '../spoken-events.ts'
import { type Block, CanUseTool, ControlRequest, Line, pathsOf, SILENT, SYSTEM } from './messages.ts'

type Result = Extract<Line, { type: 'result' }>

const KNOWN: readonly unknown[] = Line.options.map((option) => option.shape.type.value)
const KINDS: Readonly<Record<string, ToolKind>> = {
  Bash: 'execute',
  Edit: 'edit',
  Glob: 'search',
  Grep: 'search',
  MultiEdit: 'edit',
  NotebookEdit: 'edit',
  Read: 'read',
  WebFetch: 'fetch',
  WebSearch: 'search',
  Write: 'edit',
}
const OPTIONS = onceEither('allow', 'deny')

export function createClaudeNormaliser(): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  const tools = new Map<string, { readonly name: string; readonly kind: ToolKind }>()

  const onBlock = (block: Block): EngineEvent[] => {
    if ('text' in block) return [toMessage('agent', block.text)]
    if ('thinking' in block) return [toMessage('thought', block.thinking)]
    if (!('input' in block)) return []
    const tool = { name: block.name, kind: kindOf(KINDS, block.name) }
    tools.set(block.id, tool)
    const data = { toolCallId: block.id, ...tool, locations: pathsOf(block.input) }
    return [{ type: 'tool.started', data: { ...data, inputDigest: digestOfJson(block.input) } }]
  }
  const onResult = (id: string, content: unknown, failed: boolean): EngineEvent => {
    const tool = tools.get(id) ?? { name: 'tool', kind: 'other' as const }
    const status = failed ? 'failed' : 'completed'
    const outputDigest = digestOfJson(content ?? null)
    return {
      type: 'tool.finished',
      data: { toolCallId: id, ...tool, status, outputDigest, durationMs: null },
    }
  }

  return createLineNormaliser({
    understand(message) {
      if (SILENT.has(message.type)) return []
      if (message.type === 'control_request') {
        const asked = CanUseTool.safeParse(message)
        if (asked.success) return [toQuestion(asked.data)]
        const other = ControlRequest.safeParse(message)
        if (!other.success) return 'wrong shape'
        return [toError('request_refused', `asked for ${other.data.request.subtype}, which is not offered`)]
      }
      const parsed = Line.safeParse(message)
      if (!parsed.success) return KNOWN.includes(message.type) ? 'wrong shape' : 'unknown type'
      const line = parsed.data
      switch (line.type) {
        case 'system':
          if (!SYSTEM.has(line.subtype)) return 'unknown subtype'
          return line.subtype === 'api_retry'
            ? [toError(line.error_status ? `http_${line.error_status}` : 'retry', 'the request is repeated')]
            : []
        case 'assistant':
          terminal = { outcome: 'none', message: null }
          return line.message.content.flatMap(onBlock)
        case 'user': {
          const { content } = line.message
          if (typeof content === 'string') return []
          return content.flatMap((part) =>
            'tool_use_id' in part ? [onResult(part.tool_use_id, part.content, part.is_error === true)] : [],
          )
        }
        case 'result':
          terminal = toTerminal(line)
          return toResultEvents(line)
      }
    },
    terminal: () => terminal,
  })
}

/** The subtype is `success` for a provider that refused, too. */
function toTerminal({ is_error, subtype, result }: Result): Terminal {
  if (!is_error && subtype === 'success') return { outcome: 'completed', message: null }
  return { outcome: 'failed', message: result ?? subtype }
}

function toResultEvents(line: Result): EngineEvent[] {
  const { usage, is_error, api_error_status, result, subtype } = line
  const { cache_read_input_tokens: cached, cache_creation_input_tokens: created } = usage
  const inputTokens = usage.input_tokens + cached + created
  const events: EngineEvent[] = []
  if (inputTokens + usage.output_tokens > 0) {
    const counts = { inputTokens, outputTokens: usage.output_tokens, cachedInputTokens: cached }
    events.push({ type: 'usage.reported', data: { model: null, ...counts, cost: null } })
  }
  if (is_error) {
    events.push(toError(api_error_status ? `http_${api_error_status}` : 'failed', result ?? subtype))
  }
  events.push({ type: 'turn.finished', data: { stopReason: is_error ? 'error' : subtype } })
  return events
}

function toQuestion({ request }: CanUseTool): EngineEvent {
  const description = [request.tool_name, ...pathsOf(request.input)].join(' ')
  return toRequested(request.tool_use_id, OPTIONS, description)
}
