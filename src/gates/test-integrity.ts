import type { Facts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { createPathGlobs, toPlainPath } from './path-globs.ts'

/** Files that usually decide which tests run and how. */
const DECIDES_TESTS = createPathGlobs(
  [
    '**/{test,tests,__tests__,spec,specs}/**',
    '**/*.{test,spec}.*',
    '**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml}',
    '**/*.config.*',
    '**/.{mocharc,nycrc,npmrc,c8rc,taprc}*',
  ],
  'matches-none',
)

/** Does the result still run every test that the base ran? */
export function evaluateTestIntegrity(facts: Facts): GateResult {
  const { tests } = facts
  const notes = changedTestFiles(facts)
  if (tests === null) {
    return toNotRun(facts, 'test-integrity', whyNothingRan(facts, 'no test command was run'), notes)
  }
  const { baseline, report } = tests
  if (baseline === null) {
    const why = "the tests of the base were not run, so there is nothing to compare the result's with"
    return toNotRun(facts, 'test-integrity', why, notes)
  }
  const reasons: GateReason[] = baseline.missing.map((id) =>
    toReason('tests_tampered', `the base has the test "${id}", the result does not`),
  )
  const unlisted = baseline.missingCount - baseline.missing.length
  if (unlisted > 0) {
    reasons.push(toReason('tests_tampered', `the result lacks ${countOf(unlisted, 'more test')} of the base`))
  }
  const before = baseline.counts.skipped + baseline.counts.todo
  const now = report.counts.skipped + report.counts.todo
  if (now > before) {
    const message = `${countOf(now, 'test')} are skipped or todo on the result, ${before} on the base`
    reasons.push(toReason('tests_tampered', message))
  }
  if (reasons.length > 0 && report.problems.length > 0) {
    notes.push('the report is not reliable: tests may be missing because the runner did not get to them')
  }
  return toVerdict(facts, 'test-integrity', reasons, notes)
}

function changedTestFiles({ patch }: Facts): string[] {
  const paths = (patch?.changedFiles ?? []).flatMap(({ path, oldPath }) => [
    path,
    ...(oldPath ? [oldPath] : []),
  ])
  const found = paths.filter((path) => DECIDES_TESTS.match(toPlainPath(path) ?? path) !== undefined)
  const shown = found.slice(0, 20).map((path) => `${path} may decide how tests run and was changed`)
  return found.length > 20 ? [...shown, `${found.length - 20} more such files`] : shown
}
