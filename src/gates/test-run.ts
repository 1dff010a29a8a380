import type { TestRunFacts } from '../contract/facts.ts'
import type { GateReason } from '../contract/gate.ts'
import { countOf, toReason } from './gate-result.ts'
import { wasEnded } from './process-end.ts'

/** Everything that keeps one run of a test command from being green: what failed, and why the report can't be relied on. */
export function testRunReasons(
  run: TestRunFacts,
  wanted: { readonly minExecuted: number; readonly tree: string },
): GateReason[] {
  return [...failureReasons(run), ...executionReasons(run, wanted)]
}

function failureReasons({ exit, report }: TestRunFacts): GateReason[] {
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
function executionReasons(
  { report, reportFile, tree }: TestRunFacts,
  wanted: { readonly minExecuted: number; readonly tree: string },
): GateReason[] {
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
  const least = Math.max(1, wanted.minExecuted)
  if (executed < least) {
    const others = `${counts.skipped} skipped, ${counts.todo} todo, ${counts.phantom} entries that stand for files`
    say(`${countOf(executed, 'test')} executed (${others}), at least ${least} must be`)
  }
  if (tree !== wanted.tree) say(`the tests ran on tree ${tree}, the result tree is ${wanted.tree}`)
  return reasons
}
