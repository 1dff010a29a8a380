import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../contract/finding.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { checkPatchSubjects } from './check-provenance.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the test-result statement says what the facts of the test run say. There is none when no tests were run. */
export function checkTestResult({
  testResult,
  facts,
  report,
}: Pick<Sealed, 'facts' | 'report'> & { readonly testResult: Sealed['testResult'] | null }): Finding[] {
  const { tests } = facts
  if (testResult === null || tests === null) {
    if (testResult === null && tests === null) return []
    return testResult === null
      ? [finding('statement-missing', FILES.testResult, 'tests were run and no statement says how they went')]
      : [finding('statement-mismatch', FILES.testResult, 'it speaks of tests, and none were run')]
  }
  const { path, statement } = testResult
  const { counts, problems, failures } = tests.report
  const passed =
    tests.exit.exitCode === 0 &&
    counts.failed + counts.errored === 0 &&
    counts.executed >= Math.max(1, tests.minExecuted) &&
    problems.length === 0
  const { result, configuration, passedTests, warnedTests, failedTests } = statement.predicate
  const wrong: string[] = []
  if (result !== (passed ? 'PASSED' : 'FAILED')) wrong.push('result')
  if (
    !isDeepStrictEqual(
      failedTests,
      failures.map(({ id }) => id),
    )
  )
    wrong.push('failedTests')
  if (passedTests.length + warnedTests.length > 0) wrong.push('passedTests or warnedTests')
  const configured = new Map(configuration.map(({ name, digest }) => [name, digest?.sha256]))
  if (configured.get('argv') !== digestOfJson(tests.argv)) wrong.push('the digest of argv')
  if (configured.get('report') !== tests.reportFile.sha256) wrong.push('the digest of the report')
  return [
    ...checkPatchSubjects(path, statement.subject, report),
    ...wrong.map((name) => finding('statement-mismatch', path, `${name} is not what the facts say`)),
  ]
}
