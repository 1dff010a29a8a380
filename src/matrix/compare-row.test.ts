import { describe, expect, test } from 'vitest'
import { BLOCKER_CODES, BLOCKERS } from '../contract/blockers.ts'
import { compareRow, type Observation } from './compare-row.ts'
import { toTurns } from './deeds.ts'
import { mergeJson } from './fixture.ts'
import { renderMatrixMarkdown } from './render-matrix.ts'
import { matrixExit, type RowResult, type RowVerdict } from './result.ts'
import type { Expectation } from './row.ts'
import { MATRIX_ROWS } from './rows/all-rows.ts'

const EXPECTED: Expectation = {
  blocker: 'tests_failed',
  event: { type: 'test.finished', data: { counts: { failed: '>0' } } },
  status: 'fail',
  completeness: 'complete',
  exit: 1,
  artifacts: 7,
}
const ACTUAL: Observation = {
  blockers: ['no_diff', 'tests_failed'],
  status: 'fail',
  completeness: 'complete',
  exit: 1,
  artifacts: ['1', '2', '3', '4', '5', '6', '7'],
  events: [{ type: 'test.finished', data: { counts: { failed: 2, passed: 1 } } }],
  authentic: true,
  runId: 'x',
}

test('what is as it should be has no difference', () => {
  expect(compareRow(EXPECTED, ACTUAL)).toEqual([])
})

test.each<readonly [string, Partial<Observation>]>([
  ['another blocker', { blockers: ['no_diff'] }],
  ['a blocker that outranks it', { blockers: ['tests_failed', 'timeout'] }],
  ['a pass', { status: 'pass' }],
  ['another completeness', { completeness: 'incomplete' }],
  ['another exit', { exit: 0 }],
  ['a missing artifact', { artifacts: ['1'] }],
  ['a bundle that does not verify', { authentic: false }],
  ['no event', { events: [] }],
  [
    'an event that says something else',
    { events: [{ type: 'test.finished', data: { counts: { failed: 0 } } }] },
  ],
])('%s is a difference', (_, change) => {
  expect(compareRow(EXPECTED, { ...ACTUAL, ...change })).not.toEqual([])
})

describe('the rows', () => {
  test('have names of their own, and every blocker has one', () => {
    const ids = MATRIX_ROWS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const covered = new Set(MATRIX_ROWS.map(({ expected }) => expected.blocker))
    expect(BLOCKER_CODES.filter((code) => !covered.has(code))).toEqual([])
  })

  test.each(
    MATRIX_ROWS.filter(({ expected }) => expected.blocker !== null && expected.blocker !== 'interrupted'),
  )('$id: the table of codes gives its exit and completeness', ({ expected }) => {
    if (expected.blocker === null) throw new Error('a row without a blocker')
    const { exit, completeness } = BLOCKERS[expected.blocker]
    expect([expected.exit, expected.completeness]).toEqual([exit, completeness])
  })
})

test('a merge replaces, adds and removes', () => {
  expect(mergeJson({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, e: 3 }, d: [2] })).toEqual({
    a: { c: 2, e: 3 },
    d: [2],
  })
})

const ROW: RowResult = {
  id: 'x',
  engine: 'fake',
  what: '',
  expected: EXPECTED,
  actual: null,
  ok: false,
  verdict: 'pass',
  why: [],
  durationMs: 1,
}

test('a page of the matrix can not be broken by what stands in it', () => {
  const rows: RowResult[] = [{ ...ROW, verdict: 'not-run', why: ['a | b\nc'] }]
  const page = renderMatrixMarkdown({ rows, durationMs: 1, carried: {} })
  expect(page).toContain('0 of 1 rows as they should be, 0 not, 1 not run')
  expect(page).toContain('a \\| b c |')
})

describe('the exit of a matrix', () => {
  const exitOf = (...verdicts: RowVerdict[]) => matrixExit(verdicts.map((verdict) => ({ ...ROW, verdict })))

  test('is yes when all that can be provoked is as it should be', () => {
    expect(exitOf('pass', 'pass')).toBe(0)
    expect(exitOf('pass', 'unprovokable')).toBe(0)
  })
  test('is no answer when a row was not run, or none was', () => {
    expect(exitOf('pass', 'not-run')).toBe(4)
    expect(exitOf('unprovokable')).toBe(4)
    expect(exitOf()).toBe(4)
  })
  test('is no when a row differs, whatever else', () => {
    expect(exitOf('pass', 'fail', 'not-run', 'unprovokable')).toBe(1)
  })
})

test('only these rows are beyond a model, and each says why', () => {
  const beyond = MATRIX_ROWS.flatMap(({ id, arrange }) =>
    typeof arrange !== 'string' && typeof toTurns(arrange.deed, () => []) === 'string' ? [id] : [],
  )
  expect(beyond).toEqual(['missing-event', 'forged-event'])
  for (const { arrange } of MATRIX_ROWS) {
    expect(typeof arrange === 'string' ? arrange : toTurns(arrange.deed, null)).not.toBeTypeOf('string')
  }
})
