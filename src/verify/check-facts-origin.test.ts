import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event, EventData } from '../contract/event.ts'
import type { Facts, TestFacts } from '../contract/facts.ts'
import type { ReviewFacts } from '../contract/review.ts'
import type { Task } from '../contract/task.ts'
import type { PolicyInput, TaskInput } from '../contract/task-input.ts'
import { sha256 } from '../kernel/digest.ts'
import { checkFactsOrigin } from './check-facts-origin.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Parts = Parameters<typeof checkFactsOrigin>[0]

/** Names of the facts that are not what the inputs say. */
function wrongIn(change: Partial<Parts>): string[] {
  return checkFactsOrigin({ ...good, ...change }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['facts-mismatch', FILES.facts])
    expect(message).toMatch(/ is not what the inputs say$/)
    return message.replace(' is not what the inputs say', '')
  })
}
const facts = (change: Partial<Facts>) => ({ facts: { ...good.facts, ...change } })
const ofTask = (change: Partial<Facts['task']>) => facts({ task: { ...good.facts.task, ...change } })
const ofPolicy = (change: Partial<Facts['policy']>) => facts({ policy: { ...good.facts.policy, ...change } })
const ofTests = (change: Partial<TestFacts>) =>
  facts({ tests: good.facts.tests && { ...good.facts.tests, ...change } })
const ofHidden = (change: Partial<NonNullable<TestFacts['hidden']>>) => {
  const hidden = good.facts.tests?.hidden
  if (hidden === undefined) throw new Error('good facts have hidden tests')
  return ofTests({ hidden: { ...hidden, ...change } })
}
const asked = (change: Partial<Task>, around: Partial<TaskInput> = {}) => ({
  task: { ...good.task, ...around, task: { ...good.task.task, ...change } },
})
const askedTest = (change: Partial<NonNullable<Task['test']>>) => {
  const { test } = good.task.task
  if (test === undefined) throw new Error('the good task has tests')
  return asked({ test: { ...test, ...change } })
}
const policy = (change: Partial<PolicyInput>) => ({ policy: { ...good.policy, ...change } })
const ruled = (change: Partial<PolicyInput['policy']>) =>
  policy({ policy: { ...good.policy.policy, ...change } })
const began = (change: (data: EventData<'run.started'>) => Partial<EventData<'run.started'>>) => ({
  events: good.events.map((event) =>
    event.type === 'run.started' ? { ...event, data: { ...event.data, ...change(event.data) } } : event,
  ) as Event[],
})

const OTHER = 'f'.repeat(40)

test('facts that come from task and policy', () => {
  expect(wrongIn({})).toEqual([])
})

test('facts about another run, task, repository or base', () => {
  expect(wrongIn(facts({ runId: '20260102t030405z-9999999999' }))).toEqual(['runId'])
  expect(wrongIn(ofTask({ id: 'other' }))).toEqual(['task.id'])
  const { repository, base } = good.facts
  expect(wrongIn(facts({ repository: { ...repository, class: 'copied' } }))).toEqual(['repository'])
  expect(wrongIn(facts({ repository: { ...repository, id: 'other' } }))).toEqual(['repository', 'base'])
  expect(wrongIn(facts({ base: { ...base, commit: OTHER } }))).toEqual(['base'])
  expect(wrongIn(facts({ base: { ...base, tree: OTHER } }))).toEqual(['base'])
})

test('a scope, protected paths or limits that nobody set', () => {
  const { scope } = good.facts.task
  for (const wider of [{ allow: ['**'] }, { deny: [] }, { maxFiles: 9 }, { maxLines: 9_999 }])
    expect(wrongIn(ofTask({ scope: { ...scope, ...wider } }))).toEqual(['task.scope'])
  expect(wrongIn(ofTask({ protected: ['package.json'] }))).toEqual(['task.protected'])
  expect(wrongIn(ruled({ protectedPaths: ['ci/**'] }))).toEqual(['task.protected'])
  const both = [...good.facts.task.protected, 'ci/**']
  expect(wrongIn({ ...ruled({ protectedPaths: ['ci/**'] }), ...ofTask({ protected: both }) })).toEqual([])
  expect(wrongIn(ofTask({ budget: { requests: 9 } }))).toEqual(['task.budget'])
  expect(wrongIn({ ...ofTask({ budget: { requests: 9 } }), ...asked({ budget: { requests: 9 } }) })).toEqual(
    [],
  )
  expect(wrongIn(ofPolicy({ artifactBytes: 1 }))).toEqual(['policy.artifactBytes'])
  expect(wrongIn(ofPolicy({ budget: { requests: 9 } }))).toEqual(['policy.budget'])
  expect(wrongIn(ruled({ budget: { requests: 9 } }))).toEqual(['policy.budget'])
  const patch = { ...good.facts.policy.patch, secretScanBytes: 1 }
  expect(wrongIn(ofPolicy({ patch }))).toEqual(['policy.patch'])
})

