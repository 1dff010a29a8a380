import * as z from 'zod'
import { Completeness, Status } from './completeness.ts'
import { RunId } from './ids.ts'

/** What became of one run that was found unsealed. */
export const RecoveredRun = z.strictObject({
  runId: RunId,
  /**
   * interrupted: sealed as far as it had come · resumed: went on and sealed as if nothing had happened · finished: its
   * seal was completed · discarded: it was not on record yet, so there was nothing to lose · running: its owner lives ·
   * failed: left as it is
   */
  outcome: z.enum(['interrupted', 'resumed', 'finished', 'discarded', 'running', 'failed']),
  bundle: z.string().nullable(),
  status: Status.nullable(),
  completeness: Completeness.nullable(),
  /** Who holds it, or why it could not be sealed. */
  why: z.string().nullable(),
})
export type RecoveredRun = z.infer<typeof RecoveredRun>

/** `proctor recover --json` */
export const RecoverResult = z.strictObject({
  runs: z.array(RecoveredRun),
  /** Processes of lost runs that were still alive and were ended. */
  endedProcesses: z.array(z.strictObject({ runId: RunId, pid: z.int(), command: z.string() })),
  /** What lies in `.proctor/work/` and is no run: left alone. */
  foreign: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  exitCode: z.int(),
})
export type RecoverResult = z.infer<typeof RecoverResult>
