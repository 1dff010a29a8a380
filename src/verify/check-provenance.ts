import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../contract/finding.ts'
import type { Report } from '../contract/report.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Subjects that third parties match by digest: the patch, and the tree that it leads to. */
export function checkPatchSubjects(
  path: string,
  subjects: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[],
  report: Report,
): Finding[] {
  const patch = { name: FILES.patch, digest: { sha256: report.digests[FILES.patch] } }
  const tree = { name: 'result-tree', digest: { gitTree: report.resultTree } }
  const expected = report.resultTree === null ? [patch] : [patch, tree]
  if (isDeepStrictEqual(subjects, expected)) return []
  return [
    finding('subject-mismatch', path, 'its subjects are not the patch and the result tree of the report'),
  ]
}

/** Whether the provenance statement agrees with the report and names only bytes that are in the bundle. */
export function checkProvenance({
  provenance,
  report,
  manifest,
}: Pick<Sealed, 'provenance' | 'report' | 'manifest'>): Finding[] {
  const { statement, path } = provenance
  const { buildDefinition, runDetails } = statement.predicate
  const wrong: string[] = []
  const { externalParameters, resolvedDependencies } = buildDefinition
  if (externalParameters.task !== report.task.digest) wrong.push('task')
  if (externalParameters.policy !== manifest.get(FILES.policy)) wrong.push('policy')
  if (externalParameters.engine !== (report.engine.purl ?? `urn:proctor:engine:${report.engine.id}`))
    wrong.push('engine')
  const [base, ...others] = resolvedDependencies
  const { repository, engine } = report
  const digest = { gitCommit: report.base.commit, gitTree: report.base.tree }
  if (!isDeepStrictEqual(base, { uri: `urn:proctor:repository:${repository.id}`, digest })) wrong.push('base')
  const admission = { name: 'admission', digest: { sha256: engine.admissionDigest } }
  if (!isDeepStrictEqual(others, engine.admissionDigest === null ? [] : [admission])) wrong.push('admission')
  const { metadata, byproducts } = runDetails
  if (metadata.invocationId !== report.runId) wrong.push('invocationId')
  if (metadata.startedOn !== report.runStartedAt) wrong.push('startedOn')
  if (metadata.finishedOn !== report.runEndedAt) wrong.push('finishedOn')
  for (const { name, digest } of byproducts) {
    if (name === undefined || digest?.sha256 === undefined || manifest.get(name) !== digest.sha256) {
      wrong.push(`byproduct ${name ?? 'without a name'}`)
    }
  }
  return [
    ...checkPatchSubjects(path, statement.subject, report),
    ...wrong.map((name) => finding('statement-mismatch', path, `${name} is not what the report says`)),
  ]
}
