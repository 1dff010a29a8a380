// Promises: one verdict a gate, from the facts alone, with all its reasons; not-run where the facts are missing.
// Must not: do I/O, throw for any facts, or turn what is unknown into a pass. Called by: run/, verify/.
import type { Facts } from '../contract/facts.ts'
import { GATE_IDS, type GateId, type GateResult } from '../contract/gate.ts'
import { evaluateApproval } from './approval.ts'
import { evaluateArtifacts } from './artifacts.ts'
import { evaluateBudget } from './budget.ts'
import { evaluateCanary } from './canary.ts'
import { evaluateCleanTree } from './clean-tree.ts'
import { evaluateDiff } from './diff.ts'
import { evaluateEngine } from './engine.ts'
import { evaluateEvents } from './events.ts'
import { isAsked } from './gate-result.ts'
import { evaluateHiddenTests } from './hidden-tests.ts'
import { evaluatePatchSafety } from './patch-safety.ts'
import { evaluateProcesses } from './processes.ts'
import { evaluateReview } from './review.ts'
import { evaluateScope } from './scope.ts'
import { evaluateSecrets } from './secrets.ts'
import { evaluateSource } from './source.ts'
import { evaluateTestIntegrity } from './test-integrity.ts'
import { evaluateTests } from './tests.ts'

const EVALUATORS: Readonly<Record<GateId, (facts: Facts) => GateResult>> = {
  engine: evaluateEngine,
  events: evaluateEvents,
  processes: evaluateProcesses,
  source: evaluateSource,
  diff: evaluateDiff,
  scope: evaluateScope,
  'patch-safety': evaluatePatchSafety,
  secrets: evaluateSecrets,
  'clean-tree': evaluateCleanTree,
  tests: evaluateTests,
  'hidden-tests': evaluateHiddenTests,
  'test-integrity': evaluateTestIntegrity,
  canary: evaluateCanary,
  artifacts: evaluateArtifacts,
  budget: evaluateBudget,
  review: evaluateReview,
  approval: evaluateApproval,
}

/** Every gate that this run can be asked, in the order in which gates are shown. */
export function evaluateGates(facts: Facts): GateResult[] {
  return GATE_IDS.filter((gate) => isAsked(facts, gate)).map((gate) => EVALUATORS[gate](facts))
}
