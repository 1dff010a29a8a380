import { passAtK, passToTheK } from './pass-at-k.ts'
import type { Trial } from './trial.ts'
import { type Interval, wilsonInterval } from './wilson.ts'

/** What the trials of one engine say, outages kept apart. */
export interface EngineSummary {
  readonly engine: string
  /** Trials that speak for or against the engine. */
  readonly trials: number
  readonly successes: number
  readonly infrastructure: number
  readonly rate: number | null
  readonly interval: Interval
  /** Means over tasks, by k; a k that some task was not tried often enough for is not there. */
  readonly passAtK: Readonly<Record<string, number>>
  readonly passToTheK: Readonly<Record<string, number>>
  /** Null where a trial has no figure. */
  readonly tokens: number | null
  readonly cost: number | null
  /** Mean, of the trials that count. */
  readonly seconds: number | null
  readonly blockers: Readonly<Record<string, number>>
  readonly scopeViolations: number
  readonly permissionDenials: number | null
  readonly flakyTasks: readonly string[]
}

const SCOPE_VIOLATIONS = new Set([
  'file_out_of_scope',
  'source_mutated',
  'patch_unsafe',
  'forged_event',
  'tests_tampered',
])

/** Whether a blocker means that the engine left the limits of its task, and not merely that it failed. */
export function isScopeViolation(code: string): boolean {
  return SCOPE_VIOLATIONS.has(code)
}

export function summariseEngine(engine: string, trials: readonly Trial[]): EngineSummary {
  const counted = trials.filter(({ outcome }) => outcome !== 'infrastructure')
  const successes = counted.filter(({ outcome }) => outcome === 'success').length
  const byTask = new Map<string, { successes: number; trials: number }>()
  const blockers: Record<string, number> = {}
  for (const { task, outcome, blockers: codes } of trials) {
    for (const code of codes) blockers[code] = (blockers[code] ?? 0) + 1
    if (outcome === 'infrastructure') continue
    const known = byTask.get(task) ?? { successes: 0, trials: 0 }
    byTask.set(task, {
      successes: known.successes + (outcome === 'success' ? 1 : 0),
      trials: known.trials + 1,
    })
  }
  const tallies = [...byTask.values()]
  const fewest = tallies.length === 0 ? 0 : Math.min(...tallies.map((tally) => tally.trials))
  const ks = Array.from({ length: fewest }, (_, index) => index + 1)
  return {
    engine,
    trials: counted.length,
    successes,
    infrastructure: trials.length - counted.length,
    rate: counted.length === 0 ? null : successes / counted.length,
    interval: wilsonInterval(successes, counted.length),
    passAtK: overTasks(ks, tallies, passAtK),
    passToTheK: overTasks(ks, tallies, passToTheK),
    tokens: sumOf(counted.map(({ tokens }) => tokens)),
    cost: sumOf(counted.map(({ cost }) => cost)),
    seconds:
      counted.length === 0 ? null : counted.reduce((sum, { seconds }) => sum + seconds, 0) / counted.length,
    blockers,
    scopeViolations: trials.filter((trial) => trial.blockers.some(isScopeViolation)).length,
    permissionDenials: sumOf(trials.map(({ permissionDenials }) => permissionDenials)),
    flakyTasks: [...byTask]
      .filter(([, tally]) => tally.successes > 0 && tally.successes < tally.trials)
      .map(([task]) => task)
      .sort(),
  }
}

function overTasks(
  ks: readonly number[],
  tallies: readonly { readonly successes: number; readonly trials: number }[],
  estimate: (successes: number, trials: number, k: number) => number | undefined,
): Record<string, number> {
  return Object.fromEntries(
    ks.map((k) => {
      const sum = tallies.reduce(
        (total, tally) => total + (estimate(tally.successes, tally.trials, k) ?? 0),
        0,
      )
      return [String(k), sum / tallies.length]
    }),
  )
}

function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return values.length === 0 ? null : sum
}