test('a risk that is less than the task says; policy may raise it', () => {
  expect(wrongIn(asked({ riskClass: 'high' }))).toEqual(['task.riskClass'])
  expect(wrongIn(ofTask({ riskClass: 'medium' }))).toEqual([])
  expect(wrongIn({ ...ofTask({ riskClass: 'medium' }), ...asked({ riskClass: 'medium' }) })).toEqual([])
})

test('tests, a canary or hidden tests that the task does not have, or that are left out', () => {
  expect(wrongIn(ofTask({ hasTest: false }))).toEqual(['task.hasTest'])
  expect(wrongIn(ofTask({ hasCanary: false }))).toEqual(['task.hasCanary'])
  expect(wrongIn(askedTest({ canary: undefined }))).toEqual(['task.hasCanary'])
  const { hiddenTests: _, ...unhidden } = good.facts.task
  expect(wrongIn(facts({ task: unhidden }))).toEqual(['task.hiddenTests'])
  expect(wrongIn(ofTask({ hiddenTests: { files: 2, sha256: sha256('hidden tests') } }))).toEqual([
    'task.hiddenTests',
  ])
  const { hiddenTests: __, ...input } = good.task
  expect(wrongIn({ task: input })).toEqual(['task.hiddenTests', 'tests.hidden'])
  expect(
    wrongIn({ task: input, facts: { ...ofTests({ hidden: undefined }).facts, task: unhidden } }),
  ).toEqual([])
})

test('a task without tests has neither, and no run of them', () => {
  const { test: _, ...untested } = good.task.task
  const task = { ...good.task, task: untested }
  const none = { ...ofTask({ hasTest: false, hasCanary: false }).facts, tests: null }
  expect(wrongIn({ task, facts: none })).toEqual([])
  expect(wrongIn({ task, facts: { ...none, tests: good.facts.tests } })).toEqual([
    'tests.argv',
    'tests.minExecuted',
    'tests.report.format',
    'tests.hidden.report.format',
  ])
})

test('gates that policy requires and the facts do not; they may require more', () => {
  expect(wrongIn(ofPolicy({ requiredGates: good.facts.policy.requiredGates.slice(1) }))).toEqual([
    'policy.requiredGates',
  ])
  expect(wrongIn(ofPolicy({ requiredGates: [...good.facts.policy.requiredGates, 'review'] }))).toEqual([])
})

const COMMAND = { id: 'lint', kind: 'command' as const, command: ['true'], timeout: 1 }
const PERSON = { id: 'anna', kind: 'person' as const }
const review = (change: Partial<ReviewFacts> = {}): ReviewFacts => ({
  ...{ reviewer: 'lint', kind: 'command', verdict: 'accepted', reasons: [], problem: null },
  ...change,
})

test('reviewers and people that policy asks for', () => {
  const { people } = good.facts.policy
  const rules = ruled({ reviewers: [COMMAND, PERSON] })
  expect(wrongIn(rules)).toEqual(['policy.reviewers', 'policy.people'])
  const needs = { people: { ...people, reviewers: [{ id: 'anna', from: null }] }, reviewers: ['lint'] }
  expect(wrongIn({ ...rules, ...ofPolicy(needs) })).toEqual([])
  expect(wrongIn(ofPolicy({ people: { ...people, approvers: 1 } }))).toEqual(['policy.people'])
  const some = { ...good.policy, repositories: [] }
  // Whom to ask depends on the repository: of one that is unknown that is all there is to say.
  expect(wrongIn({ policy: some, ...ofPolicy({ people: { ...people, approvers: 1 } }) })).toEqual([
    'task.protected',
    'repository',
  ])
})

test('a review by whom nobody asked', () => {
  const rules = ruled({ reviewers: [COMMAND] })
  const reviewed = (...reviews: ReviewFacts[]) => ({
    facts: { ...ofPolicy({ reviewers: ['lint'] }).facts, reviews },
  })
  expect(wrongIn({ ...rules, ...reviewed(review()) })).toEqual([])
  expect(wrongIn({ ...rules, ...reviewed(review(), review({ reviewer: 'other' })) })).toEqual([
    'reviews of other',
  ])
  expect(wrongIn({ ...rules, ...reviewed(review({ kind: 'engine' })) })).toEqual(['reviews of lint'])
})

test('another engine, model or kind of workspace than policy gives', () => {
  const engine = (change: object) => began((data) => ({ engine: { ...data.engine, ...change } }))
  expect(wrongIn(engine({ adapter: 'codex' }))).toEqual(['engine'])
  expect(wrongIn(engine({ id: 'other' }))).toEqual([
    'engine',
    'model',
    'engine.id',
    'use of a model',
    'provider',
  ])
  expect(wrongIn(began(() => ({ testWorkspace: false })))).toEqual(['test'])
  for (const model of [
    { provider: 'scripted', id: 'scripted-1', mode: 'live' as const },
    { provider: 'scripted', id: 'other', mode: 'scripted' as const },
    { provider: 'other', id: 'scripted-1', mode: 'scripted' as const },
  ])
    expect(wrongIn(began(() => ({ model })))).toEqual(['model'])
  const run = good.facts.engine
  expect(wrongIn(facts({ engine: run && { ...run, id: 'other' } }))).toEqual(['engine.id'])
})

