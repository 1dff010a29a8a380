import { expect, test } from 'vitest'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import { BLOCKER_CODES, BLOCKERS } from '../contract/blockers.ts'
import type { Facts } from '../contract/facts.ts'
import { evaluateGates } from './evaluate-gates.ts'
import { judge } from './judge.ts'

function withoutRun(change: Partial<Facts>): Facts {
  const facts = goodFacts()
  return { ...facts, engine: null, provider: null, sandbox: null, patch: null, tests: null, ...change }
}

const refusable = BLOCKER_CODES.filter((code) => BLOCKERS[code].exit === 3 || BLOCKERS[code].exit === 4)

test.each(refusable)(
  'a run refused for %s carries that code alone, without gates that did not run',
  (code) => {
    const facts = withoutRun({ refusals: [{ code, message: 'why' }] })
    expect(judge(facts, evaluateGates(facts))).toEqual({
      status: 'fail',
      completeness: BLOCKERS[code].completeness,
      blockers: [{ code, message: 'why' }],
      exitCode: BLOCKERS[code].exit,
    })
  },
)

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
  [null, 130],
] as const)('an interruption by %s exits with %i', (signal, exitCode) => {
  const facts = withoutRun({ interrupted: { signal } })
  expect(judge(facts, evaluateGates(facts))).toEqual({
    status: 'fail',
    completeness: 'interrupted',
    blockers: [
      { code: 'interrupted', message: `the run was interrupted by ${signal ?? 'the end of the harness'}` },
    ],
    exitCode,
  })
})

test('refusals come first, then the interruption, then gates in their order, each once', () => {
  const facts = withoutRun({
    refusals: [
      { code: 'dirty_start', message: 'a' },
      { code: 'dirty_start', message: 'a' },
      { code: 'not_eligible', message: 'b' },
    ],
    interrupted: { signal: 'SIGTERM' },
    artifacts: [{ path: 'x', bytes: 2_000_000 }],
  })
  const verdict = judge(facts, evaluateGates(facts))
  const codes = verdict.blockers.map(({ code }) => code)
  expect(codes).toEqual(['dirty_start', 'not_eligible', 'interrupted', 'artifact_too_large'])
  expect(verdict).toMatchObject({ exitCode: 143, completeness: 'interrupted' })
})

test('a required gate that nobody evaluated, or that failed without a reason, is no pass', () => {
  const facts = goodFacts()
  const gates = evaluateGates(facts)
  const missing = judge(
    facts,
    gates.filter(({ gate }) => gate !== 'tests'),
  )
  expect(missing).toMatchObject({ status: 'fail', exitCode: 4, blockers: [{ code: 'gate_not_run' }] })
  const mute = gates.map((result) =>
    result.gate === 'tests' ? { ...result, verdict: 'fail' as const } : result,
  )
  expect(judge(facts, mute)).toMatchObject({ status: 'fail', blockers: [{ code: 'gate_not_run' }] })
})

test('no answer outweighs no, refusal outweighs both', () => {
  const facts = goodFacts()
  const late = { ...facts, artifacts: [{ path: 'x', bytes: 2_000_000 }], tests: null }
  expect(judge(late, evaluateGates(late))).toMatchObject({ exitCode: 4, completeness: 'incomplete' })
  const refused = { ...late, refusals: [{ code: 'not_eligible' as const, message: 'm' }] }
  expect(judge(refused, evaluateGates(refused)).exitCode).toBe(3)
})

test('what stopped the run before its engine is all that is said of it', () => {
  const setup = { key: null, cached: false, exit: null, ok: false, problem: 'npm ci ended with 1' }
  const unset = withoutRun({ setup: { ...setup, key: goodFacts().task.digest } })
  const codes = (facts: Facts) => judge(facts, evaluateGates(facts)).blockers.map(({ code }) => code)
  expect(codes(unset)).toEqual(['setup_failed'])
  const { provider } = goodFacts()
  const preflight = { failure: 'tls' as const, detail: null }
  expect(codes(withoutRun({ provider: provider && { ...provider, preflight } }))).toEqual([
    'provider_unavailable',
  ])
})

test('the reason why a required gate did not run is in its blocker, and a result without one says so', () => {
  const facts = goodFacts()
  const gates = evaluateGates(facts)
  const withTests = (change: object[]) => [
    ...gates.filter(({ gate }) => gate !== 'tests'),
    ...gates
      .filter(({ gate }) => gate === 'tests')
      .flatMap((good) => change.map((part) => ({ ...good, ...part }))),
  ]
  const messageOf = (change: object[]) =>
    judge(facts, withTests(change)).blockers.map(({ message }) => message)
  const notRun = (message: string) => ({
    verdict: 'not-run' as const,
    reasons: [{ code: 'gate_not_run' as const, message }],
  })
  expect(messageOf([notRun('a')])).toEqual(['gate tests: a'])
  expect(messageOf([notRun('a'), notRun('b')])).toEqual(['gate tests: a; b'])
  expect(messageOf([{}, notRun('a')])).toEqual(['gate tests: a'])
  expect(messageOf([])).toEqual(['gate tests: there is no result, or one without a reason'])
  expect(messageOf([{ verdict: 'not-run', reasons: [] }])).toEqual([
    'gate tests: there is no result, or one without a reason',
  ])
})

test('a gate that its result calls required counts, though these facts do not ask for it', () => {
  const facts = goodFacts()
  const free = { ...facts, policy: { ...facts.policy, requiredGates: [] }, tests: null }
  const gates = evaluateGates(free)
  expect(judge(free, gates).blockers.map(({ code }) => code)).toEqual(['gate_not_run', 'gate_not_run'])
  const marked = gates.map((gate) => (gate.gate === 'tests' ? { ...gate, required: true } : gate))
  expect(judge(free, marked).blockers.map(({ message }) => message)).toContain(
    'gate tests: no test command was run, for a reason that the facts do not hold',
  )
})
