import { BLOCKERS, type BlockerCode } from '../../contract/blockers.ts'

/** One row of the failure matrix: what a scripted engine does wrong and what must come of it. */
export interface FailureRow {
  readonly fixture: string
  readonly blocker: BlockerCode
  /** The normalised event that shows it. */
  readonly event: string
  readonly completeness: string
  readonly exit: string
  /** How many of the seven artifacts exist. */
  readonly artifacts: string
}

/** Fixtures whose blocker has the same name with underscores, with the event that shows it. */
const EVENTS: readonly (readonly [string, string])[] = [
  ['no-diff', 'gate.evaluated'],
  ['failed-tests', 'test.finished'],
  ['missing-test-command', 'run.refused'],
  ['missing-event', 'gate.evaluated'],
  ['disallowed-file', 'gate.evaluated'],
  ['reviewer-reject', 'review.rejected'],
  ['approval-denied', 'approval.denied'],
  ['timeout', 'engine.exited'],
  ['dirty-start', 'run.refused'],
  ['dirty-end', 'gate.evaluated'],
  ['artifact-write-failure', 'artifact.failed'],
  ['provider-unavailable', 'provider.unavailable'],
  ['engine-not-enabled', 'run.refused'],
  ['source-not-admitted', 'run.refused'],
  ['admission-expired', 'run.refused'],
  ['source-mismatch', 'run.refused'],
  ['licence-denied', 'run.refused'],
  ['not-eligible', 'run.refused'],
  ['controls-failed', 'run.refused'],
  ['engine-not-installed', 'run.refused'],
  ['sandbox-unavailable', 'run.refused'],
  ['engine-crashed', 'engine.exited'],
  ['engine-failed', 'engine.error'],
  ['engine-silent', 'engine.exited'],
  ['resource-limit', 'engine.exited'],
  ['budget-exceeded', 'provider.budget_exceeded'],
  ['setup-failed', 'setup.finished'],
  ['tests-not-executed', 'test.finished'],
  ['tests-tampered', 'gate.evaluated'],
  ['patch-unsafe', 'gate.evaluated'],
  ['secret-in-patch', 'gate.evaluated'],
  ['diff-too-large', 'gate.evaluated'],
  ['artifact-too-large', 'gate.evaluated'],
  ['forged-event', 'gate.evaluated'],
  ['left-processes', 'gate.evaluated'],
  ['source-mutated', 'gate.evaluated'],
  ['gate-not-run', 'gate.evaluated'],
  ['reviewer-failed', 'review.requested'],
  ['approval-pending', 'approval.requested'],
  ['approval-timeout', 'approval.denied'],
  ['approval-invalid', 'approval.denied'],
  ['interrupted', 'run.interrupted'],
]

/** Fixtures that are named for the cause while the blocker is named for the effect. */
const RENAMED: Readonly<Record<string, BlockerCode>> = {
  'failed-tests': 'tests_failed',
  'missing-test-command': 'test_command_missing',
  'missing-event': 'event_missing',
  'disallowed-file': 'file_out_of_scope',
  'reviewer-reject': 'review_rejected',
  'artifact-write-failure': 'artifact_write_failed',
}

/** The failure matrix; completeness and exit are those of the blocker. */
export const FAILURE_ROWS: readonly FailureRow[] = EVENTS.map(([fixture, event]) => {
  const blocker = blockerOf(fixture)
  const { completeness, exit } = BLOCKERS[blocker]
  return {
    fixture,
    blocker,
    event,
    completeness,
    exit: fixture === 'interrupted' ? '129, 130 or 143' : String(exit),
    artifacts: exit === 5 ? '0' : '7',
  }
})

function blockerOf(fixture: string): BlockerCode {
  const renamed = RENAMED[fixture]
  if (renamed !== undefined) return renamed
  const name = fixture.replaceAll('-', '_')
  if (!isBlocker(name)) throw new TypeError(`no blocker for the fixture ${fixture}`)
  return name
}

function isBlocker(name: string): name is BlockerCode {
  return Object.hasOwn(BLOCKERS, name)
}
