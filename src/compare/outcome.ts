import type { BlockerCode } from '../contract/blockers.ts'

/** `infrastructure`: the machine, the provider or a person was the reason; it speaks neither for nor against an engine. */
export type Outcome = 'success' | 'failure' | 'infrastructure'

const NOT_THE_ENGINE = new Set<BlockerCode>([
  'provider_unavailable',
  'sandbox_unavailable',
  'engine_not_installed',
  'setup_failed',
  'artifact_write_failed',
  'gate_not_run',
  'dirty_start',
  'test_command_missing',
  'controls_failed',
  'engine_not_enabled',
  'source_not_admitted',
  'admission_expired',
  'source_mismatch',
  'licence_denied',
  'not_eligible',
  'reviewer_failed',
  'approval_pending',
  'approval_timeout',
  'interrupted',
])

/**
 * What a run says of its engine. A failure stays one when there is at least one blocker that is the engine's, so that
 * nothing it did can be passed off as an outage. Only a complete pass is a success.
 */
export function toOutcome(run: {
  readonly status: 'pass' | 'fail'
  readonly completeness: string
  readonly blockers: readonly BlockerCode[]
}): Outcome {
  if (run.status === 'pass' && run.completeness === 'complete' && run.blockers.length === 0) return 'success'
  const ofOthers = run.blockers.length > 0 && run.blockers.every((code) => NOT_THE_ENGINE.has(code))
  return ofOthers ? 'infrastructure' : 'failure'
}
