import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event, EventData, EventType } from '../contract/event.ts'
import type { Facts, SetupFacts } from '../contract/facts.ts'
import type { ReviewFacts } from '../contract/review.ts'
import { EMPTY_SHA256, sha256 } from '../kernel/digest.ts'
import { checkFactsEvents } from './check-facts-events.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Parts = Parameters<typeof checkFactsEvents>[0]

/** What the log and the facts differ on. */
function differ(change: Partial<Parts>): string[] {
  return checkFactsEvents({ ...good, ...change }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['facts-mismatch', FILES.events])
    expect(message).toMatch(/^the log and the facts differ on /)
    return message.replace('the log and the facts differ on ', '')
  })
}
const facts = (change: Partial<Facts>) => ({ facts: { ...good.facts, ...change } })
const without = (type: EventType) => ({ events: good.events.filter((event) => event.type !== type) })
/** The log with the data of one type of events changed. */
const said = <T extends EventType>(type: T, change: Partial<EventData<T>>) => ({
  events: good.events.map((event) =>
    event.type === type ? ({ ...event, data: { ...event.data, ...change } } as Event) : event,
  ),
})
/** The log with one more event, before its last. */
const more = <T extends EventType>(type: T, ...all: readonly EventData<T>[]) => ({
  events: [
    ...good.events.slice(0, -1),
    ...all.map((data) => ({ ...good.events[0], type, origin: 'harness', data }) as unknown as Event),
    ...good.events.slice(-1),
  ],
})
const engine = (change: Partial<NonNullable<Facts['engine']>>) =>
  facts({ engine: good.facts.engine && { ...good.facts.engine, ...change } })

const OTHER = sha256('else')

test('a log and facts that tell the same run', () => {
  expect(differ({})).toEqual([])
})

test('reasons of a refusal', () => {
  const reason = { code: 'not_eligible' as const, message: 'no' }
  expect(differ(facts({ refusals: [reason] }))).toEqual(['refusals'])
  expect(differ(more('run.refused', { reasons: [reason] }))).toEqual(['refusals'])
  expect(differ({ ...more('run.refused', { reasons: [reason] }), ...facts({ refusals: [reason] }) })).toEqual(
    [],
  )
})

test('an interruption that one of them keeps to itself, or with another signal', () => {
  const term = { signal: 'SIGTERM' as const }
  expect(differ(facts({ interrupted: term }))).toEqual(['the interruption'])
  expect(differ(more('run.interrupted', term))).toEqual(['the interruption'])
  expect(differ({ ...more('run.interrupted', term), ...facts({ interrupted: term }) })).toEqual([])
  expect(differ({ ...more('run.interrupted', term), ...facts({ interrupted: { signal: null } }) })).toEqual([
    'the interruption',
  ])
  expect(differ({ ...more('run.interrupted', term, term), ...facts({ interrupted: term }) })).toEqual([
    'the interruption',
  ])
})

test('changed files', () => {
  expect(differ(without('file.changed'))).toEqual(['the changed files'])
  expect(differ(said('file.changed', { path: 'src/other.js' }))).toEqual(['the changed files'])
  const { patch } = good.facts
  const [file] = patch?.changedFiles ?? []
  if (patch === null || file === undefined) throw new Error('the good run changed a file')
  expect(differ(facts({ patch: { ...patch, changedFiles: [] } }))).toEqual([
    'the changed files',
    'the changed paths',
  ])
  expect(differ(said('run.finished', { changedFiles: ['src/other.js'] }))).toEqual(['the changed paths'])
})

test('a sandbox that is another than the one that was made, or that is said of no engine', () => {
  const { sandbox } = good.facts
  if (sandbox === null) throw new Error('the good run has a sandbox')
  expect(differ(facts({ sandbox: { ...sandbox, network: 'host' } }))).toEqual(['the sandbox'])
  expect(differ(facts({ sandbox: null }))).toEqual(['the sandbox'])
  expect(differ(without('engine.started'))).toEqual(['the sandbox'])
  expect(differ({ ...without('engine.started'), ...facts({ sandbox: null }) })).toEqual([])
})

test.each<Partial<EventData<'engine.exited'>>>([
  { code: 1 },
  { signal: 'SIGKILL' },
  { timedOut: true },
  { silent: true },
  { limit: 'memory' },
  { interrupted: true },
  { durationMs: 1 },
  { stdoutDigest: OTHER },
  { stderrDigest: OTHER },
  { leftProcesses: 1 },
])('an engine that ended otherwise: %j', (change) => {
  expect(differ(said('engine.exited', change))).toEqual(['the end of the engine'])
})

