import { expect, test } from 'vitest'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { TestFacts } from '../contract/facts.ts'
import { readTestReport } from '../testreport/read-test-report.ts'
import { checkTestReport } from './check-test-report.ts'
import { FILES } from './layout.ts'

const BASE = Buffer.from('TAP version 13\nnot ok 1 - test/a.test.js\nok 2 - adds\n1..2\n')
const RESULT = Buffer.from('TAP version 13\nok 1 - adds\nok 2 - subtracts\n1..2\n')
const { counts } = readTestReport('node', BASE).report
const WHY = '"test/a.test.js" broke before all of its tests had run'

/** Whether what the facts say of the base is what its report holds. */
function holds(baseline: TestFacts['baseline']): boolean {
  const facts = goodFacts()
  if (facts.tests === null) throw new Error('good facts have tests')
  const { report } = readTestReport('node', RESULT)
  const sealed = {
    facts: { ...facts, tests: { ...facts.tests, report, baseline } },
    documents: new Map([
      [FILES.testReport, RESULT],
      [FILES.baseReport, BASE],
    ]),
    manifest: new Map([[FILES.baseReport, '']]),
  }
  return !checkTestReport(sealed).some(({ file }) => file === FILES.baseReport)
}

test('what stands for a broken file is missed by nobody, and why tests have no name is read again', () => {
  expect(holds({ counts, missing: [], missingCount: 0, unlisted: [WHY] })).toBe(true)
  expect(holds({ counts, missing: [], missingCount: 0, unlisted: [] })).toBe(false)
  expect(holds({ counts, missing: ['test/a.test.js'], missingCount: 1, unlisted: [WHY] })).toBe(false)
})

test('facts of before, which do not say why, counted it as a test', () => {
  expect(holds({ counts, missing: ['test/a.test.js'], missingCount: 1 })).toBe(true)
  expect(holds({ counts, missing: [], missingCount: 0 })).toBe(false)
})
