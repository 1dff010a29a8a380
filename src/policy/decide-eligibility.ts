// Promises: who may run a task and how far, as a pure function of facts, with every reason against each engine.
// Must not: do I/O, look at a clock, or let anything an engine says count. Called by: run/.
import type { BlockerCode } from '../contract/blockers.ts'
import type { AdmissionRecord, DecisionRecord } from '../contract/decision.ts'
import type { SourceState } from '../contract/facts.ts'
import type { GateId } from '../contract/gate.ts'
import { isWithinClass, MUTATION_CLASSES, type MutationClass } from '../contract/mutation-class.ts'
import type { RiskClass } from '../contract/task.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'

export interface CandidateFacts {
  readonly engine: string
  readonly gated: boolean
  readonly admission: AdmissionRecord
}

/** Everything that the decision rests on. Published as data, so that anybody can decide again. */
export interface DecisionFacts {
  readonly task: { readonly id: string; readonly riskClass: RiskClass; readonly hasTest: boolean }
  readonly repository: { readonly id: string; readonly class: MutationClass }
  readonly source: Pick<SourceState, 'clean' | 'dirtyPaths'>
  readonly sandbox: {
    readonly backend: string
    readonly available: boolean
    readonly problems: readonly string[]
  }
  /** In the order of preference. */
  readonly candidates: readonly CandidateFacts[]
  readonly requiredGates: readonly GateId[]
  readonly policyDigest: string
  readonly expiresAt: string
}

type Reason = AdmissionRecord['reasons'][number]

/** Selects the first candidate that nothing speaks against. No rule that fails to hold is ever skipped. */
export function decideEligibility(facts: DecisionFacts): DecisionRecord {
  const common = commonReasons(facts)
  const judged = facts.candidates.map((candidate) => ({
    engine: candidate.engine,
    admission: candidate.admission,
    reasons: [...common, ...candidateReasons(facts, candidate)],
  }))
  const selected = judged.find((candidate) => candidate.reasons.length === 0)
  const denied = judged.flatMap(({ engine, reasons }) => (reasons.length > 0 ? [{ engine, reasons }] : []))
  return {
    selected: selected?.engine ?? null,
    denied,
    riskClass: facts.task.riskClass,
    requiredGates: [...facts.requiredGates],
    mutationMode:
      selected === undefined ? 'none' : lesser(selected.admission.allowedMode, facts.repository.class),
    reasons:
      selected === undefined
        ? ['no candidate is eligible']
        : [
            `${selected.engine} is admitted for ${selected.admission.allowedMode} repositories (${selected.admission.basis})`,
          ],
    escalation: 'a person changes the policy, the admission or the task; no engine can',
    policyDigest: facts.policyDigest,
    factsDigest: digestOfJson(facts),
    expiresAt: facts.expiresAt,
  }
}

/** What speaks against every engine. */
function commonReasons(facts: DecisionFacts): Reason[] {
  const reasons: Reason[] = []
  if (!facts.task.hasTest) {
    reasons.push({
      code: 'test_command_missing',
      message: `task ${facts.task.id} names no test command, so its result could not be judged`,
      hint: `add test: {command, report} to tasks/${facts.task.id}/task.yaml`,
    })
  }
  if (!facts.source.clean) {
    const paths = facts.source.dirtyPaths.slice(0, 3).join(', ')
    reasons.push({
      code: 'dirty_start',
      message: `repository ${facts.repository.id} has uncommitted changes: ${paths}`,
      hint: 'commit or remove them, then run again',
    })
  }
  if (!facts.sandbox.available) {
    reasons.push({
      code: 'sandbox_unavailable',
      message: `sandbox ${facts.sandbox.backend} is not available: ${facts.sandbox.problems.join('; ')}`,
      hint: 'run proctor doctor; --sandbox none runs without isolation and counts for less',
    })
  }
  return reasons
}

function candidateReasons(facts: DecisionFacts, candidate: CandidateFacts): Reason[] {
  const reasons: Reason[] = []
  if (candidate.gated) {
    reasons.push(
      reason('engine_not_enabled', `engine ${candidate.engine} is gated and no enablement is in force`),
    )
  }
  reasons.push(...candidate.admission.reasons)
  const { allowedMode } = candidate.admission
  if (candidate.admission.admitted && !isWithinClass(facts.repository.class, allowedMode)) {
    reasons.push(
      reason(
        'not_eligible',
        `engine ${candidate.engine} is admitted for ${allowedMode} repositories, ${facts.repository.id} is ${facts.repository.class}`,
      ),
    )
  }
  if (!candidate.admission.admitted && candidate.admission.reasons.length === 0) {
    reasons.push(reason('source_not_admitted', `engine ${candidate.engine} is not admitted`))
  }
  return reasons
}

function reason(code: BlockerCode, message: string): Reason {
  return { code, message }
}

function lesser(a: MutationClass, b: MutationClass): MutationClass {
  return MUTATION_CLASSES.indexOf(a) <= MUTATION_CLASSES.indexOf(b) ? a : b
}
