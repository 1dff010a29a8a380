import * as z from 'zod'
import { Count, PathText } from './ids.ts'

/** What became of one action of an engine that changes something or runs a command, or that it asked about. */
const PermissionVerdict = z.enum([
  'granted',
  'granted-not-executed',
  'denied',
  'answered-by-engine',
  'executed-without-grant',
  'unknown',
])
export type PermissionVerdict = z.infer<typeof PermissionVerdict>

const text = z.string().max(200)

export const PermissionCall = z.strictObject({
  toolCallId: text,
  /** As the engine names it; null when it only asked. */
  name: text.nullable(),
  kind: text.nullable(),
  asked: z.boolean(),
  /** Policy's answer; `none` when it was not asked, or the engine did not wait for it. */
  answer: z.enum(['granted', 'denied', 'none']),
  /** As the engine's own messages have it. */
  said: z.enum(['executed', 'not-executed', 'unknown']),
  /** Whether a path that it names is among those that were measured as changed; `not-named` when it names none. */
  measured: z.enum(['changed', 'unchanged', 'not-named']),
  verdict: PermissionVerdict,
})
export type PermissionCall = z.infer<typeof PermissionCall>

/**
 * What was asked, answered and done in a run, from two sources: the protocol and the measured patch. A grant inside a
 * session is never an approval.
 */
export const PermissionTable = z.strictObject({
  counts: z.strictObject({
    asked: Count,
    granted: Count,
    denied: Count,
    answeredByEngine: Count,
    grantedNotExecuted: Count,
    executedWithoutGrant: Count,
    /** Changed paths that no granted action names or may have changed. */
    changedWithoutGrant: Count,
  }),
  /** The first 200, in order. */
  calls: z.array(PermissionCall),
  /** Every changed path, first 200: `named` by a granted action, perhaps changed by a granted `command`, or `none`. */
  changes: z.array(z.strictObject({ path: PathText, grant: z.enum(['named', 'command', 'none']) })),
})
export type PermissionTable = z.infer<typeof PermissionTable>
