import { describe, expect, test } from 'vitest'
import type { ControlsFacts } from '../../contract/controls.ts'
import type { DecisionFacts } from '../../contract/decision-facts.ts'
import { sha256 } from '../../kernel/digest.ts'
import { decideEligibility } from '../decide-eligibility.ts'
import { builtin, facts, gated, NOW, policy } from '../decision.fixture.ts'

const HELD: ControlsFacts = {
  ok: true,
  summary: 'oracle pass, no-op fail, cheater fail',
  at: NOW,
  stale: [],
  ledgerIndex: 7,
  runs: [{ run: 'urn:proctor:run:x', reportSha256: sha256('report') }],
}
const FAILED: ControlsFacts = { ...HELD, ok: false, summary: 'no-op pass' }
const asked = policy({ controls: { requiredFor: ['artificial'] } })

function decided(changes: Partial<DecisionFacts>, given = policy()) {
  const { record } = decideEligibility(facts([builtin('fake', 0), builtin('codex', 1)], changes), given)
  return {
    selected: record.selected,
    reasons: record.denied.map(({ engine, reasons }) => [engine, reasons.map(({ code }) => code)]),
    messages: record.denied.flatMap(({ reasons }) => reasons.map(({ message }) => message)),
    hints: record.denied.flatMap(({ reasons }) => reasons.map(({ hint }) => hint)),
  }
}

const REFUSED = [
  ['fake', ['controls_failed']],
  ['codex', ['controls_failed']],
]

describe('the controls of a task', () => {
  test('that failed refuse every engine, whatever policy asks for', () => {
    const answer = decided({ controls: FAILED })
    expect(answer).toMatchObject({ selected: null, reasons: REFUSED })
    expect(answer.messages[0]).toBe('the controls of task example do not hold: no-op pass')
    expect(answer.hints).toEqual(Array(2).fill('proctor controls --task example'))
  })

  test.each([
    ['were never run', null, 'and none are on record for example as it is'],
    ['were not looked for', undefined, 'and none are on record for example as it is'],
    ['are too old', { ...HELD, stale: ['they are old'] }, 'and those of example are stale: they are old'],
  ])('that %s refuse where policy asks for them, and only there', (_, controls, message) => {
    const changes = controls === undefined ? {} : { controls }
    expect(decided(changes)).toMatchObject({ selected: 'fake', reasons: [] })
    const answer = decided(changes, asked)
    expect(answer).toMatchObject({ selected: null, reasons: REFUSED })
    expect(answer.messages[0]).toBe(
      `policy asks for the controls of tasks on artificial repositories, ${message}`,
    )
    expect(answer.hints[0]).toBe('proctor controls --task example')
  })

  test('that hold let engines run where policy asks for them', () => {
    expect(decided({ controls: HELD }, asked)).toMatchObject({ selected: 'fake', reasons: [] })
  })
})

describe('a control run', () => {
  const copied = { repository: { id: 'example', class: 'copied' as const } }

  test('needs neither controls nor a standing, for it examines no engine', () => {
    const given = policy({ controls: { requiredFor: ['copied'] }, classes: { low: { engines: ['codex'] } } })
    const candidates = [builtin('fake', 0)]
    const run = (control?: 'oracle') =>
      decideEligibility(
        facts(candidates, { ...copied, controls: FAILED, ...(control === undefined ? {} : { control }) }),
        given,
      )
    expect(run('oracle').record).toMatchObject({ selected: 'fake', denied: [] })
    const rules = run('oracle').rules.map(({ rule }) => rule)
    for (const rule of ['admitted-for-class', 'standing', 'engine-of-class'])
      expect(rules).not.toContain(rule)
    expect(rules).toEqual(expect.arrayContaining(['source-clean', 'governed-by-commit', 'admitted']))
    expect(run().record.selected).toBeNull()
  })

  test('is no way around them for any other engine, or for a gated one', () => {
    const answer = decided({ control: 'oracle', controls: FAILED })
    expect(answer).toMatchObject({ selected: 'fake', reasons: [['codex', ['controls_failed']]] })
    expect(answer.messages).toEqual(['control oracle is played by the fake engine, and codex is none'])
    const disguised = gated({ adapter: 'fake' }, {})
    const { record } = decideEligibility(facts([disguised], { ...copied, control: 'oracle' }), policy())
    expect(record.selected).toBeNull()
  })

  test('keeps to every other rule', () => {
    for (const changes of [
      { source: { clean: false, dirtyPaths: ['a'] } },
      { sandbox: { backend: 'none' as const, available: true, problems: [] } },
      { protection: { commit: null, changed: [] } },
    ]) {
      const answer = decided({ control: 'oracle', ...copied, ...changes })
      expect(answer.selected).toBeNull()
    }
  })
})
