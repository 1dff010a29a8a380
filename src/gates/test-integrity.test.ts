import { describe, expect, test } from 'vitest'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { ChangedFile, Facts } from '../contract/facts.ts'
import { evaluateTestIntegrity } from './test-integrity.ts'

/** Facts of a run that changed these files, and no other. */
function factsOf(files: readonly Partial<ChangedFile>[], testFiles: 'block' | 'note' = 'block'): Facts {
  const facts = goodFacts()
  const [file] = facts.patch?.changedFiles ?? []
  if (facts.patch === null || file === undefined) throw new Error('good facts change a file')
  const changedFiles = files.map((change) => ({ ...file, ...change }))
  const policy = { ...facts.policy, patch: { ...facts.policy.patch, testFiles } }
  return { ...facts, policy, patch: { ...facts.patch, changedFiles } }
}

const messagesOf = (facts: Facts): string[] =>
  evaluateTestIntegrity(facts).reasons.map(({ message }) => message)

test.each([
  ['package.json'],
  ['a/package-lock.json'],
  ['a/npm-shrinkwrap.json'],
  ['yarn.lock'],
  ['pnpm-lock.yaml'],
  ['bun.lock'],
  ['bun.lockb'],
  ['vitest.config.ts'],
  ['a/jest.config.mjs'],
  ['.mocharc.json'],
  ['.npmrc'],
  ['.nvmrc'],
  ['.env.test'],
  ['a/.taprc'],
  ['tsconfig.build.json'],
  ['Makefile'],
  ['Jenkinsfile'],
  ['.gitlab-ci.yml'],
  ['.github/workflows/ci.yml'],
  ['.circleci/config.yml'],
  ['node_modules/x/index.js'],
])('%s may decide how tests run, new or not', (path) => {
  for (const change of ['added', 'modified', 'deleted'] as const) {
    expect(messagesOf(factsOf([{ path, change }]))).toEqual([
      `${path} may decide how tests run, and was ${change}`,
    ])
  }
})

test.each([
  ['test/a.js'],
  ['tests/a.js'],
  ['a/__tests__/b/c.js'],
  ['spec/a.rb'],
  ['specs/a.rb'],
  ['src/a.test.ts'],
  ['src/a.spec.js'],
])('%s is a test: to change it takes something away, to add it does not', (path) => {
  expect(messagesOf(factsOf([{ path, change: 'modified' }]))).toEqual([
    `${path} is a test of the base, and was modified`,
  ])
  expect(messagesOf(factsOf([{ path, change: 'added' }]))).toEqual([])
})

test.each([
  ['src/testing.js'],
  ['src/contest/a.js'],
  ['src/config.ts'],
  ['src/mypackage.json.js'],
  ['docs/env.md'],
])('%s is neither', (path) => {
  expect(messagesOf(factsOf([{ path, change: 'modified' }]))).toEqual([])
})

test('a file counts by its old name as by its new one, and by what a quoted name stands for', () => {
  const renamed = { change: 'renamed' as const }
  expect(messagesOf(factsOf([{ ...renamed, path: 'src/a.js', oldPath: 'test/a.js' }]))).toHaveLength(1)
  expect(messagesOf(factsOf([{ ...renamed, path: 'package.json', oldPath: 'src/a.json' }]))).toHaveLength(1)
  expect(messagesOf(factsOf([{ ...renamed, path: 'src/a.json', oldPath: 'package.json' }]))).toHaveLength(1)
  expect(messagesOf(factsOf([{ path: '"test/\\303\\251.js"' }]))).toHaveLength(1)
})

test('where policy only notes them, the first twenty are noted and none blocks', () => {
  const files = Array.from({ length: 25 }, (_, index) => ({ path: `test/${index}.js` }))
  const noted = evaluateTestIntegrity(factsOf(files, 'note'))
  expect(noted).toMatchObject({ verdict: 'pass', reasons: [] })
  expect(noted.notes).toEqual(
    files.slice(0, 20).map(({ path }) => `${path} is a test of the base, and was modified`),
  )
  expect(evaluateTestIntegrity(factsOf(files)).notes).toEqual([])
  const { patch: _, ...rest } = factsOf(files, 'note')
  expect(evaluateTestIntegrity({ ...rest, patch: null }).notes).toEqual([])
})

test('skipped and todo are one sum, which may not grow', () => {
  const facts = goodFacts()
  const { tests } = facts
  if (tests === null || tests.baseline === null) throw new Error('good facts have a baseline')
  const { baseline, report } = tests
  const verdictOf = (before: object, now: object) =>
    evaluateTestIntegrity({
      ...facts,
      tests: {
        ...tests,
        baseline: { ...baseline, counts: { ...baseline.counts, ...before } },
        report: { ...report, counts: { ...report.counts, ...now } },
      },
    }).verdict
  expect(verdictOf({ skipped: 1, todo: 2 }, { skipped: 2, todo: 1 })).toBe('pass')
  expect(verdictOf({ skipped: 2, todo: 2 }, { skipped: 1, todo: 1 })).toBe('pass')
  expect(verdictOf({ skipped: 1, todo: 1 }, { skipped: 0, todo: 3 })).toBe('fail')
  expect(verdictOf({ skipped: 2, todo: 0 }, { skipped: 3, todo: 3 })).toBe('fail')
})

test('tests that are gone from a report that is not reliable may not have been reached', () => {
  const facts = goodFacts()
  const { tests } = facts
  if (tests === null || tests.baseline === null) throw new Error('good facts have a baseline')
  const broken = { ...tests, report: { ...tests.report, problems: ['no plan'] } }
  expect(evaluateTestIntegrity({ ...facts, tests: broken }).notes).toEqual([])
  const missing = { ...broken, baseline: { ...tests.baseline, missing: ['a'], missingCount: 1 } }
  expect(evaluateTestIntegrity({ ...facts, tests: missing }).notes).toEqual([
    'the report is not reliable: tests may be missing because the runner did not get to them',
  ])
})

describe('a base whose report does not name all of its tests', () => {
  const WHY = '"t/a.js" broke before all of its tests had run'
  const SENTENCE = `the base's own report does not name all of its tests, so nobody can tell whether the result still has them: ${WHY}; b`

  function brokenBase(baseline: Partial<NonNullable<NonNullable<Facts['tests']>['baseline']>>): Facts {
    const facts = goodFacts()
    const { tests } = facts
    if (tests === null || tests.baseline === null) throw new Error('good facts have a baseline')
    const whole = { ...tests.baseline, unlisted: [WHY, 'b'], ...baseline }
    const counts = { ...tests.report.counts, skipped: 5 }
    return { ...facts, tests: { ...tests, baseline: whole, report: { ...tests.report, counts } } }
  }

  test('is nothing to compare with: no answer, and no deceit, whatever is skipped now', () => {
    expect(evaluateTestIntegrity(brokenBase({}))).toMatchObject({
      verdict: 'not-run',
      reasons: [{ code: 'gate_not_run', message: SENTENCE }],
      notes: [],
    })
  })

  test('does not excuse what can be told: a test that it names and that is gone', () => {
    expect(evaluateTestIntegrity(brokenBase({ missing: ['c'], missingCount: 1 }))).toMatchObject({
      verdict: 'fail',
      reasons: [{ code: 'tests_tampered', message: 'the base has the test "c", the result does not' }],
      notes: [SENTENCE],
    })
  })

  test('and one that names them all is compared as ever', () => {
    expect(evaluateTestIntegrity(brokenBase({ unlisted: [] }))).toMatchObject({
      verdict: 'fail',
      reasons: [{ code: 'tests_tampered' }],
      notes: [],
    })
  })
})
