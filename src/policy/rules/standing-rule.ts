import type { CandidateFacts } from '../../contract/decision-facts.ts'
import type { RefusalReason } from '../../contract/facts.ts'
import { isWithinClass } from '../../contract/mutation-class.ts'
import { classOpenAt } from '../../contract/stages.ts'
import { DAY, type EngineRule, HOLDS, type RuleContext, reason } from './rule.ts'

export const STANDING_RULE: EngineRule = {
  id: 'standing',
  requires: 'the standing of the engine reaches this class of repository, and still counts',
  check: standingReasons,
}

function standingReasons(
  { facts: { now, repository }, policy }: RuleContext,
  { engine, admission, standing }: CandidateFacts,
): readonly RefusalReason[] {
  if (isWithinClass(repository.class, 'artificial')) return HOLDS
  const deny = (message: string): RefusalReason => reason('not_eligible', message)
  if (standing === null)
    return [deny(`engine ${engine} has no standing, ${repository.id} is ${repository.class}`)]
  const found = standing.stale.map((why) => deny(`the standing of ${engine} is stale: ${why}`))
  if (standing.sourceId !== (admission.source?.sourceId ?? null))
    found.push(deny(`the standing of ${engine} is stale: it was earned with another source`))
  const { maxAgeDays } = policy.evidence
  if (Date.parse(now) - Date.parse(standing.evidenceAt) >= maxAgeDays * DAY)
    found.push(deny(`the standing of ${engine} is stale: its evidence is older than ${maxAgeDays} days`))
  if (standing.evidenceAt > now) found.push(deny(`the standing of ${engine} rests on evidence of the future`))
  const reach = classOpenAt(standing.stage)
  if (!isWithinClass(repository.class, reach))
    found.push(
      deny(
        [
          `engine ${engine} stands at ${standing.stage}, ${repository.id} is ${repository.class}`,
          ...(standing.lost ?? []),
        ].join('; '),
      ),
    )
  return found
}
