import type { TestFacts } from '../contract/facts.ts'
import type { TaskTest } from '../contract/task.ts'
import { judgeCanary } from '../testreport/compare-readings.ts'
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
    overlay: [test.canary],
  })
  if (exit.interrupted) return null
  const { reportedFailing, problems } = judgeCanary({ report, ids: cases }, { ids: result })
  return { reportedFailing: reportedFailing && exit.exitCode !== 0, problems }
}
