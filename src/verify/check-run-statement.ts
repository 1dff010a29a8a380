import type { Finding } from '../contract/finding.ts'
import { differences } from './differences.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the run statement says of the run what the report says. Its subjects are checked with the digests. */
export function checkRunStatement({ report, run }: Pick<Sealed, 'report' | 'run'>): Finding[] {
  const { freshness } = report
  const expected = {
    runId: report.runId,
    challengeId: freshness.challengeId,
    nonce: freshness.nonce,
    seq: freshness.seq,
    status: report.status,
    completeness: report.completeness,
    blockers: [...new Set(report.blockers.map(({ code }) => code))],
    backendExit: { code: report.backendExitCode, signal: report.backendSignal },
    base: report.base,
    resultTree: report.resultTree,
    patchSha256: report.digests[FILES.patch],
    changedFiles: report.changedFiles.length,
    chainHead: freshness.chainHead,
    ledgerHead: freshness.ledgerHead,
  }
  return differences(run.statement.predicate, expected).map((name) =>
    finding('statement-mismatch', FILES.run, `${name} is not what the report says`),
  )
}
