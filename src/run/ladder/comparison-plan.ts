import { randomInt } from 'node:crypto'
import type { ComparisonPlanStatement, NotApplicable } from '../../contract/ladder.ts'
import type { EngineNow } from '../../standing/standing-input.ts'
import { chooseTasks } from '../choose-tasks.ts'
import type { CompareRequest, MadeTrial } from './comparison-types.ts'
import type { OpenedLadder } from './read-standing.ts'

/** Adapters of the baselines without which nothing becomes the default. */
const NEEDED_BASELINES = ['fake', 'codex', 'pi'] as const

export function tasksOf(
  ladder: OpenedLadder,
  group: string,
): { readonly id: string; readonly digest: string }[] {
  const ids = chooseTasks([...ladder.input.tasks.keys()], group)
  return [...ladder.input.tasks].filter(([id]) => ids.includes(id)).map(([id, digest]) => ({ id, digest }))
}

export function planOf(
  request: CompareRequest,
  planId: string,
  candidate: EngineNow,
  baselines: readonly EngineNow[],
  tasks: ComparisonPlanStatement['predicate']['tasks'],
  notApplicable: NotApplicable[],
): ComparisonPlanStatement['predicate'] {
  return {
    planId,
    candidate: candidate.id,
    baselines: baselines.map(({ id }) => id),
    tasks,
    trials: request.trials,
    goal: request.goal,
    margin: request.margin,
    alpha: 0.025,
    power: 0.8,
    maxInfrastructure: 0.1,
    sequential: null,
    seed: randomInt(2 ** 32),
    policyDigest: candidate.context.policyDigest,
    notApplicable,
    at: new Date().toISOString(),
  }
}

export function reservationsOf(
  ladder: OpenedLadder,
  plan: ComparisonPlanStatement['predicate'],
  made: readonly MadeTrial[],
): string[] {
  // By adapter: an engine that merely bears the name of a baseline is none.
  const adapterOf = new Map(ladder.workspace.config.engines.map(({ id, adapter }) => [id, adapter]))
  const compared = [plan.candidate, ...plan.baselines].map((id) => adapterOf.get(id))
  const left = (plan.notApplicable ?? []).map(({ engine }) => engine)
  const reservations = NEEDED_BASELINES.filter((id) => !compared.includes(id) && !left.includes(id)).map(
    (id) => `it was not compared with ${id}`,
  )
  const ofCandidate = made.filter(({ trial }) => trial.engine === plan.candidate)
  const standIn = ofCandidate.filter(({ report }) => report.caps.some((cap) => cap !== 'test-workspace'))
  if (!ladder.input.test && standIn.length > 0)
    reservations.push(`${standIn.length} runs of the candidate had no live model or no sandbox`)
  const changed = made.filter(
    ({ report }) => plan.tasks.find(({ id }) => id === report.task.id)?.digest !== report.task.digest,
  )
  if (changed.length > 0)
    reservations.push(`${changed.length} runs were of a task that changed after the plan`)
  return reservations
}
