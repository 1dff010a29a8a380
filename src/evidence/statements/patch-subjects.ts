import type { Report } from '../../contract/report.ts'
import type { RunStatement } from '../../contract/statement.ts'

/** Subjects of provenance and test result: the patch and the tree it leads to, for matching by digest. */
export function toPatchSubjects(report: Report): RunStatement['subject'] {
  const patch = report.digests['patch.diff']
  return [
    ...(patch === undefined ? [] : [{ name: 'patch.diff', digest: { sha256: patch } }]),
    ...(report.resultTree === null ? [] : [{ name: 'result-tree', digest: { gitTree: report.resultTree } }]),
  ]
}
