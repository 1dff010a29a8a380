import type { TaskTest } from '../contract/task.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import type { StartedRun } from './begin.ts'
import type { TestOutcome } from './run-tests.ts'

/** A run of the test command between the two events that tell of it. */
export async function recordTests(
  run: StartedRun,
  suiteId: 'result' | 'hidden',
  test: TaskTest,
  tree: string,
  work: () => Promise<TestOutcome>,
): Promise<TestOutcome> {
  await run.events.append('test.started', 'harness', {
    suiteId,
    argvDigest: digestOfJson(test.command),
    tree,
  })
  const outcome = await work()
  await run.events.append('test.finished', 'harness', {
    suiteId,
    exitCode: outcome.exit.exitCode,
    signal: outcome.exit.signal,
    timedOut: outcome.exit.timedOut,
    counts: outcome.report.counts,
    reportDigest: outcome.reportFile.sha256,
    logDigest: outcome.logSha256,
    problems: outcome.report.problems,
  })
  return outcome
}
