import type { TestFacts } from '../contract/facts.ts'
import type { TaskTest } from '../contract/task.ts'
import type { TestId } from '../testreport/read-test-report.ts'
import type { StartedRun } from './begin.ts'
import type { Dependencies } from './dependencies.ts'
import { runTests } from './run-tests.ts'

/**
 * Lays a test that must fail into the result, runs the same command, and looks for a failure that was not there
 * before: a runner or reporter that was neutered does not report it. Null without a canary, and when it was interrupted.
 */
export async function runCanary(
  run: StartedRun,
  test: TaskTest,
  dependencies: Dependencies,
  tree: string,
  result: readonly TestId[],
): Promise<TestFacts['canary']> {
  if (test.canary === undefined || run.interrupts.cause !== null) return null
  run.progress('measure', 'testing that a failing test would be seen')
  const { cases, report, exit } = await runTests(run, test, dependencies, {
    name: 'canary',
    tree,
    reportPath: 'test-report/canary',
    logPath: 'test-report/canary.log',
    plant: test.canary,
  })
  if (exit.interrupted) return null
  const before = new Set(result.filter(hasFailed).map(({ id }) => id))
  const fresh = cases.filter((test) => hasFailed(test) && !before.has(test.id))
  return { reportedFailing: fresh.length > 0 && exit.exitCode !== 0, problems: report.problems }
}

function hasFailed({ outcome }: TestId): boolean {
  return outcome === 'failed' || outcome === 'errored'
}
