import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Completeness, Status } from './completeness.ts'
import { Finding, SkippableCheck } from './finding.ts'
import { Count, RunId, Timestamp } from './ids.ts'

/** `proctor run --json` */
export const RunResult = z.strictObject({
  runId: RunId,
  bundle: z.string().nullable(),
  status: Status,
  completeness: Completeness,
  blockers: z.array(BlockerCode),
  exitCode: z.int(),
  /** Which write of the evidence failed; there exactly when nothing was sealed for that reason. */
  artifactFailed: z.strictObject({ path: z.string(), step: z.string(), errno: z.string() }).optional(),
})
export type RunResult = z.infer<typeof RunResult>

/** `proctor verify --json`. `ok`: authentic, whatever the status says. */
export const VerifyResult = z.strictObject({
  ok: z.boolean(),
  status: Status.nullable(),
  completeness: Completeness.nullable(),
  approval: z.enum(['none', 'pending', 'granted', 'denied']),
  /** What people have said so far; null when they were not asked, or nothing can be relied on. */
  people: z
    .strictObject({
      blocker: BlockerCode.nullable(),
      reasons: z.array(z.string()),
      approvers: Count,
      granted: z.array(z.strictObject({ principal: z.string(), fingerprint: z.string(), at: Timestamp })),
      expiresAt: Timestamp,
    })
    .nullable(),
  /** The ref under which the patch was delivered; null when it was not, as far as the bundle says. */
  delivered: z.string().nullable(),
  /** What the verifier has signed, oldest first: at the seal, and since. Each is of its time; `status` is of now. */
  verdicts: z.array(
    z.strictObject({ file: z.string(), at: Timestamp, result: z.enum(['PASSED', 'FAILED']) }),
  ),
  notRun: z.array(z.strictObject({ check: SkippableCheck, why: z.string() })),
  findings: z.array(Finding),
})
export type VerifyResult = z.infer<typeof VerifyResult>
