import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Facts } from '../contract/facts.ts'
import type { TestResultStatement } from '../contract/statement.ts'
import { checkTestResult } from './check-test-result.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle, testsOf } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Tests = NonNullable<Facts['tests']>
const goodTests = (): Tests => testsOf(good)
const withTests = (change: Partial<Tests>) => ({ ...good.facts, tests: { ...goodTests(), ...change } })
const counted = (change: object) =>
  withTests({ report: { ...goodTests().report, counts: { ...goodTests().report.counts, ...change } } })

function saidOf(change: Partial<TestResultStatement['predicate']>, facts: Facts = good.facts): string[] {
  const { statement } = good.testResult
  const stated = {
    ...good.testResult,
    statement: { ...statement, predicate: { ...statement.predicate, ...change } },
  }
  return checkTestResult({ ...good, facts, testResult: stated }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['statement-mismatch', FILES.testResult])
    return message
  })
}
const wrong = (what: string) => [`${what} is not what the facts say`]

test('a statement that says what the facts of the tests say', () => {
  expect(saidOf({})).toEqual([])
})

test('passed is what ended with 0, failed nothing, ran enough and has a report without a problem', () => {
  expect(saidOf({ result: 'FAILED' })).toEqual(wrong('result'))
  const exit = { ...goodTests().exit, exitCode: 1 }
  for (const facts of [
    withTests({ exit }),
    counted({ failed: 1 }),
    counted({ errored: 1 }),
    counted({ failed: 1, errored: 1 }),
    counted({ executed: 0 }),
    withTests({ minExecuted: 4 }),
    withTests({ report: { ...goodTests().report, problems: ['no plan'] } }),
  ]) {
    expect(saidOf({}, facts)).toEqual(wrong('result'))
    expect(saidOf({ result: 'FAILED' }, facts)).toEqual([])
  }
  expect(saidOf({}, withTests({ minExecuted: 3 }))).toEqual([])
  const { executed: _, ...none } = { ...goodTests().report.counts }
  expect(
    saidOf(
      {},
      withTests({ minExecuted: 0, report: { ...goodTests().report, counts: { ...none, executed: 0 } } }),
    ),
  ).toEqual(wrong('result'))
})

test('the failing tests are those of the facts, and no others are listed', () => {
  expect(saidOf({ failedTests: ['a'] })).toEqual(wrong('failedTests'))
  expect(saidOf({ passedTests: ['a'] })).toEqual(wrong('passedTests or warnedTests'))
  expect(saidOf({ warnedTests: ['a'] })).toEqual(wrong('passedTests or warnedTests'))
  const failures = [{ id: 'a', message: 'no' }]
  const failing = withTests({ report: { ...goodTests().report, failures } })
  expect(saidOf({ failedTests: ['a'] }, failing)).toEqual([])
  expect(saidOf({}, failing)).toEqual(wrong('failedTests'))
})

test('command and report are those of the facts', () => {
  expect(saidOf({}, withTests({ argv: ['true'] }))).toEqual(wrong('the digest of argv'))
  const reportFile = { ...goodTests().reportFile, sha256: 'f'.repeat(64) }
  expect(saidOf({}, withTests({ reportFile }))).toEqual(wrong('the digest of the report'))
  expect(saidOf({ configuration: [] })).toEqual([
    ...wrong('the digest of argv'),
    ...wrong('the digest of the report'),
  ])
})

test('there is a statement exactly when there were tests', () => {
  const untested = { ...good.facts, tests: null }
  const idsOf = (parts: Pick<Parameters<typeof checkTestResult>[0], 'facts' | 'testResult'>) =>
    checkTestResult({ ...good, ...parts }).map(({ id, file, message }) => [id, file, message])
  expect(idsOf({ facts: untested, testResult: null })).toEqual([])
  expect(idsOf({ facts: good.facts, testResult: null })).toEqual([
    ['statement-missing', FILES.testResult, 'tests were run and no statement says how they went'],
  ])
  expect(idsOf({ facts: untested, testResult: good.testResult })).toEqual([
    ['statement-mismatch', FILES.testResult, 'it speaks of tests, and none were run'],
  ])
})
