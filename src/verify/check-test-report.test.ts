import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Facts } from '../contract/facts.ts'
import { readTestReport } from '../testreport/read-test-report.ts'
import { checkTestReport } from './check-test-report.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle, testsOf } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Tests = NonNullable<Facts['tests']>
const goodTests = (): Tests => testsOf(good)
const hiddenOf = (tests: Tests): NonNullable<Tests['hidden']> => {
  if (tests.hidden === undefined) throw new Error('good facts have hidden tests')
  return tests.hidden
}

/** What is said when the facts of the tests and single files of the bundle are others; each finding as `file: message`. */
function saidOf(
  change: (tests: Tests) => Partial<Tests>,
  files: Readonly<Record<string, string | null>> = {},
) {
  const tests = goodTests()
  const documents = new Map(good.documents)
  const manifest = new Map(good.manifest)
  for (const [path, text] of Object.entries(files)) {
    documents.delete(path)
    if (text === null) manifest.delete(path)
    else documents.set(path, Buffer.from(text))
  }
  const facts = { ...good.facts, tests: { ...tests, ...change(tests) } }
  return checkTestReport({ facts, documents, manifest }).map(({ id, file, message }) => {
    expect(id).toBe('tests-mismatch')
    return `${file}: ${message}`
  })
}
const same = () => ({})
const tap = (...lines: readonly string[]) =>
  ['TAP version 13', ...lines, `1..${lines.filter((line) => /^(?:not )?ok/.test(line)).length}`, ''].join(
    '\n',
  )
const [ADDS, SUBTRACTS, DIVIDES] = ['ok 1 - adds', 'ok 2 - subtracts', 'ok 3 - divides']
const OTHERS = 'read again, it holds other tests or problems than the facts'
const NOT_FRESH = 'facts.json: a report that is not fresh is not named as a problem'
const counted = <T extends { readonly report: Tests['report'] }>({ report }: T, counts: object) => ({
  report: { ...report, counts: { ...report.counts, ...counts } },
})

test('reports that hold what the facts say', () => {
  expect(saidOf(same)).toEqual([])
})

test('the report of the tests, read again, holds what the facts say', () => {
  const wrong = [`test-report/report: ${OTHERS}`]
  expect(saidOf((tests) => counted(tests, { passed: 4, executed: 4, total: 4 }))).toEqual(wrong)
  expect(saidOf(({ report }) => ({ report: { ...report, problems: ['made up'] } }))).toEqual(wrong)
  const failing = tap(ADDS, 'not ok 2 - subtracts', DIVIDES)
  expect(saidOf(same, { [FILES.testReport]: failing })).toEqual(wrong)
  expect(saidOf(({ report }) => ({ report: { ...report, format: 'junit' } }))[0]).toEqual(wrong[0])
})

test('a report that was not fresh has that for its first problem, and the bytes hold the others', () => {
  const stale = (of: Pick<Tests, 'reportFile' | 'report'>, ...problems: string[]) => ({
    reportFile: { ...of.reportFile, fresh: false },
    report: { ...of.report, problems },
  })
  expect(saidOf((tests) => stale(tests, 'it was there before'))).toEqual([])
  expect(saidOf((tests) => stale(tests))).toEqual([NOT_FRESH])
  expect(saidOf((tests) => stale(tests, 'it was there before', 'more'))).toEqual([
    `test-report/report: ${OTHERS}`,
  ])
  const staleHidden = (tests: Tests, ...problems: string[]) => {
    const hidden = hiddenOf(tests)
    return { hidden: { ...hidden, ...stale(hidden, ...problems) } }
  }
  expect(saidOf((tests) => staleHidden(tests, 'it was there before'))).toEqual([])
  expect(saidOf((tests) => staleHidden(tests))).toEqual([NOT_FRESH])
})

test('the report of the hidden tests holds what the facts say, and as many new tests', () => {
  const wrong = [`test-report/hidden: ${OTHERS}`]
  const hidden = (change: (made: NonNullable<Tests['hidden']>) => object) => (tests: Tests) => ({
    hidden: { ...hiddenOf(tests), ...change(hiddenOf(tests)) },
  })
  expect(saidOf(hidden((made) => counted(made, { passed: 5, executed: 5, total: 5 })))).toEqual(wrong)
  expect(saidOf(hidden(() => ({ added: 0 })))).toEqual(wrong)
  expect(saidOf(hidden(() => ({ added: 2 })))).toEqual(wrong)
  const renamed = tap('ok 1 - other', SUBTRACTS, DIVIDES, 'ok 4 - held out')
  expect(saidOf(same, { [FILES.hiddenReport]: renamed })).toEqual(wrong)
  expect(
    saidOf(
      hidden(() => ({ added: 2 })),
      { [FILES.hiddenReport]: renamed },
    ),
  ).toEqual([])
  const { hidden: _, ...without } = goodTests()
  const facts = { ...good.facts, tests: without }
  expect(checkTestReport({ ...good, facts })).toEqual([])
  // That it is missing is said where sizes and digests are compared.
  expect(saidOf(same, { [FILES.hiddenReport]: null })).toEqual([])
})

