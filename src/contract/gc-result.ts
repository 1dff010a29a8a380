import * as z from 'zod'
import { Count } from './ids.ts'

/** One thing that `proctor gc` looked at because it may go, or because it was named. */
export const GcItem = z.strictObject({
  /**
   * leftover: what a run or a command that is over has left behind · dependencies, baseline: made anew when they are
   * needed · bundle: named by the person, and kept elsewhere
   */
  kind: z.enum(['leftover', 'dependencies', 'baseline', 'bundle']),
  path: z.string(),
  ageDays: Count,
  bytes: Count,
  outcome: z.enum(['removed', 'would-remove', 'kept', 'failed']),
  /** Why it was kept, or what failed. */
  why: z.string().nullable(),
})
export type GcItem = z.infer<typeof GcItem>

/** `proctor gc --json` */
export const GcResult = z.strictObject({
  dryRun: z.boolean(),
  items: z.array(GcItem),
  exitCode: z.int(),
})
export type GcResult = z.infer<typeof GcResult>
