import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { anyText } from '../../test/samples/any-text.ts'
import { TestReport } from '../contract/facts.ts'
import type { ReportFormat } from '../contract/task.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { compareWithBase, judgeCanary } from './compare-readings.ts'
import { missingIds } from './missing-ids.ts'
import { readTestReport } from './read-test-report.ts'

const FIXTURES = new URL('../../fixtures/test-reports/', import.meta.url)
const FORMATS: readonly ReportFormat[] = ['junit', 'tap', 'node']

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(name, FIXTURES))
}

function read(format: ReportFormat, text: string) {
  return readTestReport(format, Buffer.from(text))
}

/** File, format, and [passed, failed, errored, skipped, todo, phantom]. */
const REAL: readonly (readonly [string, ReportFormat, readonly number[]])[] = [
  ['node-math.tap', 'node', [4, 2, 0, 2, 2, 0]],
  ['node-math.junit', 'junit', [4, 2, 0, 2, 2, 0]],
  ['node-all.tap', 'node', [5, 2, 1, 3, 3, 1]],
  ['node-crash.tap', 'node', [1, 0, 1, 0, 0, 0]],
  ['node-crash.junit', 'junit', [1, 0, 1, 0, 0, 0]],
  ['node-empty.tap', 'node', [0, 0, 0, 0, 0, 1]],
  ['node-empty.tap', 'tap', [0, 0, 0, 0, 0, 1]],
  ['node-empty.junit', 'junit', [0, 0, 0, 0, 0, 1]],
  ['node-allskip.tap', 'node', [0, 0, 0, 1, 1, 0]],
  ['node-allskip.junit', 'junit', [0, 0, 0, 1, 1, 0]],
  ['node-todo.tap', 'node', [0, 0, 0, 0, 2, 0]],
  ['node-todo.junit', 'junit', [0, 0, 0, 0, 2, 0]],
  ['node-parent.tap', 'node', [2, 0, 2, 0, 0, 0]],
  ['node-none.tap', 'node', [0, 0, 0, 0, 0, 0]],
  ['node-none.junit', 'junit', [0, 0, 0, 0, 0, 0]],
  ['node20-todo.tap', 'node', [0, 2, 0, 0, 0, 0]],
  ['node20-all.tap', 'node', [5, 2, 1, 3, 3, 1]],
  ['vitest-mixed.tap', 'tap', [4, 2, 0, 1, 1, 0]],
  ['vitest-mixed.junit', 'junit', [4, 2, 0, 2, 0, 0]],
  ['tape-mixed.tap', 'tap', [6, 1, 0, 1, 1, 0]],
  ['tape-none.tap', 'tap', [0, 0, 0, 0, 0, 0]],
  ['tape-minimist.tap', 'tap', [153, 0, 0, 0, 0, 0]],
]

test.each(REAL)('%s as %s is counted by its leaves', (name, format, numbers) => {
  const { report, ids } = readTestReport(format, fixture(name))
  const [passed = 0, failed = 0, errored = 0, skipped = 0, todo = 0, phantom = 0] = numbers
  const executed = passed + failed + errored
  const total = executed + skipped + todo
  expect(report.problems).toEqual([])
  expect(report.counts).toEqual({ total, executed, passed, failed, errored, skipped, todo, phantom })
  expect(ids).toHaveLength(total)
  expect(new Set(ids.map(({ id }) => id)).size).toBe(total)
  expect(report.failures).toHaveLength(failed + errored)
  TestReport.parse(report)
})

test('both reporters of one runner give the same ids', () => {
  const tap = readTestReport('node', fixture('node-math.tap')).ids
  const junit = readTestReport('junit', fixture('node-math.junit')).ids
  // node escapes quotes twice in JUnit.
  expect(junit.map(({ id, outcome }) => `${id.replaceAll('&quot;', '"')} ${outcome}`)).toEqual(
    tap.map(({ id, outcome }) => `${id} ${outcome}`),
  )
})

test('failures carry the message of the runner', () => {
  const tap = readTestReport('node', fixture('node-math.tap')).report.failures
  expect(tap).toEqual([
    { id: 'math > adding > is wrong', message: '2 == 3' },
    { id: 'fails late', message: 'boom' },
  ])
  expect(readTestReport('junit', fixture('node-math.junit')).report.failures).toEqual(tap)
})

test('a diagnostic that is a map gives its message', () => {
  expect(readTestReport('tap', fixture('vitest-mixed.tap')).report.failures).toEqual([
    { id: 'a.test.js > math > fails', message: 'expected 1 to be 2 // Object.is equality' },
    { id: 'b.test.js', message: 'at load' },
  ])
})

