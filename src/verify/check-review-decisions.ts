import { isDeepStrictEqual } from 'node:util'
import type { DecisionFacts } from '../contract/decision-facts.ts'
import type { Finding } from '../contract/finding.ts'
import type { ReviewFacts } from '../contract/review.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { decideEligibility } from '../policy/decide-eligibility.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

type Parts = Pick<Sealed, 'facts' | 'decisionFacts' | 'policy' | 'manifest'>

/** Whether each engine that reviewed might: decided again from the facts beside its review, which must be this run's. */
export function checkReviewDecisions(parts: Parts): Finding[] {
  return parts.facts.reviews.flatMap((review) =>
    review.engine === undefined
      ? []
      : whyWrong(review, review.engine, parts).map((why) =>
          finding('decision-mismatch', FILES.facts, `review of ${review.reviewer}: ${why}`),
        ),
  )
}

function whyWrong(
  { verdict }: ReviewFacts,
  { id, admissionDigest, decision }: NonNullable<ReviewFacts['engine']>,
  { decisionFacts: author, policy, manifest }: Parts,
): string[] {
  if (decision === undefined) return verdict === 'none' ? [] : ['nothing says that its engine might review']
  const { facts, record } = decision
  const wrong: string[] = []
  const must = (holds: boolean, why: string): void => {
    if (!holds) wrong.push(why)
  }
  must(
    isDeepStrictEqual(decideEligibility(facts, rulesFor(author, policy.policy)).record, record),
    'deciding again from its facts gives another decision',
  )
  must(record.selected === id || verdict === 'none', 'its engine was refused, and answered')
  const [candidate, ...others] = facts.candidates
  must(candidate?.engine === id && others.length === 0, 'its decision is about another engine')
  must(
    candidate !== undefined && digestOfJson(candidate.admission) === admissionDigest,
    'its decision rests on another admission',
  )
  const config = policy.engines.find((engine) => engine.id === id)
  must(
    candidate?.gated === config?.gated && candidate?.adapter === config?.adapter,
    'its facts differ from the policy on its engine',
  )
  must(facts.policyDigest === manifest.get(FILES.policy), 'it was decided under another policy')
  must(Date.parse(facts.now) >= Date.parse(author.now), 'it was decided before the run began')
  // What is about the run and not about the engine is as it was for the author.
  must(isDeepStrictEqual(aboutTheRun(facts), aboutTheRun(author)), 'it was decided for another task or place')
  return wrong
}

function aboutTheRun({ requester, task, repository, source }: DecisionFacts): object {
  return { requester, task, repository, source }
}

/** A reviewer of a control is asked what is asked of every reviewer: the rules about controls are about who plays them. */
function rulesFor({ control }: DecisionFacts, policy: Parts['policy']['policy']): Parts['policy']['policy'] {
  if (control === undefined) return policy
  return { ...policy, controls: { ...policy.controls, requiredFor: [] } }
}
