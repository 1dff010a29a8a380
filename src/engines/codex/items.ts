import * as z from 'zod'
import type { EngineEvent } from '../../contract/event.ts'
import { digestOfJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { toError, toMessage } from '../spoken-events.ts'

const Status = z.enum(['in_progress', 'completed', 'failed', 'declined'])
const id = z.string()

/** Items of `codex exec --json`. Fields that no event needs are not named and not read. */
export const Item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent_message'), id, text: z.string() }),
  z.object({ type: z.literal('reasoning'), id, text: z.string() }),
  z.object({
    type: z.literal('command_execution'),
    id,
    command: z.string(),
    aggregated_output: z.string(),
    exit_code: z.int().nullish(),
    status: Status,
  }),
  z.object({
    type: z.literal('file_change'),
    id,
    changes: z.array(z.object({ path: z.string(), kind: z.enum(['add', 'delete', 'update']) })),
    status: Status,
  }),
  z.object({ type: z.literal('mcp_tool_call'), id, server: z.string(), tool: z.string(), status: Status }),
  z.object({ type: z.literal('collab_tool_call'), id, tool: z.string(), status: Status }),
  z.object({ type: z.literal('web_search'), id, query: z.string() }),
  z.object({
    type: z.literal('todo_list'),
    id,
    items: z.array(z.object({ text: z.string(), completed: z.boolean() })),
  }),
  z.object({ type: z.literal('error'), id, message: z.string() }),
])
export type Item = z.infer<typeof Item>
type ToolItem = Exclude<Item, { type: 'agent_message' | 'reasoning' | 'todo_list' | 'error' }>
type ToolStarted = Extract<EngineEvent, { type: 'tool.started' }>['data']
type ToolFinished = Extract<EngineEvent, { type: 'tool.finished' }>['data']

/** Events of an item that began, changed or ended. */
export function toItemEvents(item: Item, stage: 'started' | 'updated' | 'completed'): EngineEvent[] {
  switch (item.type) {
    case 'agent_message':
    case 'reasoning':
      return stage === 'completed'
        ? [toMessage(item.type === 'reasoning' ? 'thought' : 'agent', item.text)]
        : []
    case 'todo_list':
      return [toPlan(item.items)]
    case 'error':
      return stage === 'completed' ? [toError('item_error', item.message)] : []
    default:
      if (stage === 'started') return [{ type: 'tool.started', data: toStarted(item) }]
      return stage === 'completed' ? toFinished(item) : []
  }
}

function toPlan(items: readonly { text: string; completed: boolean }[]): EngineEvent {
  const entries = items.map(({ text, completed }) => ({
    content: text,
    status: completed ? 'completed' : 'pending',
  }))
  return { type: 'plan.updated', data: { entries } }
}

/** Name and kind of the tool behind an item. */
function toTool(item: ToolItem): Pick<ToolStarted, 'toolCallId' | 'name' | 'kind'> {
  const toolCallId = item.id
  switch (item.type) {
    case 'command_execution':
      return { toolCallId, name: 'exec_command', kind: 'execute' }
    case 'file_change': {
      const allDeleted = item.changes.length > 0 && item.changes.every((change) => change.kind === 'delete')
      return { toolCallId, name: 'apply_patch', kind: allDeleted ? 'delete' : 'edit' }
    }
    case 'web_search':
      return { toolCallId, name: 'web_search', kind: 'search' }
    case 'mcp_tool_call':
      return { toolCallId, name: `${item.server}.${item.tool}`, kind: 'other' }
    case 'collab_tool_call':
      return { toolCallId, name: item.tool, kind: 'other' }
  }
}

function toStarted(item: ToolItem): ToolStarted {
  const tool = toTool(item)
  switch (item.type) {
    case 'command_execution':
      return { ...tool, locations: [], inputDigest: sha256(item.command) }
    case 'file_change':
      return {
        ...tool,
        locations: item.changes.map((change) => change.path),
        inputDigest: digestOfJson(item.changes),
      }
    case 'web_search':
      return { ...tool, locations: [], inputDigest: sha256(item.query) }
    default:
      return { ...tool, locations: [], inputDigest: null }
  }
}

function toFinished(item: ToolItem): EngineEvent[] {
  const status = item.type === 'web_search' ? 'completed' : toStatus(item.status)
  const outputDigest = item.type === 'command_execution' ? sha256(item.aggregated_output) : null
  const finished: EngineEvent = {
    type: 'tool.finished',
    data: { ...toTool(item), status, outputDigest, durationMs: null },
  }
  return item.type === 'command_execution' ? [toCommand(item), finished] : [finished]
}

/** The command line is one string, as codex prints it; its output is stdout and stderr in one. */
function toCommand(item: Extract<Item, { type: 'command_execution' }>): EngineEvent {
  return {
    type: 'command.executed',
    data: {
      toolCallId: item.id,
      argv: [item.command],
      exitCode: item.exit_code ?? null,
      stdoutDigest: sha256(item.aggregated_output),
      stderrDigest: null,
    },
  }
}

/** An item that ended while it says that it is in progress did not complete. */
function toStatus(status: z.infer<typeof Status>): ToolFinished['status'] {
  if (status === 'completed') return 'completed'
  return status === 'declined' ? 'cancelled' : 'failed'
}