test('repeating names of flat TAP are told apart by heading and ordinal', () => {
  expect(readTestReport('tap', fixture('tape-mixed.tap')).ids.map(({ id }) => id)).toEqual([
    'one > should be strictly equal',
    'one > should be strictly equal (2)',
    'one > named',
    'two > wrong',
    'two > named',
    'TODO four > not yet',
    'five > later',
    'five > hash # in name',
    'inner > in',
  ])
})

describe('a report that can not be relied on says why', () => {
  const CASES: readonly (readonly [string, ReportFormat, string, RegExp])[] = [
    ['nothing', 'tap', '', /empty/],
    ['only a version', 'tap', 'TAP version 13\n', /plan is missing/],
    ['no plan', 'tap', 'TAP version 13\nok 1 a\n', /plan is missing/],
    ['a plan of more', 'tap', '1..2\nok 1 a\n', /says 2 tests, 1 are there/],
    ['a plan of more, with a failure', 'tap', '1..3\nnot ok 1 a\n', /says 3 tests, 1 are there/],
    ['a plan of fewer', 'tap', '1..1\nok 1 a\nok 2 b\n', /says 1 tests, 2 are there/],
    ['a bail out', 'tap', 'ok 1 a\nBail out! no database\n', /bailed out: no database/],
    ['repeated ids', 'tap', 'ok 1 a\nok 1 b\n1..2\n', /appears multiple times/],
    ['tests after the plan', 'tap', 'ok 1 a\n1..1\nnot ok 2 b\n', /where none may/],
    ['a second plan', 'tap', 'ok 1 a\n1..1\n1..2\n', /where none may/],
    ['an open diagnostic', 'tap', '1..2\nok 1 a\n  ---\n  not ok 2 b\nok 2 c\n', /not closed/],
    ['an end in a diagnostic', 'tap', '1..1\nok 1 a\n  ---\n  x: y\n', /ends inside/],
    ['a subtest without plan', 'tap', '# Subtest: s\n    ok 1 a\nok 1 s\n1..1\n', /plan of s is missing/],
    ['depth', 'node', `${deepTap(80)}`, /nested deeper/],
    ['no XML', 'junit', 'hello', /not well-formed|not JUnit/],
    ['cut XML', 'junit', '<testsuites><testcase name="a"/>', /not well-formed/],
    ['another root', 'junit', '<html></html>', /not JUnit/],
    ['two roots', 'junit', '<testsuites></testsuites><testsuites></testsuites>', /well-formed|not JUnit/],
    ['a document type', 'junit', '<!DOCTYPE x><testsuites></testsuites>', /document type/],
    ['a lost failure', 'junit', '<testsuite failures="2"><testcase name="a"/></testsuite>', /lists none/],
    ['depth', 'junit', '<testsuite name="x">'.repeat(200) + '</testsuite>'.repeat(200), /can not be parsed/],
  ]
  test.each(CASES)('%s (%s)', (_name, format, text, problem) => {
    expect(read(format, text).report.problems.join('\n')).toMatch(problem)
  })

  it('a runner that crashed in the middle', () => {
    const { report } = readTestReport('tap', fixture('tape-crash.tap'))
    expect(report.counts.passed).toBe(1)
    expect(report.problems).toEqual(['the plan is missing: the report is empty or cut off'])
  })

  it('invalid UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('ok 1 '), Buffer.of(0xff, 0xfe), Buffer.from('\n1..1\n')])
    expect(readTestReport('tap', bytes).report.problems).toEqual(['the report is not valid UTF-8'])
  })

  it('more bytes or tests than the limits', () => {
    const limits = { bytes: 40, tests: 2, depth: 4 }
    expect(readTestReport('tap', Buffer.from('ok 1\nok 2\nok 3\n1..3\n'), limits).report.problems).toEqual([
      'the report holds more than 2 tests',
    ])
    expect(readTestReport('tap', Buffer.alloc(41, 0x20), limits).report.problems[0]).toMatch(/41 bytes long/)
  })
})

function deepTap(depth: number): string {
  const open = Array.from({ length: depth }, (_, level) => `${' '.repeat(4 * level)}# Subtest: s${level}\n`)
  return `${open.join('')}${' '.repeat(4 * depth)}ok 1 - in\n`
}

