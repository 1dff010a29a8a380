import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import type { Discordant } from './mcnemar.ts'
import type { Interval } from './wilson.ts'

const STEPS = 60

/**
 * Score statistic of "the success rates differ by `difference`" (candidate minus baseline), standard normal then.
 * Source: T. Tango, "Equivalence test and confidence interval for the difference in proportions for the
 * paired-sample design", Statistics in Medicine 17 (1998), equation 11 for the restricted estimate.
 * @param pairs all pairs, those that agree too; more than zero
 */
export function tangoStatistic(
  { candidateOnly: b, baselineOnly: c }: Discordant,
  pairs: number,
  difference: number,
): number {
  const A = 2 * pairs
  const B = -b - c + (2 * pairs - b + c) * difference
  const C = -c * difference * (1 - difference)
  const q = Math.max(0, (Math.sqrt(Math.max(0, B * B - 4 * A * C)) - B) / (2 * A))
  const variance = pairs * (2 * q + difference * (1 - difference))
  const distance = b - c - pairs * difference
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY
  return distance / Math.sqrt(variance)
}

/** Tango's score interval of the difference of rates, two-sided; [-1, 1] without pairs. */
export function tangoInterval(discordant: Discordant, pairs: number, level = 0.95): Interval {
  if (pairs === 0) return { low: -1, high: 1 }
  const z = normalQuantile((1 + level) / 2, 0, 1)
  const estimate = (discordant.candidateOnly - discordant.baselineOnly) / pairs
  return {
    low: bisect(-1, estimate, (at) => tangoStatistic(discordant, pairs, at) > z),
    high: bisect(1, estimate, (at) => tangoStatistic(discordant, pairs, at) < -z),
  }
}

/** Where `isOutside` ends between a point outside and one inside. */
function bisect(outside: number, inside: number, isOutside: (at: number) => boolean): number {
  if (!isOutside(outside)) return outside
  let [out, within] = [outside, inside]
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (out + within) / 2
    if (isOutside(middle)) out = middle
    else within = middle
  }
  return within
}