test('an engine that never ended, and an end of none', () => {
  expect(differ(without('engine.exited'))).toEqual(['the end of the engine'])
  expect(differ(facts({ engine: null }))).toEqual([
    'the end of the engine',
    'the number of engine events',
    'the exit of the backend',
  ])
  const silent = good.events.filter(({ origin, type }) => origin !== 'engine' && type !== 'engine.exited')
  const nothing = silent.map((event) =>
    event.type === 'run.finished' ? { ...event, data: { ...event.data, backendExit: null } } : event,
  )
  expect(differ({ events: nothing, ...facts({ engine: null }) })).toEqual([])
})

test('events of the engine that are dropped or made up', () => {
  expect(differ(engine({ events: 3 }))).toEqual(['the number of engine events'])
  expect(differ(without('turn.finished'))).toEqual(['the number of engine events'])
})

test('lines that were not understood: the log tells of them in pieces, and of some where there were any', () => {
  const piece = { stream: 'stdout' as const, offset: 0, bytes: 1, digest: OTHER, reason: 'no JSON' }
  const unparsed = (count: number, ...pieces: (typeof piece)[]) =>
    differ({ ...more('engine.unparsed', ...pieces), ...engine({ unparsed: count }) })
  expect(unparsed(1, piece)).toEqual([])
  expect(unparsed(9, piece)).toEqual([])
  expect(unparsed(1, piece, piece)).toEqual(['the unparsed lines'])
  expect(unparsed(0, piece)).toEqual(['the unparsed lines'])
  expect(unparsed(1)).toEqual(['the unparsed lines'])
  expect(differ({ ...more('engine.unparsed', piece), ...facts({ engine: null }) })).toContain(
    'the unparsed lines',
  )
})

const KEY = sha256('key')
const SET_UP: SetupFacts = { key: KEY, cached: true, exit: null, ok: true, problem: null }

test('a set-up that went otherwise, or that one of them does not know', () => {
  const cached = { key: KEY, cached: true, ok: true, exitCode: null, logDigest: null, problem: null }
  const told = (
    change: Partial<typeof cached | EventData<'setup.finished'>>,
    setup: SetupFacts | null = SET_UP,
  ) => differ({ ...more('setup.finished', { ...cached, ...change }), ...facts({ setup }) })
  expect(told({})).toEqual([])
  for (const change of [{ key: OTHER }, { cached: false }, { ok: false }, { exitCode: 1 }, { problem: 'no' }])
    expect(told(change)).toEqual(['the set-up'])
  expect(told({}, null)).toEqual(['the set-up'])
  expect(differ(facts({ setup: SET_UP }))).toEqual(['the set-up'])
  const exit = good.facts.engine?.exit
  if (exit === undefined) throw new Error('the good run has an engine')
  const made = { ...SET_UP, cached: false, exit }
  expect(told({ cached: false, exitCode: 0 }, made)).toEqual([])
  expect(told({ cached: false }, made)).toEqual(['the set-up'])
})

test('a log of a set-up that is another one, that is gone, or that nobody wrote', () => {
  const made = { key: KEY, cached: true, ok: true, exitCode: null, logDigest: OTHER, problem: null }
  const logged = (logDigest: string | null, sealed?: string) =>
    differ({
      ...more('setup.finished', { ...made, logDigest }),
      ...facts({ setup: SET_UP }),
      manifest: new Map([...good.manifest, ...(sealed ? [[FILES.setupLog, sealed] as const] : [])]),
    })
  expect(logged(OTHER, OTHER)).toEqual([])
  expect(logged(null)).toEqual([])
  const wrong = ['the log of the set-up']
  expect(logged(OTHER, KEY)).toEqual(wrong)
  expect(logged(OTHER)).toEqual(wrong)
  expect(logged(null, OTHER)).toEqual(wrong)
})

test.each<Partial<EventData<'test.finished'>>>([
  { suiteId: 'other' },
  { exitCode: 1 },
  { signal: 'SIGKILL' },
  { timedOut: true },
  { reportDigest: OTHER },
  { logDigest: OTHER },
  { problems: ['no plan'] },
])('tests that ended otherwise: %j', (change) => {
  expect(differ(said('test.finished', change))).toEqual(['the tests'])
})

