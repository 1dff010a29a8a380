// Promises: who may run a task and how far, as a pure function of facts and policy, with every reason against each
// engine. Must not: do I/O, look at a clock, or let anything an engine says count. Called by: run/.
import type { DecisionRecord } from '../contract/decision.ts'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import type { RefusalReason } from '../contract/facts.ts'
import { GATE_IDS, type GateId } from '../contract/gate.ts'
import { MUTATION_CLASSES, type MutationClass } from '../contract/mutation-class.ts'
import type { DecisionPolicy } from '../contract/policy.ts'
import { classOpenAt } from '../contract/stages.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { riskClassOf } from './risk-class.ts'
import { CONTROL_IS_PLAYED, CONTROLS_HOLD, isOutOfQuestion } from './rules/controls.ts'
import { ENGINE_RULES } from './rules/engine-rules.ts'
import type { RuleContext } from './rules/rule.ts'
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
  const facts = inOrder(given)
  const { riskClass, raisedBy } = riskClassOf(facts, policy.riskRules)
  const classPolicy = policy.classes[riskClass]
  const engines = new Set(facts.candidates.map(({ engine }) => engine))
  const context: RuleContext = { facts, policy, riskClass, classPolicy, engines }
  const rules: RuleAnswer[] = []
  const ask = (
    rule: { readonly id: string; readonly requires: string },
    engine: string | null,
    check: () => readonly RefusalReason[],
  ): readonly RefusalReason[] => {
    const reasons = evaluate(rule.id, check)
    rules.push({ rule: rule.id, requires: rule.requires, engine, holds: reasons.length === 0, reasons })
    return reasons
  }
  const common = [...TASK_RULES, CONTROLS_HOLD].flatMap((rule) => ask(rule, null, () => rule.check(context)))
  const judged = facts.candidates.map((candidate) => {
    const asked = ENGINE_RULES.filter((rule) => !isOutOfQuestion(rule, facts, candidate))
    const own = [...asked, CONTROL_IS_PLAYED].flatMap((rule) =>
      ask(rule, candidate.engine, () => rule.check(context, candidate)),
    )
    return { candidate, reasons: [...common, ...own] }
  })
  const selected = judged.find(({ reasons }) => reasons.length === 0)?.candidate
  const record: DecisionRecord = {
    selected: selected?.engine ?? null,
    denied: judged.flatMap(({ candidate, reasons }) =>
      reasons.length > 0 ? [{ engine: candidate.engine, reasons: distinct(reasons) }] : [],
    ),
    riskClass,
    requiredGates: unionOfGates(policy.requiredGates, classPolicy.requiredGates),
    mutationMode: selected === undefined ? 'none' : mutationModeOf(context, selected),
    reasons: [
      selected === undefined ? 'no candidate is eligible' : whySelected(selected),
      ...raisedBy.map((rule) => `risk rule ${rule} applies: ${riskClass} risk`),
    ],
    escalation: classPolicy.escalation ?? ESCALATION,
    policyDigest: facts.policyDigest,
    factsDigest: digestOfJson(facts),
    expiresAt: facts.expiresAt,
  }
  return { record, facts, rules }
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

function distinct(reasons: readonly RefusalReason[]): RefusalReason[] {
  if (reasons.length === 1) return [...reasons]
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.message}`, reason])).values()]
}

/** Lists whose order means nothing are sorted, so that the same facts have the same digest. */
function inOrder(facts: DecisionFacts): DecisionFacts {
  return {
    ...facts,
    task: { ...facts.task, paths: facts.task.paths.toSorted() },
    source: { ...facts.source, dirtyPaths: facts.source.dirtyPaths.toSorted() },
    sandbox: { ...facts.sandbox, problems: facts.sandbox.problems.toSorted() },
    protection: { ...facts.protection, changed: facts.protection.changed.toSorted() },
    candidates: facts.candidates.toSorted((a, b) => a.rank - b.rank || (a.engine < b.engine ? -1 : 1)),
    recommendations: facts.recommendations.toSorted((a, b) =>
      a.engine === b.engine ? (a.what < b.what ? -1 : 1) : a.engine < b.engine ? -1 : 1,
    ),
  }
}
