import { BUILD_TYPE, BUILDER_ID, PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { Report } from '../../contract/report.ts'
import { ProvenanceStatement } from '../../contract/statement.ts'
import { toPatchSubjects } from './patch-subjects.ts'

/** What provenance says beyond the report. */
export interface ProvenanceContext {
  readonly policyDigest: string
  /** Names to versions of what did the work, for example `{ proctor: '1.2.3', node: 'v24.15.0' }`. */
  readonly builderVersion: Readonly<Record<string, string>>
}

const BYPRODUCTS = /^(?:events\.normalized\.jsonl|trace\.jsonl|test\.log|gateway\.jsonl|raw\/.*)$/

/** SLSA provenance of a report. Claims no level. Pure. */
export function toProvenanceStatement(report: Report, context: ProvenanceContext): ProvenanceStatement {
  const { engine, base } = report
  return ProvenanceStatement.parse({
    _type: STATEMENT_TYPE,
    subject: toPatchSubjects(report),
    predicateType: PREDICATE_TYPES.provenance,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          task: report.task.digest,
          policy: context.policyDigest,
          engine: engine.purl ?? `urn:proctor:engine:${engine.id}`,
        },
        internalParameters: {},
        resolvedDependencies: [
          {
            uri: `urn:proctor:repository:${report.repository.id}`,
            digest: { gitCommit: base.commit, gitTree: base.tree },
          },
          ...(engine.admissionDigest === null
            ? []
            : [{ name: 'admission', digest: { sha256: engine.admissionDigest } }]),
        ],
      },
      runDetails: {
        builder: { id: BUILDER_ID, version: context.builderVersion },
        metadata: {
          invocationId: report.runId,
          startedOn: report.runStartedAt,
          finishedOn: report.runEndedAt,
        },
        byproducts: Object.entries(report.digests)
          .filter(([name]) => BYPRODUCTS.test(name))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, sha256]) => ({ name, digest: { sha256 } })),
      },
    },
  })
}
