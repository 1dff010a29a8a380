import type { TestFacts } from '../contract/facts.ts'
import type { TaskTest } from '../contract/task.ts'
import { missingIds } from '../testreport/missing-ids.ts'
import type { TestId } from '../testreport/read-test-report.ts'
import type { StartedRun } from './begin.ts'
import type { Dependencies } from './dependencies.ts'
import { recordTests } from './record-tests.ts'
import { runTests } from './run-tests.ts'

/**
 * The same test command, with the hidden tests laid over the result in a checkout of its own, now that the engine is
 * dead. Undefined without hidden tests, and when it was interrupted.
 */
export async function runHiddenTests(
  run: StartedRun,
  test: TaskTest,
  dependencies: Dependencies,
  tree: string,
  result: readonly TestId[],
): Promise<TestFacts['hidden']> {
  if (run.hiddenTests === null || run.interrupts.cause !== null) return undefined
  run.progress('measure', `hidden tests: ${run.hiddenTests.files.length} files`)
  const outcome = await recordTests(run, 'hidden', test, tree, () =>
    runTests(run, test, dependencies, {
      name: 'hidden',
      tree,
      reportPath: 'test-report/hidden',
      logPath: 'test-report/hidden.log',
      overlay: run.hiddenTests?.files ?? [],
    }),
  )
  const { exit, report, reportFile, cases } = outcome
  return { tree, exit, reportFile, report, added: missingIds(cases, result).length }
}
