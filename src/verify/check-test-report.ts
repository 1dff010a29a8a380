import { isDeepStrictEqual } from 'node:util'
import type { TestRunFacts } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { compareAsBefore, compareWithBase, judgeCanary } from '../testreport/compare-readings.ts'
import { missingIds } from '../testreport/missing-ids.ts'
import { readTestReport } from '../testreport/read-test-report.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

const NOT_SEALED = 'the facts say what it gave, and it is not sealed'

/** Reads the runners' reports again, and compares with what the facts say of result, hidden tests, base and canary. */
export function checkTestReport({
  facts,
  documents,
  manifest,
}: Pick<Sealed, 'facts' | 'documents' | 'manifest'>): Finding[] {
  const { tests } = facts
  const bytes = documents.get(FILES.testReport)
  // Without tests there is nothing to read; without these bytes there is a finding already.
  if (tests === null || bytes === undefined) return []
  const { format } = tests.report
  const read = readTestReport(format, bytes)
  const findings: Finding[] = []
  const must = (holds: boolean, path: string, why: string): void => {
    if (!holds) findings.push(finding('tests-mismatch', path, why))
  }
  must(
    isDeepStrictEqual(read.report, statedIn(tests)),
    FILES.testReport,
    'read again, it holds other tests or problems than the facts',
  )
  must(saysNotFresh(tests), FILES.facts, 'a report that is not fresh is not named as a problem')
  const hidden = documents.get(FILES.hiddenReport)
  if (tests.hidden !== undefined && hidden !== undefined) {
    const again = readTestReport(format, hidden)
    must(
      isDeepStrictEqual(again.report, statedIn(tests.hidden)) &&
        missingIds(again.ids, read.ids).length === tests.hidden.added,
      FILES.hiddenReport,
      'read again, it holds other tests or problems than the facts',
    )
    must(saysNotFresh(tests.hidden), FILES.facts, 'a report that is not fresh is not named as a problem')
  }
  const base = documents.get(FILES.baseReport)
  must(tests.baseline === null || manifest.has(FILES.baseReport), FILES.baseReport, NOT_SEALED)
  if (tests.baseline !== null && base !== undefined) {
    const compare = tests.baseline.unlisted === undefined ? compareAsBefore : compareWithBase
    must(
      isDeepStrictEqual(tests.baseline, compare(readTestReport(format, base), read)),
      FILES.baseReport,
      'compared again, the base differs otherwise',
    )
  }
  const canary = documents.get(FILES.canaryReport)
  must(tests.canary === null || manifest.has(FILES.canaryReport), FILES.canaryReport, NOT_SEALED)
  if (tests.canary !== null && canary !== undefined) {
    const again = judgeCanary(readTestReport(format, canary), read)
    must(
      again.reportedFailing || !tests.canary.reportedFailing,
      FILES.canaryReport,
      'read again, no planted failure is reported',
    )
    const known = tests.canary.problems
    must(
      again.problems.every((problem) => known.includes(problem)),
      FILES.canaryReport,
      'read again, it has other problems',
    )
  }
  return findings
}

/** What the facts say that the report's bytes hold: one that was not fresh has that as its first problem. */
function statedIn({ report, reportFile }: TestRunFacts): TestRunFacts['report'] {
  return { ...report, problems: reportFile.fresh ? report.problems : report.problems.slice(1) }
}

function saysNotFresh({ report, reportFile }: TestRunFacts): boolean {
  return reportFile.fresh || report.problems.length > 0
}
