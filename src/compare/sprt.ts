/** A rate is `low` or worse, or `high` or better. 0 < low < high < 1. */
export interface SprtPlan {
  readonly low: number
  readonly high: number
  /** Chance to accept `high` when `low` is true. */
  readonly alpha: number
  /** Chance to accept `low` when `high` is true. */
  readonly beta: number
}

export type SprtAnswer = 'accept-high' | 'accept-low' | 'go-on'

/**
 * Sequential probability ratio test of a rate. May be asked after every observation without raising the error rates.
 * Source: A. Wald, "Sequential tests of statistical hypotheses", Annals of Math. Statistics 16 (1945).
 */
export function evaluateSprt(plan: SprtPlan, successes: number, failures: number): SprtAnswer {
  const { low, high, alpha, beta } = plan
  const ratio = successes * Math.log(high / low) + failures * Math.log((1 - high) / (1 - low))
  if (ratio >= Math.log((1 - beta) / alpha)) return 'accept-high'
  if (ratio <= Math.log(beta / (1 - alpha))) return 'accept-low'
  return 'go-on'
}
