import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** Is a test that must fail reported as failing? If not, runner or reporter is neutered. */
export function evaluateCanary(facts: Facts): GateResult {
  const canary = facts.tests?.canary ?? null
  if (canary === null) {
    const why = facts.task.hasCanary
      ? whyNothingRan(facts, 'the canary was not run')
      : 'the task has no canary'
    return toNotRun(facts, 'canary', why)
  }
  const problems = canary.problems.map((problem) => `report of the canary: ${problem}`)
  if (canary.reportedFailing) return toVerdict(facts, 'canary', [], problems)
  const message = 'a planted test that must fail was not reported as failing'
  const reasons = [message, ...problems].map((text) => toReason('tests_tampered', text))
  return toVerdict(facts, 'canary', reasons)
}
