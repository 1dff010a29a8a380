import { expect, test } from 'vitest'
import { goodEvents, goodSteps, toEvents } from '../../fixtures/runs/good-events.ts'
import { goodFacts, RUN_ID } from '../../fixtures/runs/good-facts.ts'
import { Event, type EventData } from '../contract/event.ts'
import { Facts } from '../contract/facts.ts'
import { GATE_IDS } from '../contract/gate.ts'
import { ReportCore } from '../contract/report.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { judge } from '../gates/judge.ts'
import { chainLink } from '../kernel/event-chain.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { foldReport, type ReportInput } from './fold-report.ts'

const CHAIN_HEAD = chainLink('the last line')

function input(facts: Facts = goodFacts(), events = goodEvents()): ReportInput {
  const gates = evaluateGates(facts)
  return { events, facts, gates, verdict: judge(facts, gates), chainHead: CHAIN_HEAD }
}

test('the fixture is a run that the contract knows', () => {
  for (const event of goodEvents()) Event.parse(event)
  Facts.parse(goodFacts())
})

test('a good run folds into a report of the contract, the same each time', () => {
  const core = foldReport(input())
  expect(ReportCore.parse(core)).toEqual(core)
  expect(JSON.stringify(foldReport(input()))).toBe(JSON.stringify(core))
  expect(core).toMatchObject({
    runId: RUN_ID,
    runStartedAt: '2026-01-02T03:04:05.000Z',
    runEndedAt: '2026-01-02T03:04:17.000Z',
    status: 'pass',
    completeness: 'complete',
    backendExitCode: 0,
    changedFiles: ['src/index.js'],
    tests: { executed: 3, exitCode: 0 },
    usage: { source: 'gateway', requests: 2, inputTokens: 20, cachedInputTokens: 5, outputTokens: 7 },
    caps: ['test-workspace', 'model-not-live', 'engine-is-fake'],
    freshness: { seq: 1, chainHead: CHAIN_HEAD },
    artifacts: { 'raw logs': 'raw/', 'report.json': 'report.json', 'patch.diff': 'patch.diff' },
  })
  expect(core.gates).toHaveLength(GATE_IDS.length)
})

test('a refused run has nulls where nothing happened', () => {
  const facts: Facts = {
    ...goodFacts(),
    refusals: [{ code: 'dirty_start', message: 'x' }],
    setup: null,
    sandbox: null,
    engine: null,
    provider: null,
    patch: null,
    tests: null,
  }
  const events = toEvents([...goodSteps().slice(0, 1), ['run.refused', { reasons: facts.refusals }]])
  const core = ReportCore.parse(foldReport(input(facts, events)))
  expect(core).toMatchObject({
    status: 'fail',
    completeness: 'incomplete',
    blockers: [{ code: 'dirty_start', message: 'x' }],
    resultTree: null,
    backendExitCode: null,
    tests: null,
    usage: null,
    sandbox: null,
    changedFiles: [],
    runEndedAt: events.at(-1)?.time,
  })
})

test('without a gateway the engine is quoted on what it used, and a sum stays a number', () => {
  const facts = { ...goodFacts(), provider: null }
  expect(foldReport(input(facts)).usage).toEqual({
    source: 'engine',
    requests: null,
    inputTokens: 3,
    cachedInputTokens: 1,
    outputTokens: 4,
    cost: null,
    sources: { requests: null, tokens: 'engine', cost: null },
    engine: null,
    disagreements: [],
  })
  const big = {
    model: null,
    inputTokens: Number.MAX_SAFE_INTEGER,
    outputTokens: 0,
    cachedInputTokens: 0,
    cost: null,
  }
  const events = toEvents([...goodSteps(), ['usage.reported', big], ['usage.reported', big]])
  expect(foldReport(input(facts, events)).usage?.inputTokens).toBe(Number.MAX_SAFE_INTEGER)
})

test('every number of the usage names its source, and where sources disagree it is said', () => {
  const facts = goodFacts()
  const cost = { currency: 'USD', billionths: 1_500_000_000, unpriced: 1 }
  const provider = facts.provider && { ...facts.provider, cost, unmetered: 2 }
  const said = { model: null, inputTokens: 20, outputTokens: 7, cachedInputTokens: 5, cost: null }
  const start = goodSteps().filter(([type]) => type !== 'usage.reported')
  const usageWith = (data: Partial<EventData<'usage.reported'>>) =>
    foldReport(input({ ...facts, provider }, toEvents([...start, ['usage.reported', { ...said, ...data }]])))
      .usage
  expect(usageWith({ cost: { amount: 1.5, currency: 'USD' } })).toMatchObject({
    source: 'gateway',
    cost: { amount: 1.5, currency: 'USD' },
    sources: { requests: 'gateway', tokens: 'provider', cost: 'gateway' },
    engine: { inputTokens: 20, cost: { amount: 1.5, currency: 'USD' } },
    disagreements: [
      'answers whose tokens the provider did not name: 2',
      'answers by a model without a price: 1',
    ],
  })
  expect(
    usageWith({
      inputTokens: 19,
      outputTokens: 70,
      cost: { amount: 1.4, currency: 'USD' },
    })?.disagreements.slice(2),
  ).toEqual([
    'input tokens: the provider says 20, the engine 19',
    'output tokens: the provider says 7, the engine 70',
    'cost: the price table gives 1.5 USD, the engine says 1.4 USD',
  ])
  expect(usageWith({ cost: { amount: 1.5, currency: 'EUR' } })?.disagreements).toHaveLength(3)
})

test('caps: a live model of a real engine in a sandbox has none; no sandbox is one', () => {
  const [[type, data] = [], ...rest] = goodSteps()
  if (type !== 'run.started' || data === undefined || !('testWorkspace' in data)) throw new Error('no start')
  const live = {
    ...data,
    testWorkspace: false,
    engine: { ...data.engine, id: 'codex', adapter: 'codex' },
    model: { provider: 'p', id: 'm', mode: 'live' as const },
  }
  const events = toEvents([['run.started', live], ...rest])
  const facts = goodFacts()
  if (facts.provider === null || facts.sandbox === null) throw new Error('no provider or sandbox')
  const real: Facts = { ...facts, provider: { ...facts.provider, mode: 'live' } }
  expect(foldReport(input(real, events)).caps).toEqual([])
  const bare: Facts = { ...real, sandbox: { ...facts.sandbox, backend: 'none' } }
  expect(foldReport(input(bare, events)).caps).toEqual(['sandbox-none'])
  expect(foldReport(input(facts, events)).caps).toEqual(['model-not-live'])
})

test.each([
  ['no events', () => []],
  ['no start', () => toEvents(goodSteps().slice(1))],
  ['a late start', () => toEvents([...goodSteps().slice(1, 2), ...goodSteps().slice(0, 1)])],
  ['two starts', () => toEvents([...goodSteps(), ...goodSteps().slice(0, 1)])],
])('%s is a run that can not be', (_name, events) => {
  expect(() => foldReport(input(goodFacts(), events()))).toThrow(ProctorError)
})

test('events of another run than the facts are refused', () => {
  const facts = { ...goodFacts(), runId: '20260102t030405z-aaaaaaaaaa' }
  expect(() => foldReport(input(facts))).toThrow(/the events are of run/)
})
