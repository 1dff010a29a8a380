import { describe, expect, test } from 'vitest'
import { ValidationReport } from '../contract/planning.ts'
import { ALL_CHECKS } from './checks/all-checks.ts'
import { brokenChecks, exampleTexts, validateTexts } from './example.fixture.ts'
import { MUTATIONS } from './mutations.fixture.ts'

const evidence = () => 'unknown' as const

describe('the example workspace', () => {
  test('passes every check', () => {
    const report = validateTexts(exampleTexts(), { evidence })
    expect(report.checks.flatMap((check) => check.findings)).toEqual([])
    expect(report.ok).toBe(true)
    expect(ValidationReport.parse(report)).toEqual(report)
  })

  test('gives a report without a word of what an engine can do', () => {
    const text = JSON.stringify(validateTexts(exampleTexts(), { evidence }))
    expect(text).not.toMatch(/ready|approved|production|default|chosen/i)
  })
})

describe('one rule broken at a time', () => {
  test.each(MUTATIONS.map((mutation) => [mutation.what, mutation] as const))('%s', (_what, mutation) => {
    const files = exampleTexts()
    mutation.change(files)
    const report = validateTexts(files, { evidence })
    expect(brokenChecks(report).toSorted()).toEqual([...mutation.breaks].toSorted())
    for (const finding of report.checks.flatMap((check) => check.findings)) {
      expect(finding.message).not.toBe('')
      expect(finding.fix).not.toBe('')
      expect(finding.line).toBeGreaterThan(0)
    }
  })

  test('there are at least sixty, and each check is broken by one of them', () => {
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(60)
    const broken = new Set(MUTATIONS.flatMap((mutation) => mutation.breaks))
    const needsOptions = new Set(['changed-files', 'clean-worktree'])
    expect(
      ALL_CHECKS.map((check) => check.id).filter((id) => !broken.has(id) && !needsOptions.has(id)),
    ).toEqual([])
  })
})
