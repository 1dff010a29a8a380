import { describe, expect, test } from 'vitest'
import type { Stage } from '../contract/stages.ts'
import { BOARD, exampleTexts, PRD, validateTexts } from './example.fixture.ts'
import type { EngineStanding } from './model/planning-context.ts'

/** What the check says when the ledger has the candidate at `stands` and a document says `words`. */
function said(words: string, stands: Stage | null): readonly string[] {
  const files = exampleTexts()
  files.set(PRD, `${files.get(PRD) ?? ''}\n${words}\n`)
  const engines = stands === null ? [] : [{ engine: 'case', stage: stands }]
  return findings(files, engines)
}

function findings(files: ReadonlyMap<string, string>, engines: readonly EngineStanding[]): readonly string[] {
  const report = validateTexts(files, { evidence: () => 'verifies', engines })
  const check = report.checks.find(({ id }) => id === 'stage-standing')
  expect(check?.status).toBe(check?.findings.length === 0 ? 'pass' : 'fail')
  return (check?.findings ?? []).map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

const AT = 'Case is at the copied repository stage.'
const PAST = 'Case passed the artificial fixture stage (run:20261101t101010z-0123456789).'
const REACHED = 'Case reached the copied repository stage (run:20261101t101010z-0123456789).'

describe('a stage that a document says', () => {
  test.each([
    [AT, 'copied-repo-fixture'],
    [PAST, 'copied-repo-fixture'],
    [PAST, 'owned-noncritical-repo'],
    [REACHED, 'copied-repo-fixture'],
    [REACHED, 'disposable-sandbox-repo'],
    ['Case is at the gated engine stage.', null],
    ['Case is not at the copied repository stage.', 'gated-engine'],
    ['If Case is at the copied repository stage, a person signs.', 'gated-engine'],
    ['The next stage of all is the copied repository stage.', 'gated-engine'],
  ] as const)('%s holds at %s', (words, stands) => {
    expect(said(words, stands)).toEqual([])
  })

  test.each([
    [AT, 'gated-engine', 'is put at copied-repo-fixture, and by the ledger it stands at gated-engine'],
    [
      AT,
      'candidate-default',
      'is put at copied-repo-fixture, and by the ledger it stands at candidate-default',
    ],
    [
      PAST,
      'artificial-fixture',
      'is said to have passed artificial-fixture, and by the ledger it stands at artificial-fixture',
    ],
    [
      REACHED,
      'artificial-fixture',
      'is said to have reached copied-repo-fixture, and by the ledger it stands at artificial-fixture',
    ],
    [AT, null, 'is put at copied-repo-fixture, and where it stands is not known: no ledger here says so'],
    [
      'Stage of Case: copied-repo-fixture',
      'gated-engine',
      'is put at copied-repo-fixture, and by the ledger it stands at gated-engine',
    ],
    [
      '| Engine | Stage |\n|---|---|\n| Case | artificial-fixture |',
      'gated-engine',
      'is put at artificial-fixture, and by the ledger it stands at gated-engine',
    ],
  ] as const)('%s does not hold at %s', (words, stands, message) => {
    const [one, ...more] = said(words, stands)
    expect(more).toEqual([])
    expect(one).toContain(`${PRD}:`)
    expect(one).toContain(`case ${message}`)
  })

  test('an entry of the workboard may name another engine, which is held against its own standing', () => {
    const files = exampleTexts()
    const board = files.get(BOARD) ?? ''
    files.set(
      BOARD,
      board.replace('kind: prd', 'kind: prd\n    engine: codex\n    stage: artificial-fixture'),
    )
    const engines = [{ engine: 'codex', stage: 'gated-engine' } as const]
    expect(findings(files, engines)).toEqual([
      expect.stringContaining(
        'codex is put at artificial-fixture, and by the ledger it stands at gated-engine',
      ),
    ])
    expect(findings(files, [{ engine: 'codex', stage: 'artificial-fixture' }])).toEqual([])
  })

  test.each([
    [
      'sources/codex.yaml',
      'engine: codex\nstage: candidate-default\n',
      'sources/codex.yaml:2: codex is put at candidate-default by a record',
    ],
    [
      'enablements/case.yaml',
      '{engine: case, Stage: 5}\n',
      'enablements/case.yaml:1: case is put at 5 by a record',
    ],
  ])('%s has no say in it, even where the ledger shows the same', (file, text, finding) => {
    const engines = [{ engine: 'codex', stage: 'candidate-default' } as const]
    const files = exampleTexts().set(file, text)
    expect(findings(files, engines)).toEqual([expect.stringContaining(finding)])
  })

  test.each([
    ['sources/codex.yaml', 'engine: codex\nnotes: |\n  stage: candidate-default\n'],
    ['sources/README.md', 'stage: candidate-default\n'],
    ['sources/superseded/codex.yaml', 'stage: candidate-default\n'],
    ['sources/codex.yaml', '- stage\n'],
  ])('%s with %j puts nothing anywhere', (file, text) => {
    expect(findings(exampleTexts().set(file, text), [])).toEqual([])
  })
})
