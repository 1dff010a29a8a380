import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { toNotRun, toVerdict, whyNothingRan } from './gate-result.ts'
import { testRunReasons } from './test-run.ts'

/** Did the harness's own run of the test command run tests that count, and did none fail? */
export function evaluateTests(facts: Facts): GateResult {
  const { tests } = facts
  if (tests === null) return toNotRun(facts, 'tests', whyNothingRan(facts, 'no test command was run'))
  const { counts } = tests.report
  const others = `${counts.skipped} skipped, ${counts.todo} todo, ${counts.phantom} entries that stand for files`
  const notes = [`${counts.executed} executed, ${counts.passed} passed, ${others}`]
  if (tests.exit.interrupted) return toNotRun(facts, 'tests', 'the test command was interrupted', notes)
  const tree = facts.patch?.resultTree ?? 'unknown'
  return toVerdict(facts, 'tests', testRunReasons(tests, { minExecuted: tests.minExecuted, tree }), notes)
}
