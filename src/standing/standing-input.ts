import type {
  AssessmentStatement,
  DemotionStatement,
  EvidenceContext,
  PromotionStatement,
  RunEvidence,
} from '../contract/ladder.ts'
import type { MutationClass } from '../contract/mutation-class.ts'
import type { StagesConfig } from '../contract/stages.ts'

/** Where an entry stands in the ledger. */
export interface Placed {
  readonly index: number
  readonly leafHash: string
}

/** Who signed a promotion, as checked from the bytes at this read. */
export type SignerCheck =
  | { readonly ok: true; readonly principal: string }
  | { readonly ok: false; readonly message: string }

export type PlacedAssessment = Placed & AssessmentStatement['predicate']
export type PlacedDemotion = Placed & DemotionStatement['predicate']
export type PlacedPromotion = Placed &
  PromotionStatement['predicate'] & { readonly signers: readonly SignerCheck[] }

/** A challenge that no run answered, and none can any more. */
export interface AbandonedRun extends Placed {
  readonly engine: string
  readonly at: string
  /** Class of the repository as it is configured now; null when there is no such repository any more. */
  readonly repositoryClass: MutationClass | null
}

/** An engine as it is configured and installed now. */
export interface EngineNow {
  readonly id: string
  /** What evidence about it must be bound to, wherever it works. */
  readonly context: EvidenceContext
  /** The same digest of the policy for work in one repository, by its id. */
  readonly policyIn: ReadonlyMap<string, string>
  /** What speaks against its admission; empty when it is admitted. */
  readonly admissionProblems: readonly string[]
}

/** Everything that a standing follows from. */
export interface StandingInput {
  readonly now: Date
  readonly workspaceId: string
  readonly test: boolean
  /** Whether the workspace has a protected commit that its configuration is read from. */
  readonly isProtected: boolean
  readonly config: StagesConfig
  /** Digest of each task as it is now. */
  readonly tasks: ReadonlyMap<string, string>
  readonly engines: readonly EngineNow[]
  /** None older than `config.maxAgeDays`. */
  readonly runs: readonly RunEvidence[]
  /** Runs that are too old to count, by engine. */
  readonly older: ReadonlyMap<string, number>
  readonly abandoned: readonly AbandonedRun[]
  readonly assessments: readonly PlacedAssessment[]
  readonly promotions: readonly PlacedPromotion[]
  readonly demotions: readonly PlacedDemotion[]
  /** Leaf hash of a ledger entry; undefined past the end. */
  leafHashAt(index: number): string | undefined
}
