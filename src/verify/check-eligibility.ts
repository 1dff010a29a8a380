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
  facts: run,
  task: { task },
  manifest,
}: Pick<
  Sealed,
  'decision' | 'decisionFacts' | 'admission' | 'facts' | 'policy' | 'task' | 'manifest'
>): Finding[] {
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
  for (const { engine, adapter, gated } of facts.candidates) {
    const config = policy.engines.find(({ id }) => id === engine)
    must(adapter === config?.adapter, `its facts give ${engine} another adapter than the policy`)
    must(gated === config?.gated, `its facts differ from the policy on whether ${engine} is gated`)
  }
  const repository = policy.repositories.find(({ id }) => id === task.repository)
  must(facts.repository.id === task.repository, 'its facts are about another repository')
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
  must(
    facts.task.maxFiles === task.scope.maxFiles && facts.task.maxLines === task.scope.maxLines,
    'its facts name other limits of the change',
  )
  must(
    Date.parse(facts.expiresAt) - Date.parse(facts.now) ===
      Math.trunc(policy.policy.challengeMinutes * 60_000),
    'it is in force for another time than the policy gives',
  )
  must(facts.source.clean === run.source.before.clean, 'its facts saw the source in another state')
  must(
    run.sandbox === null || run.sandbox.backend === facts.sandbox.backend,
    'the engine ran in another sandbox than its facts name',
  )
  return wrong.map((why) => finding('decision-mismatch', FILES.decision, why))
}
