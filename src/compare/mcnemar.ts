import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf'

/** Pairs in which the two differ. `candidateOnly`: the candidate alone succeeded. */
export interface Discordant {
  readonly candidateOnly: number
  readonly baselineOnly: number
}

/**
 * Exact two-sided McNemar test that both succeed equally often; 1 when no pair differs.
 * Source: A. L. Edwards, "Note on the correction for continuity...", Psychometrika 13 (1948); the exact form is the
 * binomial sign test of F. Mosteller, Biometrics 8 (1952).
 */
export function mcnemarTwoSided({ candidateOnly, baselineOnly }: Discordant): number {
  const fewer = Math.min(candidateOnly, baselineOnly)
  return Math.min(1, 2 * binomialCdf(fewer, candidateOnly + baselineOnly, 0.5))
}

/** Exact one-sided p-value against "the candidate is no better": small speaks for the candidate. */
export function mcnemarSuperior({ candidateOnly, baselineOnly }: Discordant): number {
  return binomialCdf(baselineOnly, candidateOnly + baselineOnly, 0.5)
}
