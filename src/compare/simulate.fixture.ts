import { type ComparisonRules, compareEngines } from './compare-engines.ts'
import { createRandom, type Random } from './seeded-random.ts'
import type { Trial } from './trial.ts'

/** Two engines whose true success rates are known. */
export interface Scene {
  readonly name: string
  readonly candidate: number
  readonly baseline: number
  readonly tasks: number
  readonly trials: number
  /** How much tasks differ in difficulty: 0 not at all; both engines' rates move together by up to this much. */
  readonly spread: number
  readonly goal: ComparisonRules['goal']
}

export interface SceneResult {
  readonly scene: Scene
  readonly simulated: number
  /** Shares of the simulated comparisons. */
  readonly met: number
  readonly inconclusive: number
}

export const DECLARED_ERROR = 0.05
const MARGIN = 0.15

/** Scenes in which `met` would be a false promotion, then scenes in which it is right. */
export const FALSE_SCENES: readonly Scene[] = [
  {
    name: 'equal, 24 tasks',
    candidate: 0.8,
    baseline: 0.8,
    tasks: 24,
    trials: 1,
    spread: 0,
    goal: 'superior',
  },
  {
    name: 'equal, 100 tasks',
    candidate: 0.6,
    baseline: 0.6,
    tasks: 100,
    trials: 1,
    spread: 0.2,
    goal: 'superior',
  },
  {
    name: 'equal, 24 tasks x 3',
    candidate: 0.6,
    baseline: 0.6,
    tasks: 24,
    trials: 3,
    spread: 0.3,
    goal: 'superior',
  },
  { name: 'worse by 10', candidate: 0.7, baseline: 0.8, tasks: 48, trials: 1, spread: 0.1, goal: 'superior' },
  {
    name: 'worse by the margin',
    candidate: 0.65,
    baseline: 0.8,
    tasks: 48,
    trials: 1,
    spread: 0.1,
    goal: 'non-inferior',
  },
  {
    name: 'worse by the margin, high rates',
    candidate: 0.84,
    baseline: 0.99,
    tasks: 24,
    trials: 1,
    spread: 0,
    goal: 'non-inferior',
  },
  {
    name: 'worse by the margin, x 3',
    candidate: 0.6,
    baseline: 0.75,
    tasks: 24,
    trials: 3,
    spread: 0.2,
    goal: 'non-inferior',
  },
  {
    name: 'worse by 30',
    candidate: 0.5,
    baseline: 0.8,
    tasks: 24,
    trials: 1,
    spread: 0.1,
    goal: 'non-inferior',
  },
]
export const TRUE_SCENES: readonly Scene[] = [
  {
    name: 'equal at 0.95',
    candidate: 0.95,
    baseline: 0.95,
    tasks: 48,
    trials: 1,
    spread: 0,
    goal: 'non-inferior',
  },
  {
    name: 'better by 30',
    candidate: 0.8,
    baseline: 0.5,
    tasks: 48,
    trials: 1,
    spread: 0.1,
    goal: 'superior',
  },
]

/** Draws comparisons of a scene and counts what they say. */
export function simulateScene(scene: Scene, comparisons: number, seed: number, resamples = 400): SceneResult {
  const random = createRandom(seed)
  const counts = { met: 0, inconclusive: 0, 'not-met': 0 }
  for (let index = 0; index < comparisons; index += 1) {
    const rules: ComparisonRules = {
      candidate: 'candidate',
      baselines: ['baseline'],
      goal: scene.goal,
      margin: MARGIN,
      alpha: 0.025,
      power: 0.8,
      maxInfrastructure: 0.1,
      seed: index,
      resamples,
      sequential: null,
    }
    counts[compareEngines(drawTrials(scene, random), rules).verdict] += 1
  }
  return {
    scene,
    simulated: comparisons,
    met: counts.met / comparisons,
    inconclusive: counts.inconclusive / comparisons,
  }
}

function drawTrials(scene: Scene, random: Random): Trial[] {
  const trials: Trial[] = []
  for (let task = 0; task < scene.tasks; task += 1) {
    const shift = (2 * random() - 1) * scene.spread
    for (let trial = 0; trial < scene.trials; trial += 1)
      for (const [engine, rate] of [
        ['candidate', scene.candidate],
        ['baseline', scene.baseline],
      ] as const)
        trials.push({
          engine,
          task: `t${task}`,
          trial,
          runId: '',
          outcome: random() < rate + shift ? 'success' : 'failure',
          blockers: [],
          seconds: 0,
          tokens: null,
          cost: null,
          permissionDenials: null,
        })
  }
  return trials
}
