import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Completeness, Status } from './completeness.ts'
import { DecisionRecord } from './decision.ts'
import { DigestSet, statement } from './envelope.ts'
import {
  BUILD_TYPE,
  BUILDER_ID,
  Count,
  GitOid,
  Nonce,
  PREDICATE_TYPES,
  RunId,
  Sha256,
  Slug,
  Timestamp,
} from './ids.ts'

const Resource = z.strictObject({
  name: z.string().optional(),
  uri: z.string().optional(),
  digest: DigestSet.optional(),
})
const LedgerHead = z.strictObject({ size: Count, rootHash: Sha256 })

/** Issued before anything is spawned: proves that the run started after it. Signed by the verifier key. */
export const ChallengeStatement = statement(
  PREDICATE_TYPES.challenge,
  z.strictObject({
    challengeId: z.string().regex(/^[0-9a-f]{32}$/),
    nonce: Nonce,
    seq: Count,
    issuedAt: Timestamp,
    notAfter: Timestamp,
    runId: RunId,
    engine: Slug,
    base: z.strictObject({ repository: Slug, commit: GitOid, tree: GitOid }),
    taskDigest: Sha256,
    policyDigest: Sha256,
    ledgerHead: LedgerHead,
  }),
)
export type ChallengeStatement = z.infer<typeof ChallengeStatement>

/** The eligibility decision. Signed by the verifier key. */
export const DecisionStatement = statement(
  PREDICATE_TYPES.decision,
  z.strictObject({ runId: RunId, nonce: Nonce, decision: DecisionRecord }),
)
export type DecisionStatement = z.infer<typeof DecisionStatement>

/** The run: its subjects are report.json and every file that it digests. Signed by the harness key. */
export const RunStatement = statement(
  PREDICATE_TYPES.run,
  z.strictObject({
    runId: RunId,
    challengeId: z.string(),
    nonce: Nonce,
    seq: Count,
    status: Status,
    completeness: Completeness,
    blockers: z.array(BlockerCode),
    backendExit: z.strictObject({ code: z.int().nullable(), signal: z.string().nullable() }),
    base: z.strictObject({ commit: GitOid, tree: GitOid }),
    resultTree: GitOid.nullable(),
    patchSha256: Sha256,
    changedFiles: Count,
    chainHead: Sha256,
    ledgerHead: LedgerHead,
  }),
)
export type RunStatement = z.infer<typeof RunStatement>

/** SLSA provenance v1. Signed by the harness key. Claims no SLSA level. */
export const ProvenanceStatement = statement(
  PREDICATE_TYPES.provenance,
  z.strictObject({
    buildDefinition: z.strictObject({
      buildType: z.literal(BUILD_TYPE),
      externalParameters: z.strictObject({ task: Sha256, policy: Sha256, engine: z.string() }),
      internalParameters: z.strictObject({}),
      resolvedDependencies: z.array(Resource),
    }),
    runDetails: z.strictObject({
      builder: z.strictObject({ id: z.literal(BUILDER_ID), version: z.record(z.string(), z.string()) }),
      metadata: z.strictObject({ invocationId: RunId, startedOn: Timestamp, finishedOn: Timestamp }),
      byproducts: z.array(Resource),
    }),
  }),
)
export type ProvenanceStatement = z.infer<typeof ProvenanceStatement>

/** in-toto test result v0.1. Signed by the harness key. */
export const TestResultStatement = statement(
  PREDICATE_TYPES.testResult,
  z.strictObject({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(Resource).min(1),
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
  }),
)
export type TestResultStatement = z.infer<typeof TestResultStatement>

/** SLSA verification summary v1. Signed by the verifier key, after `verify`. */
export const VerdictStatement = statement(
  PREDICATE_TYPES.verificationSummary,
  z.strictObject({
    verifier: z.strictObject({ id: z.string(), version: z.record(z.string(), z.string()) }),
    timeVerified: Timestamp,
    resourceUri: z.string(),
    policy: z.strictObject({ uri: z.string(), digest: DigestSet }),
    inputAttestations: z.array(z.strictObject({ uri: z.string(), digest: DigestSet })),
    verificationResult: z.enum(['PASSED', 'FAILED']),
    verifiedLevels: z.array(z.string()),
    slsaVersion: z.literal('1.2'),
  }),
)
export type VerdictStatement = z.infer<typeof VerdictStatement>
