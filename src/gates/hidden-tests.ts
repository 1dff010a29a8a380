import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { testRunReasons } from './test-run.ts'

/** Does the result also pass the tests that its engine could not see? */
export function evaluateHiddenTests(facts: Facts): GateResult {
  const { tests } = facts
  const hidden = tests?.hidden
  if (tests === null || hidden === undefined)
    return toNotRun(facts, 'hidden-tests', whyNothingRan(facts, 'the hidden tests were not run'))
  const { counts } = hidden.report
  const notes = [
    `${countOf(hidden.added, 'hidden test')}, ${counts.executed} executed, ${counts.passed} passed`,
  ]
  if (hidden.exit.interrupted)
    return toNotRun(facts, 'hidden-tests', 'the hidden tests were interrupted', notes)
  if (facts.sandbox?.backend !== 'bubblewrap') {
    const why = 'the engine ran without a sandbox, so it could have read the hidden tests'
    return toNotRun(facts, 'hidden-tests', why, notes)
  }
  const tree = facts.patch?.resultTree ?? 'unknown'
  const reasons = testRunReasons(hidden, { minExecuted: tests.minExecuted, tree })
  if (hidden.added === 0) {
    const why = 'the run with the hidden tests has no test that the run without them lacks'
    reasons.push(toReason('tests_not_executed', why))
  }
  return toVerdict(facts, 'hidden-tests', reasons, notes)
}
