import { BUILDER_ID, PREDICATE_TYPES, runUrn, STATEMENT_TYPE } from '../contract/ids.ts'
import type { VerdictStatement } from '../contract/statement.ts'

type Digests = VerdictStatement['predicate']['inputAttestations']

/** What a verdict is about and rests on; everything else of the statement follows. */
export interface VerdictParts {
  readonly runId: string
  readonly reportSha256: string
  readonly policySha256: string
  /** What it rests on, by path in the bundle. */
  readonly inputs: readonly (readonly [uri: string, sha256: string])[]
  readonly passed: boolean
  readonly verifierVersion: Readonly<Record<string, string>>
  readonly timeVerified: string
}

/** The verifier's summary (SLSA VSA) of a run. */
export function toVerdictStatement(parts: VerdictParts): VerdictStatement {
  const inputAttestations: Digests = parts.inputs.map(([uri, sha256]) => ({ uri, digest: { sha256 } }))
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'report.json', digest: { sha256: parts.reportSha256 } }],
    predicateType: PREDICATE_TYPES.verificationSummary,
    predicate: {
      verifier: { id: BUILDER_ID, version: { ...parts.verifierVersion } },
      timeVerified: parts.timeVerified,
      resourceUri: runUrn(parts.runId),
      policy: { uri: 'inputs/policy.json', digest: { sha256: parts.policySha256 } },
      inputAttestations,
      verificationResult: parts.passed ? 'PASSED' : 'FAILED',
      verifiedLevels: [],
      slsaVersion: '1.2',
    },
  }
}

/** The file of a verdict that followed from a record of after the seal, by the record's sequence. */
export function laterVerdictPath(sequence: string): string {
  return `approvals/${sequence}.verdict.sigstore.json`
}

/** How such a verdict names the record: its line is chained to the sealed log through every one before. */
export function recordUri(sequence: string): string {
  return `approvals/events.jsonl#${sequence}`
}
