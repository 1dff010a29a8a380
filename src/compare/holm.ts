/**
 * Adjusted p-values for a family of tests, in the order given: rejecting those at or below alpha keeps the chance of
 * any false rejection at alpha.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statistics 6 (1979).
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((x, y) => (pValues[x] ?? 1) - (pValues[y] ?? 1))
  const adjusted = pValues.map(() => 1)
  let highest = 0
  for (const [rank, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 1)))
    adjusted[index] = highest
  }
  return adjusted
}
