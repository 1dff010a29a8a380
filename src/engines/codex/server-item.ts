import * as z from 'zod'
import type { Item } from './items.ts'

const id = z.string()
const Status = z.enum(['inProgress', 'completed', 'failed', 'declined'])
const Kind = z.object({
  type: z.enum(['add', 'delete', 'update']),
  move_path: z.string().nullish(),
})

/** Items of `codex app-server`. Fields that nothing needs are not named and not read. */
export const ServerItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agentMessage'), id, text: z.string() }),
  z.object({ type: z.literal('reasoning'), id, summary: z.array(z.string()), content: z.array(z.string()) }),
  z.object({
    type: z.literal('commandExecution'),
    id,
    command: z.string(),
    cwd: z.string(),
    status: Status,
    aggregatedOutput: z.string().nullish(),
    exitCode: z.int().nullish(),
  }),
  z.object({
    type: z.literal('fileChange'),
    id,
    status: Status,
    changes: z.array(z.object({ path: z.string(), kind: Kind })),
  }),
  z.object({ type: z.literal('mcpToolCall'), id, server: z.string(), tool: z.string(), status: Status }),
  z.object({ type: z.literal('dynamicToolCall'), id, tool: z.string(), status: Status }),
  z.object({ type: z.literal('collabAgentToolCall'), id, tool: z.string(), status: Status }),
  z.object({ type: z.literal('webSearch'), id, query: z.string() }),
  z.object({
    type: z.enum([
      'contextCompaction',
      'enteredReviewMode',
      'exitedReviewMode',
      'functionCallOutput',
      'hookPrompt',
      'imageGeneration',
      'imageView',
      'plan',
      'sleep',
      'subAgentActivity',
      'userMessage',
    ]),
    id,
  }),
])
export type ServerItem = z.infer<typeof ServerItem>

/** The same item as `codex exec --json` prints it; null for one that is no event of ours. */
export function toItem(item: ServerItem): Item | null {
  switch (item.type) {
    case 'agentMessage':
      return { type: 'agent_message', id: item.id, text: item.text }
    case 'reasoning': {
      const text = [...item.summary, ...item.content].join('\n')
      return text === '' ? null : { type: 'reasoning', id: item.id, text }
    }
    case 'commandExecution':
      return {
        type: 'command_execution',
        id: item.id,
        command: item.command,
        aggregated_output: item.aggregatedOutput ?? '',
        exit_code: item.exitCode,
        status: toStatus(item.status),
      }
    case 'fileChange': {
      const changes = item.changes.flatMap(({ path, kind }) => [
        { path, kind: kind.type },
        ...(kind.move_path ? [{ path: kind.move_path, kind: 'add' as const }] : []),
      ])
      return { type: 'file_change', id: item.id, changes, status: toStatus(item.status) }
    }
    case 'mcpToolCall':
      return {
        type: 'mcp_tool_call',
        id: item.id,
        server: item.server,
        tool: item.tool,
        status: toStatus(item.status),
      }
    case 'dynamicToolCall':
    case 'collabAgentToolCall':
      return { type: 'collab_tool_call', id: item.id, tool: item.tool, status: toStatus(item.status) }
    case 'webSearch':
      return { type: 'web_search', id: item.id, query: item.query }
    default:
      return null
  }
}

function toStatus(status: z.infer<typeof Status>) {
  return status === 'inProgress' ? 'in_progress' : status
}
