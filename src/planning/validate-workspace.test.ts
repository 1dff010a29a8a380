import { describe, expect, test } from 'vitest'
import { globsOf } from './checks/changed-files.ts'
import { BOARD, brokenChecks, CONFIG, exampleTexts, ISSUES, PRD, validateTexts } from './example.fixture.ts'
import { toPlanningTemplates } from './templates/planning-templates.ts'
import { toSarif } from './to-sarif.ts'

const evidence = () => 'unknown' as const

describe('a change and the issue it belongs to', () => {
  const changed = (issue: string, changedFiles: readonly string[]) => {
    const report = validateTexts(exampleTexts(), { evidence, diff: { issue, changedFiles } })
    return report.checks.find((check) => check.id === 'changed-files')
  }

  test('files that the issue allows pass', () => {
    expect(changed('PLAN-004', ['planning/contracts/adapter.md', BOARD])).toMatchObject({ status: 'pass' })
  })

  test('a file that it does not allow is named', () => {
    expect(changed('PLAN-004', ['src/main.ts', '../outside.md', 'planning/a.md'])).toMatchObject({
      status: 'fail',
      findings: [{ file: '../outside.md' }, { file: 'src/main.ts' }],
    })
  })

  test('an issue that is not there, or a phrase without globs, is not run', () => {
    expect(changed('PLAN-099', [])).toMatchObject({ status: 'not-run' })
    const config = { ...CONFIG, allowedFiles: {} }
    const report = validateTexts(exampleTexts(), {
      evidence,
      config,
      diff: { issue: 'PLAN-004', changedFiles: [] },
    })
    expect(report.ok).toBe(false)
    expect(report.checks.find((check) => check.id === 'changed-files')).toMatchObject({ status: 'not-run' })
  })

  test('the longest phrase that the words end with counts', () => {
    const phrases = { 'documents only': ['a'], 'planning documents only': ['b'] }
    expect(globsOf('Workspace planning documents only.', phrases)).toEqual(['b'])
    expect(globsOf('other documents only', phrases)).toEqual(['a'])
    expect(globsOf('subdocuments only', phrases)).toBeUndefined()
    expect(globsOf('`src/**`, `docs/*.md`.', {})).toEqual(['src/**', 'docs/*.md'])
  })
})

describe('evidence', () => {
  const claim = 'The run of Case succeeded, see run:20261101t101010z-0123456789.'
  const withClaim = () => new Map([...exampleTexts(), [PRD, `${exampleTexts().get(PRD)}\n${claim}\n`]])

  test('that verifies carries the claim', () => {
    expect(brokenChecks(validateTexts(withClaim(), { evidence: () => 'verifies' }))).toEqual([])
  })

  test.each(['fails', 'unknown'] as const)('that %s does not', (verdict) => {
    expect(brokenChecks(validateTexts(withClaim(), { evidence: () => verdict }))).toEqual(['evidence-claims'])
  })

  test('that nobody can look up leaves the check not run, which is not ok', () => {
    const report = validateTexts(withClaim())
    expect(report.ok).toBe(false)
    expect(report.checks.find((check) => check.id === 'evidence-claims')).toMatchObject({ status: 'not-run' })
  })

  test('a ticked criterion may name it, or its entry on the workboard', () => {
    const ticked = exampleTexts()
    ticked.set(
      ISSUES,
      (ticked.get(ISSUES) ?? '').replace(
        '- [ ] The check asks for',
        '- [x] (commit:0123456) The check asks for',
      ),
    )
    expect(brokenChecks(validateTexts(ticked, { evidence: () => 'verifies' }))).toEqual([])
    expect(brokenChecks(validateTexts(ticked, { evidence }))).toEqual(['evidence-ticks'])
  })
})

describe('the work tree', () => {
  const clean = (value: boolean | null) =>
    brokenChecks(
      validateTexts(exampleTexts(), { evidence, requireClean: true, git: { commit: null, clean: value } }),
    )

  test('must be clean when that is asked for', () => {
    expect(clean(true)).toEqual([])
    expect(clean(false)).toEqual(['clean-worktree'])
    expect(clean(null)).toEqual(['clean-worktree'])
  })
})

describe('an engine beyond the first stage', () => {
  const engines = [{ engine: 'case', stage: 'artificial-fixture' } as const]

  test('needs its admission page and its signed record', () => {
    expect(brokenChecks(validateTexts(exampleTexts(), { evidence, engines }))).toEqual([
      'admission-before-candidacy',
    ])
    const files = exampleTexts()
    files.set('sources/case.yaml', '').set('sources/case.yaml.sig', '')
    expect(brokenChecks(validateTexts(files, { evidence, engines }))).toEqual([])
    files.delete('planning/contracts/source-admission.md')
    expect(brokenChecks(validateTexts(files, { evidence, engines }))).toContain('admission-before-candidacy')
  })

  test('needs them for an enablement too, wherever it stands', () => {
    const files = exampleTexts()
    files.set('enablements/case.yaml', 'engine: case\n')
    const report = validateTexts(files, { evidence })
    expect(report.checks.flatMap(({ findings }) => findings)).toMatchObject([
      {
        file: 'enablements/case.yaml',
        line: 1,
        message: expect.stringContaining('case has an enablement, and'),
      },
    ])
    expect(brokenChecks(report)).toEqual(['admission-before-candidacy'])
    files.set('sources/case.yaml', '').set('sources/case.yaml.sig', '')
    expect(brokenChecks(validateTexts(files, { evidence }))).toEqual([])
  })
})

test('what could not be read is a finding of its own', () => {
  const files = exampleTexts()
  files.delete(PRD)
  const report = validateTexts(files, {
    evidence,
    unreadable: new Map([[PRD, 'it is a link that leaves the workspace']]),
  })
  expect(brokenChecks(report)).toEqual(['readable'])
})

test('paths that leave the workspace are findings', () => {
  const config = { ...CONFIG, prd: '../prd.md', workboard: '/etc/passwd' }
  expect(brokenChecks(validateTexts(exampleTexts(), { evidence, config }))).toEqual(
    expect.arrayContaining(['prd-present', 'workboard-form']),
  )
})

test('the disclaimer can be asked for word by word', () => {
  const config = { ...CONFIG, disclaimer: ['Plans, and nothing but plans.'] }
  expect(brokenChecks(validateTexts(exampleTexts(), { evidence, config }))).toEqual(['disclaimer'])
})

test('templates for any candidate validate', () => {
  const files = toPlanningTemplates({ candidate: 'nova', owner: 'somebody', today: '2026-11-22' })
  const config = { ...CONFIG, candidate: 'nova' }
  expect(brokenChecks(validateTexts(files, { evidence, config }))).toEqual([])
})

test('the example on disk is what the templates give', () => {
  const written = toPlanningTemplates({ candidate: 'case', owner: 'jp', today: '2026-11-01' })
  expect(exampleTexts()).toEqual(written)
})

test('findings as SARIF name rule, file and line', () => {
  const files = exampleTexts()
  const text = `${files.get(PRD)}\nCase is the default backend.\n`
  files.set(PRD, text)
  expect(toSarif(validateTexts(files, { evidence }))).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        results: [
          {
            ruleId: 'candidate-wording',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: PRD },
                  region: { startLine: text.split('\n').length - 1 },
                },
              },
            ],
          },
        ],
      },
    ],
  })
})
