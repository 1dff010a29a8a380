import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestFacts } from '../contract/facts.ts'
import type { TaskTest } from '../contract/task.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { compareWithBase as compareReadings } from '../testreport/compare-readings.ts'
import { readTestReport, type TestId } from '../testreport/read-test-report.ts'
import type { StartedRun } from './begin.ts'
import type { Dependencies } from './dependencies.ts'
import { readIfThere } from './read-if-there.ts'
import { runTests } from './run-tests.ts'

export const BASE_REPORT = 'test-report/base'

/**
 * The tests of the base, to see which are missing from the result. Run once for a tree, command and dependencies;
 * the runner's report is what is kept, and it goes into the bundle, so that anybody can compare again. Null when the
 * tests of the base were interrupted: half a report is no base to compare with, for this run or a later one.
 */
export async function compareWithBase(
  run: StartedRun,
  test: TaskTest,
  dependencies: Dependencies,
  result: readonly TestId[],
): Promise<TestFacts['baseline']> {
  const { tree } = run.repository.base
  const key = digestOfJson({
    tree,
    command: test.command,
    report: test.report,
    dependencies: dependencies.key,
  })
  const cache = join(run.workspace.paths.cache, 'baselines')
  const cached = await readIfThere(join(cache, key))
  if (cached !== null) await run.bundle.write(BASE_REPORT, cached)
  const bytes = cached ?? (await measureBase(run, test, dependencies, cache, key))
  if (bytes === null) return null
  return compareReadings(readTestReport(test.report, bytes), { ids: result })
}

async function measureBase(
  run: StartedRun,
  test: TaskTest,
  dependencies: Dependencies,
  cache: string,
  key: string,
): Promise<Buffer | null> {
  if (run.interrupts.cause !== null) return null
  run.progress('measure', 'testing the base (kept for later runs)')
  const { exit } = await runTests(run, test, dependencies, {
    name: 'base',
    tree: run.repository.base.tree,
    reportPath: BASE_REPORT,
    logPath: 'test-report/base.log',
  })
  if (exit.interrupted) return null
  const bytes = await readFile(await run.bundle.place(BASE_REPORT))
  await mkdir(cache, { recursive: true, mode: 0o700 })
  const staging = join(cache, `${key}.${run.id}`)
  await writeFile(staging, bytes)
  await rename(staging, join(cache, key))
  return bytes
}