test('tests that are not those of the facts', () => {
  const { tests } = good.facts
  if (tests === null) throw new Error('the good run has tests')
  expect(differ(without('test.finished'))).toEqual(['the tests'])
  expect(differ(without('test.started'))).toEqual(['the start of the tests'])
  const counts = { ...tests.report.counts, passed: 9 }
  expect(differ(facts({ tests: { ...tests, report: { ...tests.report, counts } } }))).toEqual(['the tests'])
  expect(differ(said('test.started', { tree: 'f'.repeat(40) }))).toEqual(['the start of the tests'])
  expect(differ(said('test.started', { argvDigest: OTHER }))).toEqual(['the start of the tests'])
  expect(differ(said('test.started', { suiteId: 'result' }))).toEqual(['the start of the tests'])
  const both = ['the tests', 'the start of the tests']
  const { hidden: _, ...open } = tests
  expect(differ(facts({ tests: open }))).toEqual(both)
  expect(differ(facts({ tests: null }))).toEqual(both)
  const untested = good.events.filter(({ type }) => !type.startsWith('test.'))
  expect(differ({ events: untested })).toEqual(both)
  expect(differ({ events: untested, ...facts({ tests: null }) })).toEqual([])
  for (const log of [FILES.testLog, FILES.hiddenLog]) {
    const manifest = new Map([...good.manifest, [log, OTHER]])
    expect(differ({ manifest })).toEqual(['the tests'])
    manifest.delete(log)
    expect(differ({ manifest })).toEqual(['the tests'])
  }
})

test('reviews: who was asked, and what each of them said', () => {
  const lint: ReviewFacts = {
    ...{ reviewer: 'lint', kind: 'command', verdict: 'accepted', reasons: ['neat'], problem: null },
  }
  const asked = { reviewer: 'lint', kind: 'command' as const }
  const answer = { ...asked, reasons: ['neat'], statementDigest: null }
  const request = more('review.requested', asked).events
  const answered = (type: 'review.accepted' | 'review.rejected', data = answer) => ({
    events: [...more(type, data).events, ...request.filter((event) => event.type === 'review.requested')],
  })
  const accepted = answered('review.accepted')
  const rejected = answered('review.rejected')
  const reviews = (...all: readonly ReviewFacts[]) => facts({ reviews: [...all] })
  expect(differ({ ...accepted, ...reviews(lint) })).toEqual([])
  expect(differ({ ...rejected, ...reviews({ ...lint, verdict: 'rejected' }) })).toEqual([])
  expect(differ({ events: request, ...reviews({ ...lint, verdict: 'none' }) })).toEqual([])
  expect(differ({ ...rejected, ...reviews(lint) })).toEqual(['the reviews accepted', 'the reviews rejected'])
  expect(differ({ events: request, ...reviews(lint) })).toEqual(['the reviews accepted'])
  expect(differ(reviews({ ...lint, verdict: 'none' }))).toEqual(['the reviewers that were asked'])
  expect(differ({ ...accepted, ...reviews() })).toEqual([
    'the reviewers that were asked',
    'the reviews accepted',
  ])
  expect(differ({ ...accepted, ...reviews({ ...lint, reasons: [] }) })).toEqual(['the reviews accepted'])
  for (const other of [{ reviewer: 'other' }, { kind: 'engine' as const }])
    expect(differ({ ...accepted, ...reviews({ ...lint, ...other }) })).toEqual([
      'the reviewers that were asked',
      'the reviews accepted',
    ])
  const changed = answered('review.accepted', { ...answer, reasons: ['fine'] })
  expect(differ({ ...changed, ...reviews(lint) })).toEqual(['the reviews accepted'])
})

test('the end of the run', () => {
  expect(differ(said('run.finished', { resultTree: null }))).toEqual(['the result tree'])
  expect(differ(said('run.finished', { patchSha256: OTHER }))).toEqual(['the patch'])
  const exit = { code: 0, signal: null, timedOut: false }
  for (const change of [{ code: 1 }, { signal: 'SIGKILL' }, { timedOut: true }])
    expect(differ(said('run.finished', { backendExit: { ...exit, ...change } }))).toEqual([
      'the exit of the backend',
    ])
  expect(differ(said('run.finished', { backendExit: null }))).toEqual(['the exit of the backend'])
  expect(differ(without('run.finished'))).toEqual([])
})

test('the end of a run that has no result', () => {
  const none = { resultTree: null, patchSha256: EMPTY_SHA256, changedFiles: [] }
  const events = said('run.finished', none).events.filter(({ type }) => type !== 'file.changed')
  expect(differ({ events, ...facts({ patch: null }) })).toEqual([])
  expect(differ(facts({ patch: null }))).toEqual([
    ...['the changed files', 'the result tree', 'the patch', 'the changed paths'],
  ])
})
