import * as z from 'zod'
import { Count } from '../../contract/ids.ts'

const Block = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.enum(['redacted_thinking', 'server_tool_use', 'web_search_tool_result']) }),
])
export type Block = z.infer<typeof Block>

const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.unknown(),
  is_error: z.boolean().nullish(),
})

/** A question of the control protocol: may this tool be used? */
export const CanUseTool = z.object({
  type: z.literal('control_request'),
  request_id: z.string(),
  request: z.object({
    subtype: z.literal('can_use_tool'),
    tool_name: z.string(),
    tool_use_id: z.string(),
    input: z.record(z.string(), z.unknown()),
    blocked_path: z.string().nullish(),
  }),
})
export type CanUseTool = z.infer<typeof CanUseTool>

/** Any other request of the control protocol. */
export const ControlRequest = z.object({
  type: z.literal('control_request'),
  request_id: z.string(),
  request: z.object({ subtype: z.string() }),
})

/** Lines of the stream that tell something. Fields that nothing needs are not named and not read. */
export const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('system'), subtype: z.string(), error_status: z.int().nullish() }),
  z.object({ type: z.literal('assistant'), message: z.object({ content: z.array(Block) }) }),
  z.object({
    type: z.literal('user'),
    message: z.object({
      content: z.union([z.string(), z.array(z.union([ToolResult, z.object({ type: z.string() })]))]),
    }),
  }),
  z.object({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean(),
    api_error_status: z.int().nullish(),
    result: z.string().nullish(),
    usage: z.object({
      input_tokens: Count,
      cache_creation_input_tokens: Count.default(0),
      cache_read_input_tokens: Count.default(0),
      output_tokens: Count,
    }),
  }),
])
export type Line = z.infer<typeof Line>

/** Types that tell nothing that another line does not. */
export const SILENT: ReadonlySet<unknown> = new Set([
  'control_cancel_request',
  'control_response',
  'keep_alive',
  'rate_limit_event',
  'stream_event',
  'tool_progress',
])
/** Subtypes of `system` of the recorded versions. */
export const SYSTEM: ReadonlySet<string> = new Set([
  'api_retry',
  'compact_boundary',
  'init',
  'permission_denied',
  'status',
  'task_notification',
  'task_progress',
  'task_started',
  'task_updated',
])

/** Paths that a tool's input names. */
export function pathsOf(input: Readonly<Record<string, unknown>>): string[] {
  return ['file_path', 'notebook_path', 'path'].flatMap((key) => {
    const path = input[key]
    return typeof path === 'string' ? [path] : []
  })
}
