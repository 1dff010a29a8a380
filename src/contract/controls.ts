import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Status } from './completeness.ts'
import { Count, RunId, Sha256, Slug, Timestamp } from './ids.ts'

/** What is tried on a task before it may judge an engine: its own solution, nothing at all, and a deceit. */
export const CONTROL_KINDS = ['oracle', 'no-op', 'cheater'] as const
export const ControlKind = z.enum(CONTROL_KINDS)
export type ControlKind = z.infer<typeof ControlKind>

/** One control: a run through the ordinary path, and whether it came out as it must. */
export const ControlRun = z.strictObject({
  control: ControlKind,
  runId: RunId,
  /** SHA-256 of the run's `report.json`; null when it could not be sealed. */
  reportSha256: Sha256.nullable(),
  status: Status,
  blockers: z.array(BlockerCode),
  ok: z.boolean(),
  /** Why it is not as it must be; empty when it is. */
  why: z.array(z.string()),
})
export type ControlRun = z.infer<typeof ControlRun>

/** `proctor controls --json` */
export const ControlsResult = z.strictObject({
  task: z.strictObject({ id: Slug, digest: Sha256 }),
  ok: z.boolean(),
  runs: z.array(ControlRun),
  /** Index of the ledger entry that holds this; null when the controls were interrupted and say nothing. */
  ledgerIndex: Count.nullable(),
})
export type ControlsResult = z.infer<typeof ControlsResult>

/** `proctor task check --json` */
export const TaskCheckResult = z.strictObject({
  ok: z.boolean(),
  tasks: z.array(
    z.strictObject({
      id: Slug,
      verdict: z.enum(['pass', 'fail', 'not-run']),
      why: z.array(z.string()),
      ledgerIndex: Count.nullable(),
    }),
  ),
})
export type TaskCheckResult = z.infer<typeof TaskCheckResult>

/** What the ledger last said of the controls of a task as it is now. */
export const ControlsFacts = z.strictObject({
  ok: z.boolean(),
  summary: z.string(),
  at: Timestamp,
  /** Why it no longer speaks for the task; empty when it does. */
  stale: z.array(z.string()),
  ledgerIndex: Count,
  /** The control runs: URN and SHA-256 of the report. */
  runs: z.array(z.strictObject({ run: z.string(), reportSha256: Sha256 })),
})
export type ControlsFacts = z.infer<typeof ControlsFacts>
