import * as z from 'zod'
import type { JsonObject } from '../line-normaliser.ts'
import type { PermissionPolicy } from '../port.ts'

const RequestId = z.union([z.int(), z.string()])
const Content = z.object({ type: z.string(), text: z.string().optional() })
const ToolKind = z
  .enum(['read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'switch_mode', 'other'])
  .catch('other')
const ToolStatus = z.enum(['pending', 'in_progress', 'completed', 'failed'])

const Tool = z.object({
  toolCallId: z.string(),
  title: z.string().nullish(),
  kind: ToolKind.nullish(),
  status: ToolStatus.nullish(),
  locations: z.array(z.object({ path: z.string() })).nullish(),
  content: z.array(z.object({ type: z.string(), path: z.string().optional() })).nullish(),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
})
export type Tool = z.infer<typeof Tool>

const Chunk = { content: Content, messageId: z.string().nullish() }
/** Updates that tell something. */
export const Update = z.discriminatedUnion('sessionUpdate', [
  z.object({ sessionUpdate: z.literal('agent_message_chunk'), ...Chunk }),
  z.object({ sessionUpdate: z.literal('agent_thought_chunk'), ...Chunk }),
  Tool.extend({ sessionUpdate: z.literal('tool_call') }),
  Tool.extend({ sessionUpdate: z.literal('tool_call_update') }),
  z.object({
    sessionUpdate: z.literal('plan'),
    entries: z.array(z.object({ content: z.string(), priority: z.string().optional(), status: z.string() })),
  }),
])
export type Update = z.infer<typeof Update>

/** Updates that tell nothing about the work. */
export const SILENT_UPDATES: ReadonlySet<unknown> = new Set([
  'available_commands_update',
  'config_option_update',
  'current_mode_update',
  'session_info_update',
  'usage_update',
  'user_message_chunk',
])

export const UPDATE_METHOD = 'session/update'
export const PERMISSION_METHOD = 'session/request_permission'

/** The update of a notification, not yet known for what it is; null when there is none. */
export function updateOf({ params }: JsonObject): JsonObject | null {
  if (!isJsonObject(params) || !isJsonObject(params.update)) return null
  return params.update
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const PermissionMessage = z.object({
  id: RequestId,
  method: z.literal(PERMISSION_METHOD),
  params: z.object({
    toolCall: Tool,
    options: z.array(z.object({ optionId: z.string(), kind: z.string() })).max(50),
  }),
})
export type PermissionMessage = z.infer<typeof PermissionMessage>

export const Request = z.object({ id: RequestId, method: z.string() })
export const Answer = z.object({ id: RequestId, result: z.record(z.string(), z.unknown()).nullable() })
export const Failure = z.object({
  id: RequestId,
  error: z.object({ code: z.int(), message: z.string() }),
})

/** By these an agent acts through us: it writes a file, or runs a command. */
export const ActionMessage = z.discriminatedUnion('method', [
  z.object({
    id: RequestId,
    method: z.literal('fs/write_text_file'),
    params: z.object({ path: z.string() }),
  }),
  z.object({
    id: RequestId,
    method: z.literal('terminal/create'),
    params: z.object({ command: z.string(), cwd: z.string().nullish() }),
  }),
])
export type ActionMessage = z.infer<typeof ActionMessage>

/** The action's place in the table of permissions: it belongs to no tool call that the protocol names. */
export function actionId({ id, method }: ActionMessage): string {
  return `${method} ${id}`
}

/**
 * Requests of an agent that the relay in the sandbox has answered. With `deny` it answers none by which the agent acts:
 * those are questions to policy like any other.
 */
export function isServedInside(method: string, permissions: PermissionPolicy): boolean {
  if (permissions === 'deny' && isAction(method)) return false
  return method.startsWith('fs/') || method.startsWith('terminal/')
}

function isAction(method: string): boolean {
  return ActionMessage.options.some((option) => option.shape.method.value === method)
}

/** Ids of our own requests. */
export const OURS = { initialize: 1, newSession: 2, prompt: 3 } as const

/** Every path that a tool call names: where it works, and what its differences are about. */
export function pathsOf({ locations, content }: Tool): string[] {
  const changed = (content ?? []).flatMap(({ type, path }) =>
    type === 'diff' && path !== undefined ? [path] : [],
  )
  return [...new Set([...(locations ?? []).map(({ path }) => path), ...changed])]
}
