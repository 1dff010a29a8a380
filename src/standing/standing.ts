// Promises: where every engine stands, from ledger and configuration alone; the same input gives the same standing.
// Must not: read a clock or a file, or let anything but evidence that counts now hold an engine up.
// Called by: run/read-standing.ts, at every read.
import type { EngineStanding } from '../contract/ladder.ts'
import { nextStage, STAGES, type Stage } from '../contract/stages.ts'
import { checkPromotion } from './check-promotion.ts'
import { type ConditionResult, evaluateStage, evidenceFor, rateAt, type StageQuestion } from './conditions.ts'
import { type CountedEvidence, countEvidence } from './count-evidence.ts'
import type { EngineNow, StandingInput } from './standing-input.ts'

/** The standing of every configured engine. */
export function computeStandings(input: StandingInput): EngineStanding[] {
  return input.engines.map((engine) => computeStanding(input, engine))
}

export function computeStanding(input: StandingInput, engine: EngineNow): EngineStanding {
  const evidence = countEvidence(input, engine)
  const granted = grantedStage(input, engine)
  const held = heldStage(input, engine, evidence, granted.stage)
  const next = nextStage(held.stage)
  const missing =
    next === undefined
      ? []
      : [
          ...unmetUpTo(input, engine, evidence, held.stage),
          {
            stage: next,
            condition: 'promotion' as const,
            message: `a promotion to ${next}, signed over the evidence`,
          },
        ]
  return {
    id: engine.id,
    stage: held.stage,
    next: next ?? null,
    missing,
    lost: [...granted.lost, ...held.lost],
    counted: evidence.runs.length,
    rates: STAGES.slice(1, -1).flatMap((stage) => rateAt(questionOf(input, engine, evidence, stage, 'keep'))),
    notCounted: { ...evidence.notCounted },
  }
}

/** What the validator of a stage has to say: every condition of it and of the stages below, and what they rest on. */
export function checkStage(
  input: StandingInput,
  engine: EngineNow,
  stage: Stage,
): {
  readonly ok: boolean
  readonly conditions: readonly (ConditionResult & { readonly stage: Stage })[]
  readonly evidence: readonly { readonly index: number; readonly leafHash: string }[]
} {
  const counted = countEvidence(input, engine)
  const conditions = stagesUpTo(stage).flatMap((below) =>
    evaluateStage(questionOf(input, engine, counted, below, 'climb')).map((result) => ({
      stage: below,
      ...result,
    })),
  )
  const evidence = stagesUpTo(stage).flatMap((below) =>
    evidenceFor(questionOf(input, engine, counted, below, 'climb')),
  )
  return { ok: conditions.every(({ ok }) => ok), conditions, evidence: distinct(evidence) }
}

/** Promotions and demotions in the order of the ledger. A promotion counts only from where the engine stood then. */
function grantedStage(
  input: StandingInput,
  engine: EngineNow,
): { readonly stage: Stage; readonly lost: readonly string[] } {
  const steps = [
    ...input.promotions
      .filter(({ request }) => request.engine === engine.id)
      .map((promotion) => ({ promotion })),
    ...input.demotions.filter((demotion) => demotion.engine === engine.id).map((demotion) => ({ demotion })),
  ].sort((a, b) => indexOf(a) - indexOf(b))
  let stage: Stage = STAGES[0]
  let lost: string[] = []
  for (const step of steps) {
    if ('demotion' in step) {
      if (STAGES.indexOf(step.demotion.to) >= STAGES.indexOf(stage)) continue
      stage = step.demotion.to
      lost = [`demoted to ${stage} by entry ${step.demotion.index}: ${step.demotion.reason}`]
      continue
    }
    const { request, index } = step.promotion
    if (request.from !== stage) continue
    const reasons = checkPromotion(input, engine, step.promotion)
    if (reasons.length === 0) {
      stage = request.to
      lost = []
    } else
      lost = [...lost, ...reasons.map((reason) => `promotion to ${request.to} (entry ${index}): ${reason}`)]
  }
  return { stage, lost }
}

function indexOf(
  step:
    | { readonly promotion: { readonly index: number } }
    | { readonly demotion: { readonly index: number } },
): number {
  return 'promotion' in step ? step.promotion.index : step.demotion.index
}

/** The highest stage up to `granted` below which every condition still holds. */
function heldStage(
  input: StandingInput,
  engine: EngineNow,
  evidence: CountedEvidence,
  granted: Stage,
): { readonly stage: Stage; readonly lost: readonly string[] } {
  for (const below of STAGES.slice(0, STAGES.indexOf(granted))) {
    const unmet = evaluateStage(questionOf(input, engine, evidence, below, 'keep')).filter(({ ok }) => !ok)
    if (unmet.length > 0) return { stage: below, lost: unmet.map(({ message }) => `${below}: ${message}`) }
  }
  return { stage: granted, lost: [] }
}

function unmetUpTo(
  input: StandingInput,
  engine: EngineNow,
  evidence: CountedEvidence,
  stage: Stage,
): EngineStanding['missing'] {
  return stagesUpTo(stage).flatMap((below) =>
    evaluateStage(questionOf(input, engine, evidence, below, below === stage ? 'climb' : 'keep'))
      .filter(({ ok }) => !ok)
      .map(({ condition, message }) => ({ stage: below, condition, message })),
  )
}

function questionOf(
  input: StandingInput,
  engine: EngineNow,
  evidence: CountedEvidence,
  stage: Stage,
  purpose: StageQuestion['purpose'],
): StageQuestion {
  return { input, engine, evidence, stage, purpose }
}

function stagesUpTo(stage: Stage): Stage[] {
  return STAGES.slice(0, STAGES.indexOf(stage) + 1)
}

function distinct<T extends { readonly index: number }>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((one) => [one.index, one])).values()].sort((a, b) => a.index - b.index)
}
