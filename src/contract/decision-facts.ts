import * as z from 'zod'
import { ControlKind, ControlsFacts } from './controls.ts'
import { AdmissionRecord, DecisionRecord } from './decision.ts'
import { EnablementFacts } from './enablement.ts'
import { Count, RunId, SCHEMA_IDS, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { DecisionPolicy } from './policy.ts'
import { StandingFacts } from './standing-facts.ts'
import { RiskClass } from './task.ts'

/** An engine that might be selected, with all that is known for and against it. */
export const CandidateFacts = z.strictObject({
  engine: Slug,
  /** Place in the order of preference, from 0. */
  rank: Count,
  adapter: Slug,
  /** Whether this proctor has such an adapter. */
  adapterKnown: z.boolean(),
  gated: z.boolean(),
  admission: AdmissionRecord,
  enablement: EnablementFacts.nullable(),
  standing: StandingFacts.nullable(),
})
export type CandidateFacts = z.infer<typeof CandidateFacts>

/** Longest recommendation that is kept, UTF-16 units. */
export const MAX_RECOMMENDATION = 2_000

/** What an engine said should be done. On record, and without weight. */
export const Recommendation = z.strictObject({
  engine: Slug,
  what: z.string().max(MAX_RECOMMENDATION),
  /** The sealed run in which it was said; absent where somebody wrote it into facts by hand. */
  run: RunId.optional(),
})
export type Recommendation = z.infer<typeof Recommendation>

/** Everything that an eligibility decision rests on besides the policy, which it names by digest. */
export const DecisionFacts = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.decisionFacts),
  now: Timestamp,
  expiresAt: Timestamp,
  /** Who asked for it. */
  requester: z.string().min(1),
  task: z.strictObject({
    id: Slug,
    riskClass: RiskClass,
    hasTest: z.boolean(),
    /** Globs that the task allows to be changed. */
    paths: z.array(z.string()),
    maxFiles: Count,
    maxLines: Count,
  }),
  repository: z.strictObject({ id: Slug, class: MutationClass }),
  source: z.strictObject({ clean: z.boolean(), dirtyPaths: z.array(z.string()) }),
  sandbox: z.strictObject({
    backend: z.enum(['bubblewrap', 'none']),
    available: z.boolean(),
    problems: z.array(z.string()),
  }),
  /** The workspace's own commit, and which governing files differ from it; null commit when there is none. */
  protection: z.strictObject({ commit: z.string().nullable(), changed: z.array(z.string()) }),
  candidates: z.array(CandidateFacts),
  /** What the candidates said in the newest sealed run of each on this task. */
  recommendations: z.array(Recommendation),
  policyDigest: Sha256,
  /** The run is a control: it plays what the task's author or proctor wrote, and examines the task and no engine. */
  control: ControlKind.optional(),
  /** Null when the ledger holds no controls of the task as it is; absent where nobody asked. */
  controls: ControlsFacts.nullable().optional(),
})
export type DecisionFacts = z.infer<typeof DecisionFacts>

/** `policy/cases/*.json` of a workspace: what `policy test` decides, and what must come out. */
export const PolicyCase = z.strictObject({
  name: z.string().min(1),
  facts: DecisionFacts,
  /** Replaces the workspace's policy. */
  policy: DecisionPolicy.optional(),
  expect: z.strictObject({
    selected: Slug.nullable(),
    riskClass: RiskClass.optional(),
    mutationMode: MutationClass.optional(),
    requiredGates: DecisionRecord.shape.requiredGates.optional(),
    /** Codes of the reasons against each engine, in any order. */
    denied: z.record(Slug, z.array(z.string())).optional(),
  }),
})
export type PolicyCase = z.infer<typeof PolicyCase>
