import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict } from './gate-result.ts'

/**
 * Must people still decide? They are asked once everything else has passed, so that a run never passes this gate while
 * policy asks for them: what they say comes after the seal, and is judged from `approvals/`.
 */
export function evaluateApproval(facts: Facts): GateResult {
  const { approvers, reviewers } = facts.policy.people
  if (approvers === 0 && reviewers.length === 0)
    return toVerdict(facts, 'approval', [], ['policy asks no person'])
  if (facts.approval === undefined)
    return toNotRun(facts, 'approval', 'people are asked about what passed every other gate')
  const who = [
    ...(approvers > 0 ? [countOf(approvers, 'approval')] : []),
    ...reviewers.map(({ id }) => `the review of ${id}`),
  ]
  const message = `it waits for ${who.join(' and ')} until ${facts.approval.expiresAt}`
  return toVerdict(facts, 'approval', [toReason('approval_pending', message)])
}
