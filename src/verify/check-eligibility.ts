import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../contract/finding.ts'
import { decideEligibility } from '../policy/decide-eligibility.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the decision follows from the facts beside it under the policy beside it, and those are the run's. */
export function checkEligibility({
  decision,
  decisionFacts: facts,
  admission,
  policy,
  task: { task },
  manifest,
}: Pick<Sealed, 'decision' | 'decisionFacts' | 'admission' | 'policy' | 'task' | 'manifest'>): Finding[] {
  const wrong: string[] = []
  const must = (holds: boolean, why: string): void => {
    if (!holds) wrong.push(why)
  }
  const given = decision.statement.predicate.decision
  must(given.factsDigest === manifest.get(FILES.decisionFacts), 'it names other facts')
  must(
    isDeepStrictEqual(decideEligibility(facts, policy.policy).record, given),
    'deciding again from its facts gives another decision',
  )
  const own = facts.candidates.find(({ engine }) => engine === admission.engine)
  must(isDeepStrictEqual(own?.admission, admission), 'its facts hold another admission')
  const config = policy.engines.find(({ id }) => id === admission.engine)
  must(
    own !== undefined && own.gated === config?.gated,
    'its facts differ from the policy on whether the engine is gated',
  )
  const repository = policy.repositories.find(({ id }) => id === task.repository)
  must(facts.repository.class === repository?.class, 'its facts name another class of repository')
  must(
    facts.task.id === task.id && facts.task.riskClass === task.riskClass,
    'its facts are about another task',
  )
  must(
    facts.task.hasTest === (task.test !== undefined),
    'its facts differ from the task on whether there are tests',
  )
  must(isDeepStrictEqual(facts.task.paths, task.scope.allow.toSorted()), 'its facts name other paths')
  return wrong.map((why) => finding('decision-mismatch', FILES.decision, why))
}
