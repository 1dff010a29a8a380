import * as z from 'zod'
import { DecisionRecord } from './decision.ts'
import { DecisionFacts } from './decision-facts.ts'
import { Count, Sha256, Slug } from './ids.ts'

/** Asked before the gates are judged: it sees the result read-only, and never the author's checkout. */
const CommandReviewer = z.strictObject({
  id: Slug,
  kind: z.literal('command'),
  /** Run in the result tree, in the sandbox, without network; `{patch}` stands for the path of patch.diff. */
  command: z.array(z.string().min(1)).min(1),
  /** Seconds. */
  timeout: z.number().positive().max(86_400).default(300),
})
export type CommandReviewer = z.infer<typeof CommandReviewer>

/** Another engine, asked before the gates are judged; admitted and enabled like any that runs. Never the author's id or model. */
const EngineReviewer = z.strictObject({
  id: Slug,
  kind: z.literal('engine'),
  /** Id of an engine of proctor.yaml. */
  engine: Slug,
  /** Seconds. */
  timeout: z.number().positive().max(86_400).default(900),
})
export type EngineReviewer = z.infer<typeof EngineReviewer>

/** A person, asked after everything else has passed; the run waits for the answer without a process. */
const PersonReviewer = z.strictObject({
  id: Slug,
  kind: z.literal('person'),
  /** Principals of `allowed_signers` with review@proctor; any of them when absent. */
  from: z.array(z.string().min(1).max(200)).min(1).optional(),
})

/** Who must accept a result. */
export const ReviewerConfig = z.discriminatedUnion('kind', [CommandReviewer, EngineReviewer, PersonReviewer])
export type ReviewerConfig = z.infer<typeof ReviewerConfig>

/** The last line of a reviewer command's standard output, and the whole last message of a reviewer engine. */
export const ReviewAnswer = z.strictObject({
  verdict: z.enum(['accept', 'reject']),
  reasons: z.array(z.string().max(2_000)).max(100),
})
export type ReviewAnswer = z.infer<typeof ReviewAnswer>

/** An engine that was asked for a review. */
const ReviewerEngine = z.strictObject({
  id: Slug,
  /** As proctor.yaml names it; null when it names none. */
  model: z.string().nullable(),
  /** Of what was on record about its source; null when it was not looked at. */
  admissionDigest: Sha256.nullable(),
  /** Whether it may review here: decided like for an engine that is to run. Absent when it was not looked at so far. */
  decision: z.strictObject({ facts: DecisionFacts, record: DecisionRecord }).optional(),
  /** Its model traffic, none of which is the author's; null when there was none. */
  usage: z.strictObject({ requests: Count, inputTokens: Count, outputTokens: Count }).nullable(),
})

export const ReviewFacts = z.strictObject({
  reviewer: Slug,
  kind: z.enum(['command', 'engine']),
  /** There exactly when the reviewer is an engine. */
  engine: ReviewerEngine.optional(),
  /** `none`: it gave no answer, and `problem` says why. */
  verdict: z.enum(['accepted', 'rejected', 'none']),
  reasons: z.array(z.string()),
  problem: z.string().nullable(),
})
export type ReviewFacts = z.infer<typeof ReviewFacts>
