import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Verdict } from './completeness.ts'
import { PathText } from './ids.ts'

/** Gates in the order in which they are evaluated and shown. */
export const GATE_IDS = [
  'engine',
  'events',
  'processes',
  'source',
  'diff',
  'scope',
  'patch-safety',
  'secrets',
  'clean-tree',
  'tests',
  'hidden-tests',
  'test-integrity',
  'canary',
  'artifacts',
  'budget',
  'review',
  'approval',
] as const
export const GateId = z.enum(GATE_IDS)
export type GateId = z.infer<typeof GateId>

/** One reason of a verdict. `code` is a blocker when the reason blocks. */
export const GateReason = z.strictObject({
  code: BlockerCode,
  message: z.string(),
  path: PathText.optional(),
  line: z.int().min(1).optional(),
})
export type GateReason = z.infer<typeof GateReason>

/** One question with its answer and all reasons. `notes` inform and never block. */
export const GateResult = z.strictObject({
  gate: GateId,
  verdict: Verdict,
  required: z.boolean(),
  reasons: z.array(GateReason),
  notes: z.array(z.string()),
})
export type GateResult = z.infer<typeof GateResult>
