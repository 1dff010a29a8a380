import type { Facts, TestFacts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { wasEnded } from './process-end.ts'

/** Did the harness's own run of the test command run tests that count, and did none fail? */
export function evaluateTests(facts: Facts): GateResult {
  const { tests } = facts
  if (tests === null) return toNotRun(facts, 'tests', whyNothingRan(facts, 'no test command was run'))
  const { counts } = tests.report
  const others = `${counts.skipped} skipped, ${counts.todo} todo, ${counts.phantom} entries that stand for files`
  const notes = [`${counts.executed} executed, ${counts.passed} passed, ${others}`]
  if (tests.exit.interrupted) return toNotRun(facts, 'tests', 'the test command was interrupted', notes)
  const reasons = [...failureReasons(tests), ...executionReasons(tests, facts)]
  return toVerdict(facts, 'tests', reasons, notes)
}

function failureReasons({ exit, report }: TestFacts): GateReason[] {
  const { counts, failures } = report
  const failing = counts.failed + counts.errored
  const reasons = failures.map(({ id, message }) => toReason('tests_failed', `${id}: ${message}`))
  if (failing > failures.length) {
    reasons.push(toReason('tests_failed', `${countOf(failing - failures.length, 'more failing test')}`))
  }
  const after = `after ${exit.durationMs} ms`
  if (exit.timedOut)
    reasons.push(toReason('tests_failed', `the test command was ended by its time limit ${after}`))
  if (exit.silent)
    reasons.push(toReason('tests_failed', `the test command was ended for its silence ${after}`))
  if (exit.limit !== null) {
    reasons.push(
      toReason('tests_failed', `the test command was ended by the limit on ${exit.limit} ${after}`),
    )
  }
  if (wasEnded(exit)) return reasons
  const ending = exit.signal === null ? `exit code ${exit.exitCode ?? 'unknown'}` : `signal ${exit.signal}`
  const green = exit.exitCode === 0 && exit.signal === null
  if (!green && failing === 0) {
    const message = `the test command ended with ${ending}, though its report holds no failing test`
    reasons.push(toReason('tests_failed', message))
  }
  if (green && failing > 0) {
    const message = `the test command ended with exit code 0, though its report holds ${countOf(failing, 'failing test')}`
    reasons.push(toReason('tests_failed', message))
  }
  return reasons
}

/** Everything that keeps the report from showing that tests ran. */
function executionReasons(tests: TestFacts, facts: Facts): GateReason[] {
  const { report, reportFile } = tests
  const { counts } = report
  const reasons: GateReason[] = []
  const say = (message: string) => reasons.push(toReason('tests_not_executed', message))
  if (!reportFile.fresh)
    say(`the report (${reportFile.source}) was not written by this run of the test command`)
  for (const problem of report.problems) say(`${report.format} report: ${problem}`)
  const executed = counts.passed + counts.failed + counts.errored
  if (counts.executed !== executed || counts.total !== executed + counts.skipped + counts.todo) {
    say(
      `the counts do not add up: ${executed} executed, the report says ${counts.executed} of ${counts.total}`,
    )
  }
  const wanted = Math.max(1, tests.minExecuted)
  if (executed < wanted) {
    const others = `${counts.skipped} skipped, ${counts.todo} todo, ${counts.phantom} entries that stand for files`
    say(`${countOf(executed, 'test')} executed (${others}), at least ${wanted} must be`)
  }
  const measured = facts.patch?.resultTree ?? 'unknown'
  if (tests.tree !== measured) say(`the tests ran on tree ${tests.tree}, the result tree is ${measured}`)
  return reasons
}
