import { STAGES, type Stage, type StagesConfig } from '../contract/stages.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { changesSince, isFresh } from './count-evidence.ts'
import type { EngineNow, PlacedPromotion, StandingInput } from './standing-input.ts'

/** How many people must sign a promotion to a stage. */
export function approversFor(config: StagesConfig, to: Stage): number {
  return config.approvers + (STAGES.indexOf(to) >= STAGES.indexOf('owned-noncritical-repo') ? 1 : 0)
}

/** Everything that speaks against a promotion being in force now; empty when it is. */
export function checkPromotion(
  input: StandingInput,
  engine: EngineNow,
  promotion: PlacedPromotion,
): string[] {
  const { request, signers, promotedAt, index } = promotion
  const reasons: string[] = []
  if (request.workspaceId !== input.workspaceId) reasons.push('it was signed for another workspace')
  if (STAGES.indexOf(request.to) !== STAGES.indexOf(request.from) + 1) reasons.push('it skips a stage')
  if (digestOfJson(request.evidence) !== request.evidenceDigest)
    reasons.push('its digest is not that of the evidence that it lists')
  const other = request.evidence.filter(
    (one) => one.index >= index || input.leafHashAt(one.index) !== one.leafHash,
  )
  if (other.length > 0) reasons.push(`${other.length} entries of its evidence are not in the ledger`)
  if (Date.parse(promotedAt) > Date.parse(request.expiresAt)) reasons.push('it was signed too long before')
  const earlier = input.promotions.some((one) => one.index < index && one.request.nonce === request.nonce)
  if (earlier) reasons.push('its signature was used before')
  reasons.push(...signers.flatMap((signer) => (signer.ok ? [] : [signer.message])))
  const people = new Set(signers.flatMap((signer) => (signer.ok ? [signer.principal] : [])))
  const wanted = approversFor(input.config, request.to)
  if (people.size < wanted) reasons.push(`${people.size} of ${wanted} people signed it`)
  for (const change of changesSince(request.context, engine.context))
    reasons.push(`its evidence was ${change}`)
  if (!isFresh(input, promotedAt)) reasons.push(`it is older than ${input.config.maxAgeDays} days`)
  return reasons
}