test('the base is compared again', () => {
  const wrong = ['test-report/base: compared again, the base differs otherwise']
  const more = tap(ADDS, SUBTRACTS, DIVIDES, 'ok 4 - multiplies')
  expect(saidOf(same, { [FILES.baseReport]: more })).toEqual(wrong)
  expect(saidOf(() => ({ baseline: { ...baselineOf(), missingCount: 1 } }))).toEqual(wrong)
  expect(saidOf(() => ({ baseline: { ...baselineOf(), missing: ['adds'] } }))).toEqual(wrong)
  const counts = { ...baselineOf().counts, total: 4, executed: 4, passed: 4 }
  const baseline = { counts, missing: ['multiplies'], missingCount: 1 }
  expect(saidOf(() => ({ baseline }), { [FILES.baseReport]: more })).toEqual([])
  expect(saidOf(() => ({ baseline: null }), { [FILES.baseReport]: more })).toEqual([])
})
function baselineOf(): NonNullable<Tests['baseline']> {
  const { baseline } = goodTests()
  if (baseline === null) throw new Error('good facts have a baseline')
  return baseline
}

test('a canary was seen to fail when its report shows a failure that was not there before', () => {
  const wrong = ['test-report/canary: read again, no planted failure is reported']
  expect(saidOf(same, { [FILES.canaryReport]: tap(ADDS, SUBTRACTS) })).toEqual(wrong)
  const red = tap(ADDS, 'not ok 2 - red before')
  const alone = (tests: Tests) => ({
    baseline: null,
    hidden: { ...hiddenOf(tests), added: 2 },
    ...counted(tests, { total: 2, executed: 2, passed: 1, failed: 1 }),
  })
  const said = saidOf(alone, { [FILES.testReport]: red, [FILES.canaryReport]: red })
  expect(said).toContain(wrong[0])
  const unseen = { canary: { reportedFailing: false, problems: [] } }
  expect(saidOf(() => unseen, { [FILES.canaryReport]: tap(ADDS, SUBTRACTS) })).toEqual([])
  // The command can end well although its report shows the failure: the facts may say less than the report.
  expect(saidOf(() => unseen)).toEqual([])
  expect(saidOf(() => ({ canary: null }), { [FILES.canaryReport]: tap(ADDS) })).toEqual([])
})

test('the facts name every problem of the canary’s report', () => {
  const unplanned = 'TAP version 13\nok 1 - adds\nnot ok 2 - the canary must fail\n'
  const wrong = ['test-report/canary: read again, it has other problems']
  expect(saidOf(same, { [FILES.canaryReport]: unplanned })).toEqual(wrong)
  const some = { canary: { reportedFailing: true, problems: ['another'] } }
  expect(saidOf(() => some, { [FILES.canaryReport]: unplanned })).toEqual(wrong)
  expect(saidOf(() => some)).toEqual([])
  const { problems } = readTestReport('tap', Buffer.from(unplanned)).report
  const all = { canary: { reportedFailing: true, problems: ['another', ...problems] } }
  expect(saidOf(() => all, { [FILES.canaryReport]: unplanned })).toEqual([])
})

test('what the facts say of base and canary rests on a report that was sealed', () => {
  const missing = (path: string) => [`${path}: the facts say what it gave, and it is not sealed`]
  expect(saidOf(same, { [FILES.baseReport]: null })).toEqual(missing(FILES.baseReport))
  expect(saidOf(same, { [FILES.canaryReport]: null })).toEqual(missing(FILES.canaryReport))
  const neither = { baseline: null, canary: null }
  expect(saidOf(() => neither, { [FILES.baseReport]: null, [FILES.canaryReport]: null })).toEqual([])
  // Sealed, but with other bytes: the digest is the finding.
  const { manifest, facts } = good
  const documents = new Map([
    [FILES.testReport as string, good.documents.get(FILES.testReport) ?? Buffer.alloc(0)],
  ])
  expect(checkTestReport({ facts, documents, manifest })).toEqual([])
})

test('without tests, or without the bytes of their report, there is nothing to read', () => {
  const { facts, manifest } = good
  expect(checkTestReport({ ...good, facts: { ...facts, tests: null } })).toEqual([])
  expect(checkTestReport({ facts, manifest, documents: new Map() })).toEqual([])
})
