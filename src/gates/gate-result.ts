import type { BlockerCode } from '../contract/blockers.ts'
import type { Verdict } from '../contract/completeness.ts'
import type { Facts } from '../contract/facts.ts'
import type { GateId, GateReason, GateResult } from '../contract/gate.ts'

const MAX_REASONS = 100

/** Whether there is anything to ask: a task without hidden tests has no such gate, and its bundles none in their list. */
export function isAsked(facts: Facts, gate: GateId): boolean {
  return gate !== 'hidden-tests' || facts.task.hiddenTests !== undefined
}

/** Whether a run with these facts can only pass when this gate does. */
export function isRequired(facts: Facts, gate: GateId): boolean {
  // Only the task can bring hidden tests or a canary: with them the gate counts, without there is nothing to ask.
  if (gate === 'hidden-tests') return facts.task.hiddenTests !== undefined
  if (gate === 'review' && facts.policy.reviewers.length > 0) return true
  const { approvers, reviewers } = facts.policy.people
  if (gate === 'approval') return approvers > 0 || reviewers.length > 0
  return gate === 'canary' ? facts.task.hasCanary : facts.policy.requiredGates.includes(gate)
}

/** A verdict that follows from its reasons: none is a pass. */
export function toVerdict(
  facts: Facts,
  gate: GateId,
  reasons: readonly GateReason[],
  notes: readonly string[] = [],
): GateResult {
  return toResult(facts, gate, reasons.length === 0 ? 'pass' : 'fail', reasons, notes)
}

/** No verdict could be had. `why` is one sentence. */
export function toNotRun(facts: Facts, gate: GateId, why: string, notes: readonly string[] = []): GateResult {
  return toResult(facts, gate, 'not-run', [toReason('gate_not_run', why)], notes)
}

function toResult(
  facts: Facts,
  gate: GateId,
  verdict: Verdict,
  reasons: readonly GateReason[],
  notes: readonly string[],
): GateResult {
  return { gate, verdict, required: isRequired(facts, gate), reasons: capReasons(reasons), notes: [...notes] }
}

export function toReason(code: BlockerCode, message: string, path?: string): GateReason {
  const whole = message.toWellFormed()
  return path === undefined ? { code, message: whole } : { code, message: whole, path }
}

/** Keeps every code and the first reasons; says how many more there are. */
function capReasons(reasons: readonly GateReason[]): GateReason[] {
  if (reasons.length <= MAX_REASONS) return [...reasons]
  const kept = reasons.slice(0, MAX_REASONS)
  const rest = Map.groupBy(reasons.slice(MAX_REASONS), ({ code }) => code)
  for (const [code, more] of rest) kept.push(toReason(code, `${more.length} more reasons of this kind`))
  return kept
}

/** `1 file`, `2 files`, `2 processes` */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`
}

/** Why there is nothing to judge when no engine ran, or when it was stopped before the step in question. */
export function whyNothingRan(facts: Facts, what: string): string {
  if (facts.refusals.length > 0) return `the run was refused, so ${what}`
  if (facts.setup !== null && !facts.setup.ok) return `the set-up of the repository failed, so ${what}`
  if (wasNotThere(facts.provider)) return `the model's provider was not there, so ${what}`
  if (facts.interrupted !== null)
    return `the run was interrupted by ${nameOfInterruption(facts.interrupted.signal)}, so ${what}`
  return `${what}, for a reason that the facts do not hold`
}

/** Whether the provider was found missing before the engine was started. */
export function wasNotThere(provider: Facts['provider']): boolean {
  return (provider?.preflight?.failure ?? null) !== null
}

/** What ended a run early; no signal is known when the harness was killed or the machine stopped. */
export function nameOfInterruption(signal: string | null): string {
  return signal ?? 'the end of the harness'
}
