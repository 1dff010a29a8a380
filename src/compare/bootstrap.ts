import { createRandom, pickBelow } from './seeded-random.ts'
import type { Interval } from './wilson.ts'

export interface BootstrapOptions {
  readonly level: number
  readonly resamples: number
  readonly seed: number
}

/**
 * Percentile interval of the mean over tasks of a paired difference. Whole tasks are drawn, never single trials, since
 * trials of one task are not independent. [-1, 1] without tasks: nothing is known then.
 * Source: B. Efron, R. Tibshirani, "An introduction to the bootstrap" (1993), sections 8.3 and 13.3.
 * @param differences one for each task: mean of candidate minus baseline over its trials, in [-1, 1]
 */
export function bootstrapMean(differences: readonly number[], options: BootstrapOptions): Interval {
  const count = differences.length
  if (count === 0) return { low: -1, high: 1 }
  const random = createRandom(options.seed)
  const means = new Float64Array(options.resamples)
  for (let sample = 0; sample < options.resamples; sample += 1) {
    let sum = 0
    for (let drawn = 0; drawn < count; drawn += 1) sum += differences[pickBelow(random, count)] ?? 0
    means[sample] = sum / count
  }
  means.sort()
  const tail = (1 - options.level) / 2
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) }
}

/** The value that a share of the sorted values does not exceed; the outer one where it falls between two. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share < 0.5 ? Math.floor(share * sorted.length) : Math.ceil(share * sorted.length) - 1
  return sorted[Math.min(sorted.length - 1, Math.max(0, at))] ?? 0
}
