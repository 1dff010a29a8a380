import type { Facts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** Did every reviewer that policy names accept the result? */
export function evaluateReview(facts: Facts): GateResult {
  const { reviewers } = facts.policy
  if (reviewers.length === 0) return toVerdict(facts, 'review', [], ['policy names no reviewer'])
  const reasons: GateReason[] = []
  const missing: string[] = []
  for (const id of reviewers) {
    const reviews = facts.reviews.filter(({ reviewer }) => reviewer === id)
    if (reviews.length === 0) missing.push(id)
    for (const { verdict, reasons: given, problem } of reviews) {
      const said = given.length === 0 ? 'without a reason' : given.join('; ')
      if (verdict === 'rejected')
        reasons.push(toReason('review_rejected', `reviewer ${id} rejected it: ${said}`))
      if (verdict === 'none') {
        reasons.push(
          toReason('reviewer_failed', `reviewer ${id} gave no answer: ${problem ?? 'nobody knows why'}`),
        )
      }
    }
  }
  if (reasons.length === 0 && missing.length > 0) {
    return toNotRun(facts, 'review', whyNothingRan(facts, `reviewer ${missing.join(', ')} was not asked`))
  }
  return toVerdict(facts, 'review', reasons)
}
