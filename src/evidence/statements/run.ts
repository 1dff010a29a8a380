import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { Report } from '../../contract/report.ts'
import { RunStatement } from '../../contract/statement.ts'

/** Subjects of the run statement: report.json and every file that it digests, sorted by name. */
export function toSubjects(report: Report, reportSha256: string): RunStatement['subject'] {
  const digests = { ...report.digests, 'report.json': reportSha256 }
  return Object.entries(digests)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sha256]) => ({ name, digest: { sha256 } }))
}

/** The run statement of a report. Pure. */
export function toRunStatement(report: Report, reportSha256: string): RunStatement {
  const { freshness } = report
  return RunStatement.parse({
    _type: STATEMENT_TYPE,
    subject: toSubjects(report, reportSha256),
    predicateType: PREDICATE_TYPES.run,
    predicate: {
      runId: report.runId,
      challengeId: freshness.challengeId,
      nonce: freshness.nonce,
      seq: freshness.seq,
      status: report.status,
      completeness: report.completeness,
      blockers: [...new Set(report.blockers.map((blocker) => blocker.code))],
      backendExit: { code: report.backendExitCode, signal: report.backendSignal },
      base: report.base,
      resultTree: report.resultTree,
      patchSha256: report.digests['patch.diff'],
      changedFiles: report.changedFiles.length,
      chainHead: freshness.chainHead,
      ledgerHead: freshness.ledgerHead,
    },
  })
}
