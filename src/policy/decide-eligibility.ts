// Promises: who may run a task and how far, as a pure function of facts and policy, with every reason against each
// engine. Must not: do I/O, look at a clock, or let anything an engine says count. Called by: run/.
import type { DecisionRecord } from '../contract/decision.ts'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import type { RefusalReason } from '../contract/facts.ts'
import { GATE_IDS, type GateId } from '../contract/gate.ts'
import { MUTATION_CLASSES, type MutationClass } from '../contract/mutation-class.ts'
import type { DecisionPolicy } from '../contract/policy.ts'
import { classOpenAt } from '../contract/stages.ts'
import { frozenCopy } from '../kernel/frozen-copy.ts'
import { prepareFacts } from './prepare-facts.ts'
import { prepareRiskRules } from './risk-class.ts'
import { isOutOfQuestion } from './rules/controls.ts'
import { ENGINE_RULES } from './rules/engine-rules.ts'
import type { EngineRule, RuleContext, TaskRule } from './rules/rule.ts'
import { TASK_RULES } from './rules/task-rules.ts'

/** One rule, asked of the task or of one engine. */
export interface RuleAnswer {
  readonly rule: string
  readonly requires: string
  /** Null for what concerns every engine. */
  readonly engine: string | null
  readonly holds: boolean
  readonly reasons: readonly RefusalReason[]
}

export interface EligibilityAnswer {
  readonly record: DecisionRecord
  /** The facts in their one order: `record.factsDigest` is the SHA-256 of their canonical JSON. */
  readonly facts: DecisionFacts
  /** Every rule that was asked, in order. */
  readonly rules: readonly RuleAnswer[]
}

const ESCALATION = 'a person changes the policy, the admission or the task; no engine can'

/** Selects the most preferred engine that every rule speaks for. What can't be evaluated speaks against. */
export function decideEligibility(given: DecisionFacts, policy: DecisionPolicy): EligibilityAnswer {
  return prepareDecisions(given.candidates, policy)(given)
}

/**
 * The same for many questions about the same engines under one policy: what depends on these alone is done once. Both are
 * copied, so that nothing that happens to them later changes an answer.
 */
export function prepareDecisions(
  given: readonly CandidateFacts[],
  givenPolicy: DecisionPolicy,
): (about: Omit<DecisionFacts, 'candidates'>) => EligibilityAnswer {
  const policy = frozenCopy(givenPolicy)
  const prepared = prepareFacts(given)
  const engines = new Set(prepared.candidates.map(({ engine }) => engine))
  const riskOf = prepareRiskRules(policy.riskRules)
  return (about) => {
    const { facts, digest } = prepared.complete(about)
    const { riskClass, raisedBy } = riskOf(facts)
    const classPolicy = policy.classes[riskClass]
    const context: RuleContext = { facts, policy, riskClass, classPolicy, engines }
    const rules: RuleAnswer[] = []
    const common = TASK_RULES.flatMap((rule) => ask(rules, rule, null, () => rule.check(context)))
    const denied: DecisionRecord['denied'] = []
    let selected: CandidateFacts | null = null
    for (const candidate of facts.candidates) {
      const reasons = [...common]
      for (const rule of ENGINE_RULES) {
        if (isOutOfQuestion(rule, facts, candidate)) continue
        const against = ask(rules, rule, candidate.engine, () => rule.check(context, candidate))
        if (against.length > 0) reasons.push(...against)
      }
      if (reasons.length > 0) denied.push({ engine: candidate.engine, reasons: distinct(reasons) })
      else selected ??= candidate
    }
    const record: DecisionRecord = {
      selected: selected?.engine ?? null,
      denied,
      riskClass,
      requiredGates: unionOfGates(policy.requiredGates, classPolicy.requiredGates),
      mutationMode: selected === null ? 'none' : mutationModeOf(context, selected),
      reasons: [
        selected === null ? 'no candidate is eligible' : whySelected(selected),
        ...raisedBy.map((rule) => `risk rule ${rule} applies: ${riskClass} risk`),
      ],
      escalation: classPolicy.escalation ?? ESCALATION,
      policyDigest: facts.policyDigest,
      factsDigest: digest,
      expiresAt: facts.expiresAt,
    }
    return { record, facts, rules }
  }
}

/** What one rule has against an engine; its answer is noted in `rules`. */
function ask(
  rules: RuleAnswer[],
  { id, requires }: TaskRule | EngineRule,
  engine: string | null,
  check: () => readonly RefusalReason[],
): readonly RefusalReason[] {
  const reasons = evaluate(id, check)
  rules.push({ rule: id, requires, engine, holds: reasons.length === 0, reasons })
  return reasons
}

/** A rule that throws does not hold, whatever it throws. */
function evaluate(rule: string, check: () => readonly RefusalReason[]): readonly RefusalReason[] {
  try {
    return check()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [{ code: 'not_eligible', message: `rule ${rule} could not be evaluated: ${why}` }]
  }
}

function whySelected({ engine, admission, enablement, gated }: CandidateFacts): string {
  const basis = `${engine} is admitted for ${admission.allowedMode} repositories (${admission.basis})`
  const by = enablement?.signature.ok === true ? enablement.signature.principal : 'nobody'
  return gated ? `${basis} and enabled by ${by}` : basis
}

/** The least of everything that sets a bound. */
function mutationModeOf({ facts, classPolicy }: RuleContext, candidate: CandidateFacts): MutationClass {
  const { admission, gated, enablement, standing } = candidate
  const reach: MutationClass = standing === null ? 'artificial' : classOpenAt(standing.stage)
  const bounds = [facts.repository.class, admission.allowedMode, classPolicy.upTo, reach]
  if (gated) bounds.push(enablement?.document?.upTo ?? 'none')
  return bounds.reduce((a, b) => (MUTATION_CLASSES.indexOf(a) <= MUTATION_CLASSES.indexOf(b) ? a : b))
}

function unionOfGates(...lists: readonly (readonly GateId[])[]): GateId[] {
  const wanted = new Set(lists.flat())
  return GATE_IDS.filter((gate) => wanted.has(gate))
}

function distinct(reasons: RefusalReason[]): RefusalReason[] {
  const isRepeated = reasons.some(({ code, message }, index) =>
    reasons.some((other, at) => at < index && other.code === code && other.message === message),
  )
  if (!isRepeated) return reasons
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.message}`, reason])).values()]
}
