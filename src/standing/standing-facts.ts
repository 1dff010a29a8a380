import { STAGES } from '../contract/stages.ts'
import type { StandingFacts } from '../contract/standing-facts.ts'
import { countEvidence, isFresh } from './count-evidence.ts'
import { computeStanding } from './standing.ts'
import type { EngineNow, StandingInput } from './standing-input.ts'

/**
 * What the eligibility decision is told of an engine's standing; null when it never left the first stage.
 * @param sourceId of the source on record now, which all that counts is bound to
 */
export function toStandingFacts(
  input: StandingInput,
  engine: EngineNow,
  sourceId: string | null,
): StandingFacts | null {
  const { stage, lost } = computeStanding(input, engine)
  if (stage === STAGES[0] && lost.length === 0) return null
  const assessments = input.assessments.filter((one) => one.engine === engine.id && isFresh(input, one.at))
  const seen = [...countEvidence(input, engine).runs, ...assessments].map(({ at }) => at).sort()
  const evidenceAt = seen.at(-1) ?? new Date(0).toISOString()
  // What the standing was lowered for is not held against it twice: what is left of it counts.
  return { stage, sourceId, evidenceAt, stale: [], lost: [...lost] }
}
