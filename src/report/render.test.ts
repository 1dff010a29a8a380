import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { visit } from 'unist-util-visit'
import { expect, test } from 'vitest'
import { goodEvents } from '../../fixtures/runs/good-events.ts'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import { anyText } from '../../test/samples/any-text.ts'
import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import type { ReportCore } from '../contract/report.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { judge } from '../gates/judge.ts'
import { toCode, toVisible } from '../kernel/hostile-text.ts'
import { foldReport } from './fold-report.ts'
import { renderReportMarkdown } from './render-markdown.ts'
import { renderReportText } from './render-text.ts'

function coreOf(facts: Facts, change: (gate: GateResult) => GateResult = (gate) => gate): ReportCore {
  const gates = evaluateGates(facts).map(change)
  return foldReport({
    events: goodEvents(),
    facts,
    gates,
    verdict: judge(facts, gates),
    chainHead: 'a'.repeat(64),
  })
}

/** A failing report with one text in every place that an engine or a test can write to. */
function hostileCore(text: string): ReportCore {
  const facts = goodFacts()
  const [file] = facts.patch?.changedFiles ?? []
  if (facts.engine === null || facts.patch === null || facts.tests === null || file === undefined) {
    throw new Error('the good run lacks parts')
  }
  // How many reasons a name has against it depends on the name; here it is one, so that the parts of the page are the same.
  const oneReason = (gate: GateResult): GateResult =>
    gate.gate === 'patch-safety'
      ? { ...gate, verdict: 'fail', reasons: [{ code: 'patch_unsafe', message: text }] }
      : gate
  const hostile = {
    ...facts,
    engine: {
      ...facts.engine,
      terminal: 'failed' as const,
      terminalMessage: text,
      forged: [text],
      exit: { ...facts.engine.exit, leftProcesses: [{ pid: 1, command: text }] },
    },
    patch: { ...facts.patch, changedFiles: [{ ...file, path: text === '' ? 'x' : text }] },
    tests: {
      ...facts.tests,
      report: { ...facts.tests.report, failures: [{ id: text, message: text }], problems: [text] },
      changedAfter: [text === '' ? 'x' : text],
    },
    artifacts: [{ path: text, bytes: 5 }],
  }
  return coreOf(hostile, oneReason)
}

interface Shape {
  readonly types: string[]
  readonly code: string[]
}

function shapeOf(markdown: string): Shape {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const shape: Shape = { types: [], code: [] }
  visit(tree, (node) => {
    shape.types.push(node.type)
    if (node.type === 'inlineCode') shape.code.push(node.value)
  })
  return shape
}

test('the page of a good run says passed first, and what limits it', () => {
  const page = renderReportMarkdown(coreOf(goodFacts()))
  expect(page.split('\n')[0]).toBe('# Passed: engine `fake` on task `example`')
  expect(page).toContain('TEST WORKSPACE')
  expect(page).toContain('Gates: 17 pass, 0 FAIL, 0 NOT RUN')
  expect(page).toContain('- **model-not-live**: No live model answered')
  expect(page).toContain('- `src/index.js`')
  expect(page).toContain('3 executed: 3 passed')
  expect(page).toContain('a'.repeat(64))
  expect(page).not.toMatch(/\*\*(?:FAIL|NOT RUN)\*\*/)
  expect(renderReportMarkdown(coreOf(goodFacts()))).toBe(page)
})

test('the page of a failed run gives each blocker with its meaning, and not-run never looks like pass', () => {
  const facts = goodFacts()
  const core = coreOf({ ...facts, tests: null, artifacts: [{ path: 'big', bytes: 2_000_000 }] })
  const page = renderReportMarkdown(core)
  expect(page.split('\n')[0]).toBe('# Not passed: engine `fake` on task `example`')
  expect(page).toContain('**artifact_too_large** (an artifact is larger than allowed)')
  expect(page).toContain('- **NOT RUN** tests: Did tests run, and did none fail?')
  expect(page).toContain('- **FAIL** artifacts')
  expect(page).not.toMatch(/\*\*pass\*\* tests:/)
  expect(page).toContain('NOT RUN: the harness ran no test command')
})

const NASTY = [
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '![x](https://example.org/x.png)',
  'https://example.org www.example.org a@example.org',
  '`` ` ```',
  '`</code><b>x',
  '\n# Passed\n\n- **pass** tests',
  '\r\n\r\n<img src=x>',
  '| a | b |\n|---|---|',
  '\u202egnp.exe \u2066x\u2069 \u200b\ufeff\u00ad',
  '\u001b[2J\u001b]8;;http://x\u0007',
  '\u2028\u2029\u0085',
  '[^1]: note ~~x~~ - [x] done &lt;b&gt; \\',
  ' ',
  '',
]

test.each(NASTY)('%j neither acts nor hides on the page', (text) => {
  const plain = shapeOf(renderReportMarkdown(hostileCore('plain')))
  const shape = shapeOf(renderReportMarkdown(hostileCore(text)))
  if (text.trim() !== '') expect(shape.types).toEqual(plain.types)
  for (const type of ['html', 'link', 'image', 'table', 'footnoteDefinition', 'delete']) {
    expect(shape.types).not.toContain(type)
  }
})

test('whatever an engine writes, the page has the same parts and shows the text as code', () => {
  const plain = shapeOf(renderReportMarkdown(hostileCore('plain')))
  const text = fc.oneof(
    anyText({ minLength: 1 }),
    fc.constantFrom('__proto__', 'constructor'),
    fc
      .array(fc.constantFrom('`', '``', '\\', '<', '[', ']', '(', '*', '_', '\n', '|', ' ', 'a', '~', '#'), {
        minLength: 1,
      })
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(
      text.filter((value) => value.trim() !== ''),
      (value) => {
        const shape = shapeOf(renderReportMarkdown(hostileCore(value)))
        expect(shape.types).toEqual(plain.types)
        expect(shape.code.some((code) => code.includes(toVisible(value).trim()))).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})

test('text for a terminal holds no control and no turning character, in lines of ours', () => {
  const plain = renderReportText(hostileCore('plain')).split('\n').length
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...NASTY), anyText()), (value) => {
      const summary = renderReportText(hostileCore(value))
      expect(summary.split('\n')).toHaveLength(plain)
      expect(summary.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f]/u)
      expect(summary.isWellFormed()).toBe(true)
    }),
  )
})

test('the summary names failed and not-run gates', () => {
  const facts = goodFacts()
  expect(renderReportText(coreOf(facts)).split('\n')[0]).toBe('PASS (complete)  engine fake on task example')
  const summary = renderReportText(coreOf({ ...facts, tests: null }))
  expect(summary).toMatch(/^FAIL \(incomplete\)/)
  expect(summary).toContain('12 pass, 5 NOT RUN (clean-tree, tests, hidden-tests, test-integrity, canary)')
  expect(summary).toContain('tests    NOT RUN')
})

test.each([
  ['a', '`a`'],
  ['a`b', '`` a`b ``'],
  ['``', '``` `` ```'],
  [' a ', '`  a  `'],
  ['', '(empty)'],
  ['  ', '(blank)'],
  ['a\nb', '`a\\u{a}b`'],
])('%j as code is %s', (text, code) => {
  expect(toCode(text)).toBe(code)
})

test('long text is cut and says so', () => {
  expect(toVisible('x'.repeat(600))).toBe(`${'x'.repeat(500)} (100 more characters)`)
})
