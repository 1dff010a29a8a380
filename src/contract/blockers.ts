import * as z from 'zod'
import type { ExitCode } from './exit-codes.ts'

/** What a blocker does to the run that carries it. */
interface BlockerEffect {
  readonly exit: ExitCode
  readonly completeness: 'complete' | 'incomplete' | 'interrupted' | 'awaiting-approval'
  /** One sentence for people: what it means. */
  readonly meaning: string
}

const refused = (meaning: string): BlockerEffect => ({ exit: 3, completeness: 'incomplete', meaning })
const noAnswer = (meaning: string): BlockerEffect => ({ exit: 4, completeness: 'incomplete', meaning })
const no = (meaning: string): BlockerEffect => ({ exit: 1, completeness: 'complete', meaning })

/** Stable codes for why a run did not pass. Frozen: added to, never renamed or reused. */
export const BLOCKERS = {
  no_diff: no('the engine changed nothing'),
  file_out_of_scope: no('a file outside the scope of the task was changed'),
  diff_too_large: no('more files or lines were changed than the task allows'),
  tests_failed: no('tests failed on the result'),
  tests_not_executed: no('the test command ran no test that counts'),
  tests_tampered: no('tests or what decides how they run were changed'),
  test_command_missing: refused('the task names no test command'),
  event_missing: noAnswer('the engine exited cleanly without saying that it had finished'),
  forged_event: no('the engine emitted an event that only the harness may emit'),
  review_rejected: no('a reviewer rejected the patch'),
  reviewer_failed: noAnswer('a reviewer gave no answer'),
  approval_denied: no('an approver said no'),
  approval_pending: { exit: 4, completeness: 'awaiting-approval', meaning: 'an approval is still awaited' },
  approval_timeout: no('nobody approved in time'),
  approval_invalid: no('an approval does not hold'),
  timeout: noAnswer('the time limit ended the engine'),
  engine_silent: noAnswer('the engine said nothing for longer than the task allows'),
  resource_limit: noAnswer('a limit on memory, processes, disk or output ended the engine'),
  budget_exceeded: noAnswer('the budget for tokens, cost or requests was used up'),
  engine_crashed: noAnswer('the engine ended by a signal or with a nonzero exit code'),
  engine_failed: noAnswer('the engine said itself that it had failed'),
  engine_not_installed: noAnswer('the engine is not installed on this machine'),
  sandbox_unavailable: noAnswer('the sandbox that the run needs is not available'),
  setup_failed: noAnswer('the dependencies of the repository could not be set up'),
  provider_unavailable: noAnswer('the model provider could not be reached or refused'),
  dirty_start: refused('the source repository has uncommitted changes'),
  dirty_end: no('the tree after the tests is not the tree that was measured'),
  left_processes: no('the engine left processes behind'),
  source_mutated: no('the source repository or the vendor source was changed'),
  patch_unsafe: no('the patch holds links, modes or paths that are not safe to apply'),
  secret_in_patch: no('the patch holds a secret'),
  artifact_too_large: no('an artifact is larger than allowed'),
  artifact_write_failed: {
    exit: 5,
    completeness: 'incomplete',
    meaning: 'the evidence could not be written whole',
  },
  gate_not_run: noAnswer('a required gate could not be evaluated'),
  engine_not_enabled: refused('the engine is gated and no enablement is in force'),
  source_not_admitted: refused('the source of the engine is not on record'),
  admission_expired: refused('the admission of the engine has expired'),
  source_mismatch: refused('what is installed is not what was admitted'),
  licence_denied: refused('the licence of the engine is not allowed'),
  not_eligible: refused('policy does not let this engine do this task'),
  controls_failed: refused('the controls of the task do not hold'),
  interrupted: { exit: 130, completeness: 'interrupted', meaning: 'the run was interrupted' },
} as const satisfies Record<string, BlockerEffect>

export type BlockerCode = keyof typeof BLOCKERS
export const BLOCKER_CODES = Object.keys(BLOCKERS) as readonly BlockerCode[]
export const BlockerCode = z.enum(BLOCKER_CODES as [BlockerCode, ...BlockerCode[]])