describe('hostile text can not hide tests', () => {
  it.each(['\u2028', '\u2029', '\r'])('behind a line separator (%j) in a name', (separator) => {
    const { report } = read('tap', `1..1\nok 1 a${separator}b\nnot ok 2 hidden\n`)
    expect(report.counts.failed).toBe(1)
    expect(report.problems).not.toEqual([])
  })

  it('in a diagnostic with tags, anchors and aliases', () => {
    const bomb = '  a: &a ["x","x"]\n  b: &b [*a,*a]\n  f: !function "()=>1"\n  error: !re /x/\n'
    const { report } = read('tap', `1..1\nnot ok 1 a\n  ---\n${bomb}  ...\n`)
    expect(report.failures).toEqual([{ id: 'a', message: '!re /x/' }])
    expect(report.problems).toEqual([])
  })

  it('by claiming to be a file while failing', () => {
    expect(read('node', 'not ok 1 - a.js\n1..1\n').report.counts).toMatchObject({ errored: 1, phantom: 0 })
    const junit =
      '<testsuites><testcase name="a.js" file="/x/a.js"><failure message="m"/></testcase></testsuites>'
    expect(read('junit', junit).report.counts).toMatchObject({ errored: 1, phantom: 0 })
  })

  it('by entities: they stay text', () => {
    const xml = '<testsuites><testcase name="&lol;&#x26;&#xD800;"/></testsuites>'
    expect(read('junit', xml).ids[0]?.id).toBe('&lol;&\ufffd')
  })

  it('and a document type in CDATA is only text', () => {
    const xml =
      '<testsuites><testcase name="a"><failure><![CDATA[<!DOCTYPE html>]]></failure></testcase></testsuites>'
    expect(read('junit', xml).report).toMatchObject({ counts: { failed: 1 }, problems: [] })
  })
})

test('skip wins over failure, in both formats', () => {
  const junit = '<testsuite><testcase name="a"><skipped/><failure/></testcase></testsuite>'
  expect(read('junit', junit).report.counts).toMatchObject({ skipped: 1, failed: 0 })
  expect(read('tap', 'not ok 1 a # SKIP\n1..1\n').report.counts).toMatchObject({ skipped: 1, failed: 0 })
})

test('missingIds lists what the result no longer has, in the order of the base', () => {
  const base = read('tap', 'ok 1 a\nok 2 a\nok 3 b\n1..3\n').ids
  const result = read('tap', 'ok 1 a # SKIP\nok 2 new\n1..2\n').ids
  expect(missingIds(base, result)).toEqual(['a (2)', 'b'])
  expect(missingIds(base, base)).toEqual([])
})

test('the baseline of a result counts what is gone and lists the first of it', () => {
  const base = read(
    'tap',
    `${Array.from({ length: 120 }, (_, n) => `ok ${n + 1} t${n}`).join('\n')}\n1..120\n`,
  )
  const result = read('tap', 'ok 1 t0\n1..1\n')
  const baseline = compareWithBase(base, result)
  expect(baseline).toMatchObject({ counts: base.report.counts, missingCount: 119 })
  expect(baseline.missing).toHaveLength(100)
  expect(baseline.missing[0]).toBe('t1')
})