test('an engine without a model, and one whose model is not named', () => {
  const [fake] = good.policy.engines
  if (fake === undefined) throw new Error('the good policy has an engine')
  const { provider: _, ...alone } = fake
  const none = { provider: null, id: null, mode: 'none' as const }
  const unused = { ...policy({ engines: [alone] }), ...began(() => ({ model: none })) }
  expect(wrongIn({ ...unused, ...facts({ provider: null }) })).toEqual([])
  expect(wrongIn(unused)).toEqual(['use of a model', 'provider'])
  const { model: __, ...unnamed } = fake
  const model = { provider: 'scripted', id: null, mode: 'scripted' as const }
  expect(wrongIn({ ...policy({ engines: [unnamed] }), ...began(() => ({ model })) })).toEqual([])
})

test('model traffic of another provider, or of none although the engine has one', () => {
  const { provider } = good.facts
  const used = (change: Partial<NonNullable<Facts['provider']>>) =>
    facts({ provider: provider && { ...provider, ...change } })
  expect(wrongIn(used({ provider: 'other' }))).toEqual(['provider'])
  expect(wrongIn(used({ mode: 'live' }))).toEqual(['provider'])
  expect(wrongIn(facts({ provider: null }))).toEqual(['use of a model'])
  expect(wrongIn(facts({ provider: null, interrupted: { signal: null } }))).toEqual([])
  expect(wrongIn(facts({ provider: null, engine: null }))).toEqual([])
})

test('an engine that was started without the set-up of its task', () => {
  const setup = { key: sha256('key'), cached: true, exit: null, ok: true, problem: null }
  const wanted = asked({
    setup: { command: ['npm', 'ci'], network: 'none', cacheKey: ['a'], produces: ['b'], timeout: 1 },
  })
  expect(wrongIn({ ...wanted, ...facts({ setup }) })).toEqual([])
  expect(wrongIn(wanted)).toEqual(['setup'])
  expect(wrongIn({ ...wanted, ...facts({ setup: { ...setup, ok: false } }) })).toEqual(['setup'])
  expect(wrongIn(facts({ setup }))).toEqual(['setup'])
  expect(wrongIn({ ...wanted, ...facts({ setup: { ...setup, ok: false }, engine: null }) })).toEqual([])
})

test('tests that were run otherwise than the task says', () => {
  const { tests } = good.facts
  const report = tests?.report
  expect(wrongIn(ofTests({ argv: ['true'] }))).toEqual(['tests.argv'])
  expect(wrongIn(ofTests({ minExecuted: 0 }))).toEqual(['tests.minExecuted'])
  expect(wrongIn(ofTests({ tree: OTHER }))).toEqual(['tests.tree'])
  expect(wrongIn(ofTests(report ? { report: { ...report, format: 'junit' } } : {}))).toEqual([
    'tests.report.format',
  ])
  expect(wrongIn(ofHidden({ tree: OTHER }))).toEqual(['tests.hidden.tree'])
  expect(wrongIn(ofHidden(report ? { report: { ...report, format: 'junit' } } : {}))).toEqual([
    'tests.hidden.report.format',
  ])
  expect(wrongIn(facts({ patch: null }))).toEqual(['tests.tree', 'tests.hidden.tree'])
})

test('a report from another place than the task says', () => {
  const from = (source: 'file' | 'stdout') => ({ source, fresh: true, bytes: 1, sha256: sha256('report') })
  expect(wrongIn(ofTests({ reportFile: from('file') }))).toEqual(['tests.reportFile.source'])
  expect(wrongIn(ofHidden({ reportFile: from('file') }))).toEqual(['tests.hidden.reportFile.source'])
  const command = ['node', '--to={report}', '--test']
  const { facts: made } = ofTests({ argv: command })
  expect(wrongIn({ ...askedTest({ command }), facts: made })).toEqual([
    'tests.reportFile.source',
    'tests.hidden.reportFile.source',
  ])
})

test('a report in the place that the task gives', () => {
  const from = { source: 'file' as const, fresh: true, bytes: 1, sha256: sha256('report') }
  const command = ['node', '--to={report}']
  const made = ofTests({ argv: command, reportFile: from }).facts.tests
  const hidden = made?.hidden && { ...made.hidden, reportFile: from }
  expect(wrongIn({ ...askedTest({ command }), ...facts({ tests: made && { ...made, hidden } }) })).toEqual([])
})

test('of several repositories the one of the task is looked at, wherever the log begins', () => {
  const { repositories } = good.policy
  const other = repositories.map((one) => ({ ...one, id: 'other', class: 'copied' as const }))
  const [first, ...rest] = good.events
  const late = first === undefined ? [] : [...rest.slice(0, 1), first, ...rest.slice(1)]
  expect(wrongIn({ ...policy({ repositories: [...other, ...repositories] }), events: late })).toEqual([])
})

test('a log without a beginning gives nothing that the facts could come from', () => {
  expect(wrongIn({ events: [] })).toEqual([
    ...['runId', 'base', 'test', 'model', 'engine.id', 'use of a model', 'provider'],
  ])
})
