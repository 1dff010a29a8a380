import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Completeness, Status } from './completeness.ts'
import { statement } from './envelope.ts'
import { Count, Nonce, PREDICATE_TYPES, RunId, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { Cap } from './report.ts'
import { ConditionId, Stage } from './stages.ts'

/** What evidence is bound to: when any of it changes, the evidence no longer counts. */
export const EvidenceContext = z.strictObject({
  /** Of what the policy says about the engine, and about the repository where there is one: see policy-scope.ts. */
  policyDigest: Sha256,
  /** Digest of the admission record; null when nothing is on record. */
  source: Sha256.nullable(),
  /** Provider, model and mode as one text. */
  model: z.string(),
  /** Version of proctor and of its Node. */
  harness: z.string(),
})
export type EvidenceContext = z.infer<typeof EvidenceContext>

/** Something that was tried outside single runs: the matrix, the controls of a task, the conformance of an adapter. */
export const AssessmentStatement = statement(
  PREDICATE_TYPES.assessment,
  z.strictObject({
    kind: z.enum(['conformance', 'matrix', 'controls', 'comparison']),
    /** Null for what is about a task and not about an engine. */
    engine: Slug.nullable(),
    task: z.strictObject({ id: Slug, digest: Sha256 }).nullable(),
    ok: z.boolean(),
    /** Tasks that a comparison was made on. */
    tasks: z.array(z.strictObject({ id: Slug, digest: Sha256 })).optional(),
    /** One line for people. */
    summary: z.string().max(1_000),
    context: EvidenceContext,
    at: Timestamp,
  }),
)
export type AssessmentStatement = z.infer<typeof AssessmentStatement>

/** What a person signs to promote an engine: the exact evidence, and nothing that it could later be taken for. */
export const PromotionRequest = z.strictObject({
  workspaceId: z.string().regex(/^[0-9a-f]{32}$/),
  engine: Slug,
  from: Stage,
  to: Stage,
  context: EvidenceContext,
  /** SHA-256 over the canonical list of `evidence`. */
  evidenceDigest: Sha256,
  /** Ledger index and leaf hash of every entry that was counted. */
  evidence: z.array(z.strictObject({ index: Count, leafHash: Sha256 })).min(1),
  nonce: Nonce,
  requestedAt: Timestamp,
  expiresAt: Timestamp,
})
export type PromotionRequest = z.infer<typeof PromotionRequest>

export const PromotionStatement = statement(
  PREDICATE_TYPES.promotion,
  z.strictObject({
    request: PromotionRequest,
    /** Armored SSH signatures over the request as canonical JSON, namespace promotion@proctor. */
    signatures: z.array(z.string().min(1).max(10_000)).min(1).max(8),
    promotedAt: Timestamp,
  }),
)
export type PromotionStatement = z.infer<typeof PromotionStatement>

/** Losing authority needs nobody's signature. */
export const DemotionStatement = statement(
  PREDICATE_TYPES.demotion,
  z.strictObject({ engine: Slug, to: Stage, reason: z.string().min(1).max(1_000), at: Timestamp }),
)
export type DemotionStatement = z.infer<typeof DemotionStatement>

/** Why a comparison may go without a baseline. Closed. */
export const NOT_APPLICABLE = ['not-installed', 'licence-denied', 'platform'] as const

/** A baseline that was left out, under a person's signature. `fake` never is. */
export const NotApplicable = z.strictObject({
  engine: Slug.refine((id) => id !== 'fake', 'fake is part of proctor'),
  reason: z.enum(NOT_APPLICABLE),
  by: z.string().min(1),
  /** Armored SSH signature, namespace promotion@proctor, over workspace, plan, candidate, engine and reason. */
  signature: z.string().min(1).max(10_000),
})
export type NotApplicable = z.infer<typeof NotApplicable>

/** Fixed before the first run of a comparison: who, on what, and what will count as what. */
export const ComparisonPlanStatement = statement(
  PREDICATE_TYPES.comparisonPlan,
  z.strictObject({
    planId: z.string().regex(/^[0-9a-f]{32}$/),
    candidate: Slug,
    baselines: z.array(Slug).min(1),
    tasks: z.array(z.strictObject({ id: Slug, digest: Sha256 })).min(1),
    trials: z.int().min(1).max(100),
    goal: z.enum(['non-inferior', 'superior']),
    margin: z.number().gt(0).lt(1),
    alpha: z.number().gt(0).lt(0.5),
    power: z.number().gt(0.5).lt(1),
    maxInfrastructure: z.number().min(0).max(1),
    sequential: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    seed: Count,
    policyDigest: Sha256,
    notApplicable: z.array(NotApplicable).optional(),
    at: Timestamp,
  }),
)
export type ComparisonPlanStatement = z.infer<typeof ComparisonPlanStatement>

/** One run as the ladder counts it: from the ledger, and from the report whose digest the ledger holds. */
export const RunEvidence = z.strictObject({
  index: Count,
  leafHash: Sha256,
  runId: RunId,
  engine: Slug,
  task: z.strictObject({ id: Slug, digest: Sha256 }),
  repository: Slug,
  repositoryClass: MutationClass,
  context: EvidenceContext,
  status: Status,
  completeness: Completeness,
  blockers: z.array(BlockerCode),
  caps: z.array(Cap),
  at: Timestamp,
  delivered: z.boolean(),
  approved: z.boolean(),
})
export type RunEvidence = z.infer<typeof RunEvidence>

const EngineStanding = z.strictObject({
  id: Slug,
  stage: Stage,
  /** Null at the last stage. */
  next: Stage.nullable(),
  /** What is missing for the next stage, in plain words. */
  missing: z.array(
    z.strictObject({ stage: Stage, condition: ConditionId.or(z.literal('promotion')), message: z.string() }),
  ),
  /** Why it stands lower than it was promoted to; empty when it does not. */
  lost: z.array(z.string()),
  /** Evidence that counts, and why other evidence does not. */
  counted: Count,
  /** Of the runs that count, by class of repository; lower and upper bound of the Wilson interval. */
  rates: z.array(
    z.strictObject({
      repositoryClass: MutationClass,
      successes: Count,
      trials: Count,
      low: z.number(),
      high: z.number(),
    }),
  ),
  notCounted: z.record(z.string(), Count),
})
export type EngineStanding = z.infer<typeof EngineStanding>

/** `proctor stage status --json` */
export const StageStatusResult = z.strictObject({
  test: z.boolean(),
  at: Timestamp,
  engines: z.array(EngineStanding),
})
export type StageStatusResult = z.infer<typeof StageStatusResult>
