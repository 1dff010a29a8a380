import type { TestId } from './read-test-report.ts'

/**
 * Ids of tests that the base's report has and the result's lacks, in the order of the base. A test that is only
 * skipped now is not missing: the growth of skipped tests is judged apart.
 */
export function missingIds(base: readonly TestId[], result: readonly TestId[]): string[] {
  const present = new Set(result.map(({ id }) => id))
  return base.filter(({ id }) => !present.has(id)).map(({ id }) => id)
}
