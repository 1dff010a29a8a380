import * as z from 'zod'
import { Count } from '../../contract/ids.ts'

const Tokens = z.object({
  input: Count,
  output: Count,
  cacheRead: Count.default(0),
  cacheWrite: Count.default(0),
})
const Block = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string() }),
  z.object({ type: z.string() }),
])
const Assistant = z.object({
  role: z.literal('assistant'),
  content: z.array(Block),
  usage: Tokens,
  stopReason: z.string(),
  errorMessage: z.string().optional(),
})
export type Assistant = z.infer<typeof Assistant>
const toolCallId = z.string()
const toolName = z.string()

/** What the extension says of a tool call that it asks about. */
export const Question = z.object({
  toolCallId: z.string(),
  tool: z.string(),
  input: z.record(z.string(), z.unknown()),
})
export type Question = z.infer<typeof Question>

/** Lines of pi that tell something. Fields that nothing needs are not named and not read. */
export const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent_start') }),
  z.object({
    type: z.literal('message_end'),
    message: z.union([Assistant, z.object({ role: z.string().refine((role) => role !== 'assistant') })]),
  }),
  z.object({ type: z.literal('tool_execution_start'), toolCallId, toolName, args: z.unknown() }),
  z.object({
    type: z.literal('tool_execution_end'),
    toolCallId,
    toolName,
    result: z.unknown(),
    isError: z.boolean(),
  }),
  z.object({ type: z.literal('agent_end') }),
  z.object({
    type: z.literal('response'),
    command: z.string(),
    success: z.boolean(),
    error: z.string().optional(),
  }),
  z.object({
    type: z.literal('extension_ui_request'),
    id: z.string(),
    method: z.string(),
    message: z.string().optional(),
  }),
  z.object({ type: z.literal('extension_error'), error: z.string() }),
])
export type Line = z.infer<typeof Line>

/** Lines that tell nothing that another line does not. */
export const SILENT: ReadonlySet<unknown> = new Set([
  'agent_settled',
  'auto_retry_end',
  'auto_retry_start',
  'bash_execution_update',
  'compaction_end',
  'compaction_start',
  'entry_appended',
  'message_start',
  'message_update',
  'queue_update',
  'session',
  'session_info_changed',
  'summarization_retry_attempt_start',
  'summarization_retry_finished',
  'summarization_retry_scheduled',
  'thinking_level_changed',
  'tool_execution_update',
  'turn_end',
  'turn_start',
])

/** What the extension asked, or null when the request is none of its own. */
export function toQuestion(line: Extract<Line, { type: 'extension_ui_request' }>): Question | null {
  if (line.method !== 'confirm' || line.message === undefined) return null
  let value: unknown
  try {
    value = JSON.parse(line.message)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  const parsed = Question.safeParse(value)
  return parsed.success ? parsed.data : null
}