describe('what stands for a file or a suite that broke is no test, and hides some', () => {
  const FILE = '<testcase name="t/a.js" file="/x/t/a.js"><failure message="m"/></testcase>'
  const CASES: readonly (readonly [string, ReportFormat, string, readonly string[]])[] = [
    ['a file', 'node', 'not ok 1 - t/a.js\nok 2 - b\n1..2\n', ['t/a.js']],
    ['a file', 'junit', `<testsuites>${FILE}<testcase name="b"/></testsuites>`, ['t/a.js']],
    [
      'a suite',
      'junit',
      '<testsuites><testsuite name="s"><error message="m"/></testsuite></testsuites>',
      ['s > (suite)'],
    ],
    [
      'a suite after its tests',
      'node',
      "# Subtest: s\n    ok 1 - b\n    1..1\nnot ok 1 - s\n  ---\n  type: 'suite'\n  ...\n1..1\n",
      ['s'],
    ],
    ['a suite before any test', 'node', "not ok 1 - s\n  ---\n  type: 'suite'\n  ...\n1..1\n", ['s']],
    [
      'tests that tape cut off',
      'tap',
      'ok 1 b\nnot ok 2 test exited without ending: c\nnot ok 3 plan != count\nnot ok 4 d timed out after 5ms\n1..4\n',
      ['test exited without ending: c', 'plan != count', 'd timed out after 5ms'],
    ],
  ]
  test.each(CASES)('%s (%s)', (_name, format, text, names) => {
    const base = read(format, text)
    expect(base.ids.filter(({ broke }) => broke).map(({ id }) => id)).toEqual(names)
    expect(base.unlisted).toEqual(names.map((name) => `"${name}" broke before all of its tests had run`))
    const { missing, missingCount, unlisted } = compareWithBase(base, { ids: [] })
    expect(missing).toEqual(base.ids.filter(({ broke }) => !broke).map(({ id }) => id))
    expect(missingCount).toBe(missing.length)
    expect(unlisted).toEqual(base.unlisted)
  })

  test('a test that fails is a test, whatever its name, and so is a file that ran', () => {
    for (const text of [
      'not ok 1 - s\n1..1\n',
      'not ok 1 the plan != count\n1..1\n',
      'ok 1 plan != count\n1..1\n',
    ])
      expect(read('tap', text)).toMatchObject({ unlisted: [], ids: [{ broke: false }] })
    expect(read('node', 'ok 1 - t/a.js\nok 2 - b\n1..2\n').unlisted).toEqual([])
  })

  test('a report with problems names not all tests either, and twenty reasons are enough', () => {
    expect(read('tap', 'ok 1 a\n').unlisted).toEqual(['the plan is missing: the report is empty or cut off'])
    const files = Array.from({ length: 30 }, (_, n) => `not ok ${n + 1} - t/${n}.js`)
    expect(read('node', `${files.join('\n')}\n1..30\n`).unlisted).toHaveLength(20)
  })
})

test('a canary is seen only by a failing test that the result does not have', () => {
  const result = read('tap', 'ok 1 a\nnot ok 2 b\n1..2\n')
  const seen = read('tap', 'ok 1 a\nnot ok 2 b\nnot ok 3 canary\n1..3\n')
  expect(judgeCanary(seen, result)).toEqual({ reportedFailing: true, problems: [] })
  expect(judgeCanary(result, result).reportedFailing).toBe(false)
  const green = read('tap', 'ok 1 a\nnot ok 2 b\nok 3 canary\n1..3\n')
  expect(judgeCanary(green, result).reportedFailing).toBe(false)
  expect(judgeCanary(read('tap', ''), result)).toEqual({
    reportedFailing: false,
    problems: ['the report is empty'],
  })
})

const tapText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'TAP version 14',
        '1..1',
        '1..0',
        'ok',
        'not ok 1 - a',
        'ok 2 # SKIP',
        'ok 3 {',
        '}',
        '# Subtest: s',
        '    # Subtest: t',
        '    ok 1 - x',
        '        not ok 1',
        '    1..1',
        '  ---',
        '  error: "x"',
        '  ...',
        'Bail out!',
        'pragma +strict',
      ),
      anyText(),
    ),
    { maxLength: 40 },
  )
  .map((lines) => lines.join('\n'))
const xmlText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<testsuites>',
        '</testsuites>',
        '<testsuite name="s" failures="1">',
        '</testsuite>',
        '<testcase name="a">',
        '</testcase>',
        '<testcase __proto__="x" constructor="y" name="toString"/>',
        '<failure message="m"/>',
        '<__proto__/>',
        '<skipped/>',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '&a;',
        '<?xml version="1.0"?>',
      ),
      anyText(),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

test('no bytes make the reader throw, and every answer has its form and a canonical JSON form', () => {
  const bytes = fc.oneof(
    tapText.map((text) => Buffer.from(text)),
    xmlText.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 500 }),
  )
  fc.assert(
    fc.property(bytes, fc.constantFrom(...FORMATS), (input, format) => {
      const { report, ids } = readTestReport(format, input)
      const { counts } = TestReport.parse(report)
      expect(counts.executed).toBe(counts.passed + counts.failed + counts.errored)
      expect(counts.total).toBe(counts.executed + counts.skipped + counts.todo)
      expect(ids).toHaveLength(counts.total)
      toCanonicalJson({ report, ids })
    }),
    { numRuns: 500 },
  )
})

test('a flat report without a problem holds exactly the points of its plan', () => {
  const point = fc.record({ ok: fc.boolean(), name: fc.string() })
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 20 }), fc.nat(25), (points, plan) => {
      const lines = points.map(({ ok, name }, index) => `${ok ? 'ok' : 'not ok'} ${index + 1} - x${name}`)
      const { report } = read('tap', `${lines.join('\n')}\n1..${plan}\n`)
      expect(report.problems.length === 0).toBe(plan === points.length)
    }),
  )
})
