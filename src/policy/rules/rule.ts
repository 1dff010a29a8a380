import type { BlockerCode } from '../../contract/blockers.ts'
import type { CandidateFacts, DecisionFacts } from '../../contract/decision-facts.ts'
import type { RefusalReason } from '../../contract/facts.ts'
import type { ClassPolicy, DecisionPolicy } from '../../contract/policy.ts'
import type { RiskClass } from '../../contract/task.ts'

/** What every rule may look at. */
export interface RuleContext {
  readonly facts: DecisionFacts
  readonly policy: DecisionPolicy
  readonly riskClass: RiskClass
  readonly classPolicy: ClassPolicy
  /** Ids of all candidates: whoever bears one is no person. */
  readonly engines: ReadonlySet<string>
}

/** One condition that must hold. No reason back means that it does; an exception means that it does not. */
export interface TaskRule {
  readonly id: string
  /** What must hold, as a sentence. */
  readonly requires: string
  check(context: RuleContext): readonly RefusalReason[]
}
export interface EngineRule {
  readonly id: string
  readonly requires: string
  check(context: RuleContext, candidate: CandidateFacts): readonly RefusalReason[]
}

export const HOLDS: readonly RefusalReason[] = []
export const DAY = 24 * 60 * 60 * 1_000

export function no(code: BlockerCode, message: string, hint?: string): RefusalReason[] {
  return [reason(code, message, hint)]
}

export function reason(code: BlockerCode, message: string, hint?: string): RefusalReason {
  return hint === undefined ? { code, message } : { code, message, hint }
}
