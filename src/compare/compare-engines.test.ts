import { expect, test } from 'vitest'
import { BLOCKER_CODES, BLOCKERS } from '../contract/blockers.ts'
import { type ComparisonRules, compareEngines } from './compare-engines.ts'
import { type Outcome, toOutcome } from './outcome.ts'
import type { Trial } from './trial.ts'

const RULES: ComparisonRules = {
  candidate: 'new',
  baselines: ['old'],
  goal: 'non-inferior',
  margin: 0.2,
  alpha: 0.025,
  power: 0.8,
  maxInfrastructure: 0.1,
  seed: 1,
  resamples: 1000,
  sequential: null,
}

function trial(engine: string, task: number, outcome: Outcome, change: Partial<Trial> = {}): Trial {
  const blockers =
    outcome === 'success' ? [] : ([outcome === 'failure' ? 'tests_failed' : 'setup_failed'] as const)
  return {
    engine,
    task: `t${task}`,
    trial: 0,
    runId: `${engine}-${task}`,
    outcome,
    blockers,
    seconds: 2,
    tokens: 10,
    cost: null,
    permissionDenials: 0,
    ...change,
  }
}

function pairs(count: number, mine: Outcome, theirs: Outcome, from = 0): Trial[] {
  return Array.from({ length: count }, (_, index) => [
    trial('new', from + index, mine),
    trial('old', from + index, theirs),
  ]).flat()
}

test('thirty pairs that agree show that the candidate is no worse', () => {
  const { verdict, results, engines } = compareEngines(pairs(30, 'success', 'success'), RULES)
  expect(verdict).toBe('met')
  expect(results[0]).toMatchObject({
    verdict: 'non-inferior',
    pairs: 30,
    method: 'tango',
    pValue: 1,
    morePairs: null,
  })
  expect(engines[0]).toMatchObject({
    engine: 'new',
    trials: 30,
    successes: 30,
    tokens: 300,
    cost: null,
    seconds: 2,
  })
})

test('a few pairs decide nothing, and say how many more would', () => {
  const few = [...pairs(6, 'success', 'success'), ...pairs(1, 'failure', 'success', 10)]
  const { verdict, results } = compareEngines(few, RULES)
  expect(verdict).toBe('inconclusive')
  expect(results[0]?.verdict).toBe('inconclusive')
  expect(results[0]?.morePairs).toBeGreaterThan(20)
})

test('clearly worse is inferior; clearly better is superior and needs no margin', () => {
  expect(compareEngines(pairs(20, 'failure', 'success'), RULES)).toMatchObject({
    verdict: 'not-met',
    results: [{ verdict: 'inferior', morePairs: null }],
  })
  const better = [...pairs(12, 'success', 'failure'), ...pairs(12, 'success', 'success', 20)]
  expect(compareEngines(better, { ...RULES, goal: 'superior' })).toMatchObject({
    verdict: 'met',
    results: [{ verdict: 'superior' }],
  })
  expect(compareEngines(pairs(30, 'success', 'success'), { ...RULES, goal: 'superior' }).verdict).toBe(
    'not-met',
  )
})

test('an outage is neither success nor failure, and too many decide nothing', () => {
  const some = [...pairs(27, 'success', 'success'), ...pairs(3, 'infrastructure', 'success', 40)]
  const outcome = compareEngines(some, RULES)
  expect(outcome.results[0]).toMatchObject({ pairs: 27, lost: 3, verdict: 'non-inferior' })
  expect(outcome.engines[0]).toMatchObject({ trials: 27, successes: 27, infrastructure: 3 })
  const many = [...pairs(27, 'success', 'success'), ...pairs(4, 'success', 'infrastructure', 40)]
  expect(compareEngines(many, RULES).results[0]).toMatchObject({ lost: 4, verdict: 'inconclusive' })
})

test('a baseline without a partner run makes no pair, and nothing at all is inconclusive', () => {
  const alone = pairs(30, 'success', 'success').filter(
    ({ engine, task }) => engine === 'new' || task === 't0',
  )
  expect(compareEngines(alone, RULES).results[0]).toMatchObject({
    pairs: 1,
    lost: 29,
    verdict: 'inconclusive',
  })
  expect(compareEngines([], RULES).verdict).toBe('inconclusive')
  expect(compareEngines([], { ...RULES, baselines: [] }).verdict).toBe('inconclusive')
})

test('several trials of a task are no independent pairs: tasks are drawn, and flaky ones are named', () => {
  const trials = Array.from({ length: 3 }, (_, nth) =>
    pairs(8, 'success', 'success').map((one) => ({
      ...one,
      trial: nth,
      outcome: one.engine === 'new' && one.task === 't3' && nth === 1 ? ('failure' as const) : one.outcome,
    })),
  ).flat()
  const { results, flaky, engines } = compareEngines(trials, RULES)
  expect(results[0]).toMatchObject({ method: 'bootstrap', pairs: 24, tasks: 8 })
  expect(flaky).toEqual({ new: ['t3'], old: [] })
  expect(engines[0]?.passAtK['3']).toBe(1)
  expect(engines[0]?.passToTheK['3']).toBeCloseTo(7 / 8, 12)
})

test('only a complete pass is a success, and one blocker of the engine outweighs every outage', () => {
  const complete = { status: 'pass', completeness: 'complete', blockers: [] } as const
  expect(toOutcome(complete)).toBe('success')
  for (const completeness of ['incomplete', 'interrupted', 'awaiting-approval'])
    expect(toOutcome({ ...complete, completeness })).toBe('failure')
  for (const code of BLOCKER_CODES) {
    const outcome = toOutcome({ status: 'fail', completeness: 'complete', blockers: [code] })
    expect(outcome, code).not.toBe('success')
    // What was refused before an engine started is never its failure.
    if (BLOCKERS[code].exit === 3) expect(outcome, code).toBe('infrastructure')
    expect(toOutcome({ status: 'fail', completeness: 'complete', blockers: [code, 'timeout'] }), code).toBe(
      'failure',
    )
  }
})
