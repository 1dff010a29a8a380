import type { Facts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { createPathGlobs, toPlainPath } from './path-globs.ts'

/** Where tests usually are. */
const TESTS = createPathGlobs(
  ['**/{test,tests,__tests__,spec,specs}/**', '**/*.{test,spec}.*'],
  'matches-none',
)
/** What usually decides which tests run and how: manifests, lock files, configuration, CI. */
const DECIDES_TESTS = createPathGlobs(
  [
    '**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb}',
    '**/*.config.*',
    '**/.{mocharc,nycrc,npmrc,yarnrc,c8rc,taprc,node-version,nvmrc,env}*',
    '**/{tsconfig*.json,Makefile,makefile,GNUmakefile,Jenkinsfile,.gitlab-ci.yml,.travis.yml,azure-pipelines.yml}',
    '**/.{github,circleci,buildkite,ci}/**',
    '**/node_modules/**',
  ],
  'matches-none',
)

/** Does the result still run every test that the base ran? */
export function evaluateTestIntegrity(facts: Facts): GateResult {
  const { tests } = facts
  const touched = touchedTestFiles(facts)
  const blocks = facts.policy.patch.testFiles === 'block'
  const notes = blocks ? [] : touched.slice(0, 20).map(({ why }) => why)
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
  if (blocks) reasons.push(...touched.map(({ path, why }) => toReason('tests_tampered', why, path)))
  const unlisted = baseline.missingCount - baseline.missing.length
  if (unlisted > 0) {
    reasons.push(toReason('tests_tampered', `the result lacks ${countOf(unlisted, 'more test')} of the base`))
  }
  const { unlisted: unnamed = [] } = baseline
  const before = baseline.counts.skipped + baseline.counts.todo
  const now = report.counts.skipped + report.counts.todo
  // Tests that have no entry on the base may be the ones that are skipped.
  if (now > before && unnamed.length === 0) {
    const message = `${countOf(now, 'test')} are skipped or todo on the result, ${before} on the base`
    reasons.push(toReason('tests_tampered', message))
  }
  if (reasons.length > 0 && report.problems.length > 0) {
    notes.push('the report is not reliable: tests may be missing because the runner did not get to them')
  }
  if (unnamed.length === 0) return toVerdict(facts, 'test-integrity', reasons, notes)
  const why = `the base's own report does not name all of its tests, so nobody can tell whether the result still has them: ${unnamed.join('; ')}`
  if (reasons.length === 0) return toNotRun(facts, 'test-integrity', why, notes)
  return toVerdict(facts, 'test-integrity', reasons, [...notes, why])
}

interface Touched {
  readonly path: string
  readonly why: string
}

/** Changed files that decide what the tests are worth. A test that is new takes nothing away. */
function touchedTestFiles({ patch }: Facts): Touched[] {
  return (patch?.changedFiles ?? []).flatMap(({ path, oldPath, change }): Touched[] => {
    const names = [path, ...(oldPath === undefined ? [] : [oldPath])].map((name) => toPlainPath(name) ?? name)
    if (names.some((name) => DECIDES_TESTS.match(name) !== undefined)) {
      return [{ path, why: `${path} may decide how tests run, and was ${change}` }]
    }
    if (change === 'added' || !names.some((name) => TESTS.match(name) !== undefined)) return []
    return [{ path, why: `${path} is a test of the base, and was ${change}` }]
  })
}
