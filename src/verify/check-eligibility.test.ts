import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import type { Facts } from '../contract/facts.ts'
import { decideEligibility } from '../policy/decide-eligibility.ts'
import { builtin, facts } from '../policy/decision.fixture.ts'
import { checkEligibility } from './check-eligibility.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

/** The facts that the decision of the good run rests on, with some of them changed. */
function factsWith(change: Partial<DecisionFacts> = {}): DecisionFacts {
  const { scope } = good.task.task
  return facts([{ ...builtin('fake', 0), admission: good.admission }], {
    task: {
      id: 'example',
      riskClass: 'low',
      hasTest: true,
      paths: scope.allow,
      maxFiles: scope.maxFiles,
      maxLines: scope.maxLines,
    },
    now: '2026-01-02T03:04:05.000Z',
    expiresAt: '2026-01-02T07:04:05.000Z',
    ...change,
  })
}

type Parts = Parameters<typeof checkEligibility>[0]

/** What is said of a decision that follows from its facts, and is signed and sealed with them. */
function saidOf(decisionFacts = factsWith(), change: Partial<Parts> = {}): string[] {
  const { record } = decideEligibility(decisionFacts, good.policy.policy)
  const { decision } = good
  const { statement } = decision
  const decided = { ...statement, predicate: { ...statement.predicate, decision: record } }
  const manifest = new Map([...good.manifest, [FILES.decisionFacts, record.factsDigest]])
  const parts = { ...good, decision: { ...decision, statement: decided }, decisionFacts, manifest }
  return checkEligibility({ ...parts, ...change }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['decision-mismatch', FILES.decision])
    return message
  })
}
const withTask = (change: object) => saidOf(factsWith({ task: { ...factsWith().task, ...change } }))
const withFake = (change: Partial<CandidateFacts>) =>
  saidOf(factsWith({ candidates: [{ ...builtin('fake', 0), admission: good.admission, ...change }] }))

test('a decision that follows from the facts of the run', () => {
  expect(saidOf()).toEqual([])
})

test('each engine and repository is looked at for itself', () => {
  const { policy } = good
  const codex = policy.engines.map((engine) => ({ ...engine, id: 'codex', adapter: 'codex' }))
  const copied = policy.repositories.map((one) => ({ ...one, id: 'other', class: 'copied' as const }))
  const both = {
    ...policy,
    engines: [...codex, ...policy.engines],
    repositories: [...copied, ...policy.repositories],
  }
  const candidates = [builtin('codex', 0), ...factsWith().candidates.map((one) => ({ ...one, rank: 1 }))]
  expect(saidOf(factsWith({ candidates }), { policy: both })).toEqual([])
})

test('a decision that names other facts than those beside it', () => {
  expect(saidOf(factsWith(), { manifest: good.manifest })).toEqual(['it names other facts'])
})

test('a decision that its facts do not give', () => {
  expect(saidOf(factsWith(), { decision: good.decision })).toEqual([
    'it names other facts',
    'deciding again from its facts gives another decision',
  ])
})

test('facts that hold another admission of the engine, or none of it', () => {
  const other = 'its facts hold another admission'
  expect(withFake({ admission: { ...good.admission, allowedMode: 'owned-critical' } })).toEqual([other])
  expect(saidOf(factsWith(), { admission: { ...good.admission, engine: 'other' } })).toEqual([other])
})

test('facts that make an engine another one than the policy does', () => {
  expect(withFake({ adapter: 'codex' })).toEqual(['its facts give fake another adapter than the policy'])
  expect(withFake({ gated: true })).toEqual(['its facts differ from the policy on whether fake is gated'])
  const [fake] = factsWith().candidates
  const stranger = fake && [fake, builtin('stranger', 1)]
  expect(saidOf(factsWith({ candidates: stranger ?? [] }))).toEqual([
    'its facts give stranger another adapter than the policy',
    'its facts differ from the policy on whether stranger is gated',
  ])
})

test('facts about another repository, or that make it a lesser one', () => {
  const named = { id: 'other', class: 'artificial' as const }
  expect(saidOf(factsWith({ repository: named }))).toEqual(['its facts are about another repository'])
  expect(saidOf(factsWith({ repository: { id: 'example', class: 'copied' } }))).toEqual([
    'its facts name another class of repository',
  ])
  const policy = { ...good.policy, repositories: [] }
  expect(saidOf(factsWith(), { policy })).toEqual(['its facts name another class of repository'])
})

test('facts about another task, or that make it another one', () => {
  const another = ['its facts are about another task']
  expect(withTask({ id: 'other' })).toEqual(another)
  expect(withTask({ riskClass: 'high' })).toEqual(another)
  expect(withTask({ hasTest: false })).toEqual(['its facts differ from the task on whether there are tests'])
  const { test: _, ...untested } = good.task.task
  expect(saidOf(factsWith(), { task: { ...good.task, task: untested } })).toEqual([
    'its facts differ from the task on whether there are tests',
  ])
})

test('facts that name other paths or limits than the task', () => {
  expect(withTask({ paths: ['docs/**'] })).toEqual(['its facts name other paths'])
  expect(withTask({ paths: [] })).toEqual(['its facts name other paths'])
  const limits = ['its facts name other limits of the change']
  expect(withTask({ maxFiles: 1 })).toEqual(limits)
  expect(withTask({ maxLines: 1 })).toEqual(limits)
})

test('the order of the paths means nothing', () => {
  const { task } = good
  const scope = { ...task.task.scope, allow: ['src/**', 'lib/**'] }
  const parts = { task: { ...task, task: { ...task.task, scope } } }
  const paths = { ...factsWith().task, paths: ['lib/**', 'src/**'] }
  expect(saidOf(factsWith({ task: paths }), parts)).toEqual([])
})

test('a decision that is in force for longer than the policy lets it be', () => {
  const why = ['it is in force for another time than the policy gives']
  expect(saidOf(factsWith({ expiresAt: '2026-01-02T07:04:05.001Z' }))).toEqual(why)
  expect(saidOf(factsWith({ now: '2026-01-02T03:04:05.001Z' }))).toEqual(why)
  const { policy } = good
  const minutes = (challengeMinutes: number) => ({
    policy: { ...policy, policy: { ...policy.policy, challengeMinutes } },
  })
  expect(saidOf(factsWith({ expiresAt: '2026-01-02T03:04:05.006Z' }), minutes(0.0001))).toEqual([])
})

test('a run that was decided on for a clean source or a sandbox that it did not have', () => {
  const run = (change: Partial<Facts>) => ({ facts: { ...good.facts, ...change } })
  const { source, sandbox } = good.facts
  const dirty = { source: { ...source, before: { ...source.before, clean: false } } }
  expect(saidOf(factsWith(), run(dirty))).toEqual(['its facts saw the source in another state'])
  const open = sandbox && { sandbox: { ...sandbox, backend: 'none' as const } }
  expect(saidOf(factsWith(), run(open ?? {}))).toEqual([
    'the engine ran in another sandbox than its facts name',
  ])
  expect(saidOf(factsWith(), run({ sandbox: null }))).toEqual([])
})
