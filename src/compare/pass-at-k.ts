/**
 * Estimate that at least one of `k` attempts succeeds, from `successes` among `trials` of one task.
 * 1 - C(n-c, k) / C(n, k), as a product. Undefined when fewer than `k` were tried.
 * Source: M. Chen et al., "Evaluating large language models trained on code" (2021), section 2.1.
 */
export function passAtK(successes: number, trials: number, k: number): number | undefined {
  if (k < 1 || k > trials) return undefined
  return 1 - chanceOfAll(trials - successes, trials, k)
}

/**
 * Estimate that all of `k` attempts succeed: C(c, k) / C(n, k). Undefined when fewer than `k` were tried.
 * Source: S. Yao et al., "tau-bench" (2024), section 3.
 */
export function passToTheK(successes: number, trials: number, k: number): number | undefined {
  if (k < 1 || k > trials) return undefined
  return chanceOfAll(successes, trials, k)
}

/** C(marked, k) / C(total, k): that `k` drawn without putting back are all marked. */
function chanceOfAll(marked: number, total: number, k: number): number {
  let chance = 1
  for (let drawn = 0; drawn < k; drawn += 1) chance *= Math.max(0, marked - drawn) / (total - drawn)
  return chance
}
