import type { TestFacts } from '../../contract/facts.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { Report } from '../../contract/report.ts'
import { TestResultStatement } from '../../contract/statement.ts'
import { digestOfJson } from '../../kernel/canonical-json.ts'
import { toPatchSubjects } from './patch-subjects.ts'

/**
 * in-toto test result of the harness's own test run. PASSED only when the command exited with 0, left a fresh report,
 * ran at least what the task asks for, and nothing failed or was wrong. Passed tests are counted in the facts, not
 * named here; failed ones are named as far as the facts name them. Pure.
 */
export function toTestResultStatement(report: Report, tests: TestFacts): TestResultStatement {
  const { counts, problems, failures } = tests.report
  const passed =
    tests.exit.exitCode === 0 &&
    tests.reportFile.fresh &&
    counts.failed + counts.errored === 0 &&
    counts.executed >= Math.max(1, tests.minExecuted) &&
    problems.length === 0
  return TestResultStatement.parse({
    _type: STATEMENT_TYPE,
    subject: toPatchSubjects(report),
    predicateType: PREDICATE_TYPES.testResult,
    predicate: {
      result: passed ? 'PASSED' : 'FAILED',
      configuration: [
        { name: 'argv', digest: { sha256: digestOfJson(tests.argv) } },
        { name: 'report', digest: { sha256: tests.reportFile.sha256 } },
      ],
      passedTests: [],
      warnedTests: [],
      failedTests: failures.map((failure) => failure.id),
    },
  })
}
