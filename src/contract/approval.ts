import * as z from 'zod'
import {
  Count,
  GitOid,
  Nonce,
  PREDICATE_TYPES,
  RunId,
  SCHEMA_IDS,
  Sha256,
  Slug,
  STATEMENT_TYPE,
  Timestamp,
} from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { Touch } from './policy.ts'
import { Stage } from './stages.ts'
import { RiskClass } from './task.ts'

const Principal = z.string().min(1).max(200)
const ApprovalId = z.string().regex(/^[0-9a-f]{32}$/)

/** The stage whose work is done on repositories of a class. */
export const STAGE_OF_CLASS: Readonly<Record<MutationClass, Stage>> = {
  none: 'gated-engine',
  artificial: 'artificial-fixture',
  copied: 'copied-repo-fixture',
  disposable: 'disposable-sandbox-repo',
  'owned-noncritical': 'owned-noncritical-repo',
  'owned-critical': 'candidate-default',
}

/** Whom policy wants to be asked after everything else has passed. */
export const PeopleNeeds = z.strictObject({
  /** Different people who must approve. */
  approvers: Count,
  touch: Touch,
  /** The only people who may; whoever signs for approval@proctor when null. */
  from: z.array(Principal).nullable(),
  /** People who must accept the result in a review, by the reviewer's id in proctor.yaml. */
  reviewers: z.array(z.strictObject({ id: Slug, from: z.array(Principal).nullable() })),
  /** Whoever reviewed the result may not approve it as well. */
  separateReviewer: z.boolean(),
})
export type PeopleNeeds = z.infer<typeof PeopleNeeds>

/** Somebody whose part in the run forbids to approve it, by name and by every key that was theirs at the request. */
export const SeparatePerson = z.strictObject({
  role: z.enum(['requester', 'admitter']),
  principal: Principal,
  fingerprints: z.array(z.string().startsWith('SHA256:')),
})
export type SeparatePerson = z.infer<typeof SeparatePerson>

/** `approvals/request.json`: what people are asked. Sealed with the run; whatever they sign names its digest. */
export const ApprovalRequest = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.approvalRequest),
  approvalId: ApprovalId,
  runId: RunId,
  nonce: Nonce,
  action: z.literal('deliver'),
  stage: Stage,
  riskClass: RiskClass,
  engine: z.strictObject({ id: Slug, admissionDigest: Sha256 }),
  task: z.strictObject({ id: Slug, digest: Sha256 }),
  repository: z.strictObject({ id: Slug, class: MutationClass }),
  base: z.strictObject({ commit: GitOid, tree: GitOid }),
  resultTree: GitOid,
  patchSha256: Sha256,
  policyDigest: Sha256,
  needs: PeopleNeeds,
  separate: z.array(SeparatePerson),
  requestedAt: Timestamp,
  /** From then on silence is a denial. */
  expiresAt: Timestamp,
})
export type ApprovalRequest = z.infer<typeof ApprovalRequest>

const Subject = z.strictObject({
  name: z.string().min(1),
  digest: z.record(z.string(), z.string().regex(/^[0-9a-f]+$/)),
})

function statement<T extends string, P extends z.ZodType>(predicateType: T, predicate: P) {
  return z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    /** `patch.diff` by sha256 and `result-tree` by gitTree. */
    subject: z.array(Subject).min(1),
    predicateType: z.literal(predicateType),
    predicate,
  })
}

const Bound = {
  approvalId: ApprovalId,
  stage: Stage,
  runId: RunId,
  runNonce: Nonce,
  requestDigest: Sha256,
  runStatementDigest: Sha256,
  policyDigest: Sha256,
  expiresAt: Timestamp,
}

/** What an approver signs (SSHSIG, approval@proctor): yes or no to one patch of one run, and nothing else. */
export const ApprovalStatement = statement(
  PREDICATE_TYPES.approval,
  z.strictObject({
    ...Bound,
    action: z.literal('deliver'),
    decision: z.enum(['granted', 'denied']),
    comment: z.string().min(1).max(2_000).nullable(),
  }),
)
export type ApprovalStatement = z.infer<typeof ApprovalStatement>

/** What a person who reviewed a result signs (SSHSIG, review@proctor). */
export const ReviewStatement = statement(
  PREDICATE_TYPES.review,
  z.strictObject({
    ...Bound,
    /** Id of the reviewer in proctor.yaml for whom this person answers; null for a review that nobody asked for. */
    reviewer: Slug.nullable(),
    verdict: z.enum(['accepted', 'rejected']),
    reasons: z.array(z.string().min(1).max(2_000)).max(20),
  }),
)
export type ReviewStatement = z.infer<typeof ReviewStatement>

/**
 * Ledger entry of what was recorded of a run after its seal: a decision of people, silence, a delivery. Each sequence
 * number of a run is taken once, so that records stand in one order and none is recorded twice.
 */
export const AfterSealStatement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  /** The payload of the run statement. */
  subject: z.array(Subject).length(1),
  predicateType: z.literal(PREDICATE_TYPES.afterSeal),
  predicate: z.strictObject({
    runId: RunId,
    sequence: z.string().regex(/^\d{6,}$/),
    /** The line of `approvals/events.jsonl`, without its newline. */
    event: z.string().min(2).max(65_536),
    /** What a person signed, and the armored signature; null where nobody signed. */
    document: z.string().max(65_536).nullable(),
    signature: z.string().max(65_536).nullable(),
  }),
})
export type AfterSealStatement = z.infer<typeof AfterSealStatement>

/** What the facts hold of the request; there exactly when people were asked. */
export const ApprovalFacts = z.strictObject({
  approvalId: ApprovalId,
  requestSha256: Sha256,
  expiresAt: Timestamp,
})
export type ApprovalFacts = z.infer<typeof ApprovalFacts>
