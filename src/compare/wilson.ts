import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson score interval of a rate, two-sided. Nothing observed says nothing: [0, 1] for zero trials.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 * @param level confidence, such as 0.95
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const z = normalQuantile((1 + level) / 2, 0, 1)
  const rate = successes / trials
  const centre = rate + (z * z) / (2 * trials)
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials))
  const scale = 1 + (z * z) / trials
  return {
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === trials ? 1 : (centre + spread) / scale,
  }
}

/** Fewest trials, all of them successes, whose lower bound reaches `floor` (below 1). */
export function trialsNeededFor(floor: number, level = 0.95): number {
  let trials = 1
  while (wilsonInterval(trials, trials, level).low < floor) trials += 1
  return trials
}
