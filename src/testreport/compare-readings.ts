import type { TestFacts } from '../contract/facts.ts'
import { missingIds } from './missing-ids.ts'
import type { TestReading } from './read-test-report.ts'

const MAX_MISSING = 100

/**
 * What the facts hold of the base's own run of the tests. What stands for a file or a suite that broke is no test, and is
 * missed by nobody; that it hides tests is said in `unlisted`.
 */
export function compareWithBase(
  base: Pick<TestReading, 'ids' | 'report' | 'unlisted'>,
  result: Pick<TestReading, 'ids'>,
): NonNullable<TestFacts['baseline']> {
  const missing = missingIds(
    base.ids.filter(({ broke }) => !broke),
    result.ids,
  )
  return {
    counts: base.report.counts,
    missing: missing.slice(0, MAX_MISSING),
    missingCount: missing.length,
    unlisted: [...base.unlisted],
  }
}

/** By the rule of facts without `unlisted`: what stands for a broken file was a test like others. */
export function compareAsBefore(
  base: Pick<TestReading, 'ids' | 'report'>,
  result: Pick<TestReading, 'ids'>,
): NonNullable<TestFacts['baseline']> {
  const missing = missingIds(base.ids, result.ids)
  return {
    counts: base.report.counts,
    missing: missing.slice(0, MAX_MISSING),
    missingCount: missing.length,
  }
}

/**
 * Whether a planted failing test was reported as failing: some test fails in the run with it that does not
 * fail without it, so that a test that is red anyway is no proof.
 * @param canary reading of the run with the planted test
 * @param result reading of the run without it, on the same tree
 */
export function judgeCanary(
  canary: Pick<TestReading, 'ids' | 'report'>,
  result: Pick<TestReading, 'ids'>,
): NonNullable<TestFacts['canary']> {
  const failing = ({ ids }: Pick<TestReading, 'ids'>) =>
    ids.filter(({ outcome }) => outcome === 'failed' || outcome === 'errored').map(({ id }) => id)
  const before = new Set(failing(result))
  return {
    reportedFailing: failing(canary).some((id) => !before.has(id)),
    problems: [...canary.report.problems],
  }
}
