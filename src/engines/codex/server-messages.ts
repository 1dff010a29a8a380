import * as z from 'zod'
import { Count } from '../../contract/ids.ts'
import { ServerItem } from './server-item.ts'

const Tokens = z.object({ inputTokens: Count, cachedInputTokens: Count, outputTokens: Count })

/** Why a turn or a request failed: a word, or a word with the provider's HTTP status. */
const ErrorInfo = z.union([
  z.string(),
  z.record(z.string(), z.object({ httpStatusCode: z.int().nullish() })),
  z.record(z.string(), z.unknown()),
])
const TurnError = z.object({ message: z.string(), codexErrorInfo: ErrorInfo.nullish() })
export type TurnError = z.infer<typeof TurnError>

function notification<M extends string, P extends z.ZodType>(method: M, params: P) {
  return z.object({ method: z.literal(method), params })
}

/** Notifications that tell something. */
export const Notification = z.discriminatedUnion('method', [
  notification('turn/started', z.object({})),
  notification('item/started', z.object({ item: ServerItem })),
  notification('item/completed', z.object({ item: ServerItem })),
  notification('thread/tokenUsage/updated', z.object({ tokenUsage: z.object({ total: Tokens }) })),
  notification('error', z.object({ error: TurnError, willRetry: z.boolean() })),
  notification(
    'turn/plan/updated',
    z.object({ plan: z.array(z.object({ step: z.string(), status: z.string() })) }),
  ),
  notification(
    'turn/completed',
    z.object({
      turn: z.object({
        status: z.enum(['completed', 'interrupted', 'failed', 'inProgress']),
        error: TurnError.nullish(),
      }),
    }),
  ),
])
export type Notification = z.infer<typeof Notification>

/** Notifications of the pinned version that tell nothing that another message or our own measuring does not. */
export const SILENT_NOTIFICATIONS: ReadonlySet<unknown> = new Set([
  'account/rateLimits/updated',
  'account/updated',
  'configWarning',
  'deprecationNotice',
  'fs/changed',
  'guardianWarning',
  'item/agentMessage/delta',
  'item/autoApprovalReview/completed',
  'item/autoApprovalReview/started',
  'item/commandExecution/outputDelta',
  'item/commandExecution/terminalInteraction',
  'item/fileChange/outputDelta',
  'item/fileChange/patchUpdated',
  'item/mcpToolCall/progress',
  'item/plan/delta',
  'item/reasoning/summaryPartAdded',
  'item/reasoning/summaryTextDelta',
  'item/reasoning/textDelta',
  'mcpServer/startupStatus/updated',
  'model/rerouted',
  'model/verification',
  'rawResponse/completed',
  'rawResponseItem/completed',
  'remoteControl/status/changed',
  'serverRequest/resolved',
  'skills/changed',
  'thread/closed',
  'thread/compacted',
  'thread/environment/connected',
  'thread/environment/disconnected',
  'thread/name/updated',
  'thread/settings/updated',
  'thread/started',
  'thread/status/changed',
  'turn/diff/updated',
  'turn/moderationMetadata',
  'warning',
])

const RequestId = z.union([z.int(), z.string()])

/** Requests for permission. A change of files names its files only in the item that began before it. */
export const PermissionMessage = z.discriminatedUnion('method', [
  z.object({
    id: RequestId,
    method: z.literal('item/commandExecution/requestApproval'),
    params: z.object({
      itemId: z.string(),
      kind: z.string().default('command'),
      command: z.string().nullish(),
      cwd: z.string().nullish(),
      reason: z.string().nullish(),
      networkApprovalContext: z.unknown().optional(),
    }),
  }),
  z.object({
    id: RequestId,
    method: z.literal('item/fileChange/requestApproval'),
    params: z.object({
      itemId: z.string(),
      reason: z.string().nullish(),
      grantRoot: z.string().nullish(),
    }),
  }),
])
export type PermissionMessage = z.infer<typeof PermissionMessage>

/** Any request of the server to us. */
export const ServerRequest = z.object({ id: RequestId, method: z.string() })
/** The answer to a request of ours. */
export const Answer = z.union([
  z.object({ id: RequestId, result: z.record(z.string(), z.unknown()) }),
  z.object({ id: RequestId, error: z.object({ message: z.string() }) }),
])

/** HTTP status of a failure when codex names one, else its word for the failure. */
export function codeOf({ codexErrorInfo: info }: TurnError): string {
  if (info === null || info === undefined) return 'unknown'
  if (typeof info === 'string') return info.slice(0, 100)
  const [word = 'unknown', detail] = Object.entries(info)[0] ?? []
  const status = z.object({ httpStatusCode: z.int() }).safeParse(detail)
  return status.success ? `http_${status.data.httpStatusCode}` : word.slice(0, 100)
}
