import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import type { Discordant } from './mcnemar.ts'

/**
 * How many pairs in all would show, with chance `power`, that a difference like the one seen lies above `-margin`.
 * Null when it does not lie above: no number of pairs would show it then.
 * Variance of a paired difference: (psi - d^2) / n, psi being the share of pairs that differ (J. Fleiss, B. Levin,
 * M. Paik, "Statistical methods for rates and proportions", 3rd ed. (2003), chapter 13). One pair of each kind is
 * added, so that few pairs without a difference do not promise certainty.
 */
export function pairsNeeded(
  { candidateOnly, baselineOnly }: Discordant,
  pairs: number,
  test: { readonly margin: number; readonly alpha: number; readonly power: number },
): number | null {
  const difference = pairs === 0 ? 0 : (candidateOnly - baselineOnly) / pairs
  const gap = difference + test.margin
  if (gap <= 0) return null
  const psi = (candidateOnly + baselineOnly + 1) / (pairs + 2)
  const z = normalQuantile(1 - test.alpha, 0, 1) + normalQuantile(test.power, 0, 1)
  const variance = Math.max(psi - difference * difference, psi / 2)
  return Math.ceil((z * z * variance) / (gap * gap))
}
