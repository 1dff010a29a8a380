import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { AdmissionRecord, DecisionRecord } from '../contract/decision.ts'
import type { Event, EventType } from '../contract/event.ts'
import type { RefusalReason } from '../contract/facts.ts'
import type { DecisionStatement } from '../contract/statement.ts'
import { checkDecision } from './check-decision.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Parts = Parameters<typeof checkDecision>[0]

function saidOf(change: Partial<Parts>): string[] {
  return checkDecision({ ...good, ...change }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['decision-mismatch', FILES.decision])
    return message
  })
}
const stated = (change: Partial<DecisionStatement>): Partial<Parts> => ({
  decision: { ...good.decision, statement: { ...good.decision.statement, ...change } },
})
const made = (change: Partial<DecisionStatement['predicate']>) =>
  stated({ predicate: { ...good.decision.statement.predicate, ...change } })
const decided = (change: Partial<DecisionRecord>) =>
  made({ decision: { ...good.decision.statement.predicate.decision, ...change } })
const admitted = (change: Partial<AdmissionRecord>) => ({ admission: { ...good.admission, ...change } })
/** The log with another event of a type. */
const logged = (type: EventType, change: (event: Event) => readonly Event[]) => ({
  events: good.events.flatMap((event) => (event.type === type ? change(event) : [event])),
})
const saying = (data: object) => (event: Event) =>
  [{ ...event, data: { ...event.data, ...data } }] as readonly Event[]

const LOG = 'the log tells of another decision or admission'
const LONG_AGO = '2020-01-01T00:00:00.000Z'
const OTHER = 'f'.repeat(64)

test('a run that was decided on and admitted', () => {
  expect(saidOf({})).toEqual([])
})

test('a decision that was made for another run', () => {
  const why = ['it was made for another run']
  expect(saidOf(made({ runId: '20260102t030405z-9999999999' }))).toEqual(why)
  expect(saidOf(made({ nonce: OTHER }))).toEqual(why)
})

test('a decision under another policy, on another admission, or for another risk', () => {
  expect(saidOf(decided({ policyDigest: OTHER }))).toEqual(['it was made under another policy', LOG])
  const why = ['it was made on another admission record']
  const sha256 = good.manifest.get(FILES.admission) ?? ''
  expect(saidOf(stated({ subject: [] }))).toEqual(why)
  expect(saidOf(stated({ subject: [{ name: FILES.admission, digest: { sha256: OTHER } }] }))).toEqual(why)
  expect(saidOf(stated({ subject: [{ name: FILES.policy, digest: { sha256 } }] }))).toEqual(why)
  const task = { name: FILES.task, digest: { sha256: good.manifest.get(FILES.task) ?? '' } }
  expect(saidOf(stated({ subject: [task] }))).toEqual(why)
  expect(saidOf(stated({ subject: [task, ...good.decision.statement.subject] }))).toEqual([])
  expect(saidOf(decided({ riskClass: 'high' }))).toEqual(['it was made for another risk class'])
})

test('a run that is judged by fewer gates than were decided, and by more', () => {
  const { facts } = good
  const requiredGates = (gates: typeof facts.policy.requiredGates) => ({
    facts: { ...facts, policy: { ...facts.policy, requiredGates: gates } },
  })
  const gates = facts.policy.requiredGates
  const why = ['the facts require fewer gates than it does']
  expect(saidOf(requiredGates(gates.slice(1)))).toEqual(why)
  expect(saidOf(requiredGates([]))).toEqual(why)
  expect(saidOf(decided({ requiredGates: gates.slice(1) }))).toEqual([])
})

test('the admission of another engine or version than the one that ran', () => {
  const engine = ['the admission is of another engine']
  expect(saidOf(admitted({ engine: 'other' }))).toEqual(engine)
  expect(saidOf(admitted({ adapter: 'other' }))).toEqual(engine)
  const version = 'the admission is of another version'
  expect(saidOf(admitted({ version: '9' }))).toEqual([version])
  const purl = 'pkg:npm/other@1'
  expect(saidOf(admitted({ purl }))).toEqual([LOG, version])
})

test('what the log tells of decision and admission is what they say', () => {
  for (const data of [
    { decision: 'other' },
    { decision: 'refused' },
    { factsDigest: OTHER },
    { policyDigest: OTHER },
    { reasons: ['somebody said so'] },
    { checksUnavailable: ['a'] },
  ])
    expect(saidOf(logged('policy.evaluated', saying(data)))).toEqual([LOG])
  for (const data of [{ purl: 'pkg:npm/other@1' }, { recordDigest: OTHER }])
    expect(saidOf(logged('source.admitted', saying(data)))).toEqual([LOG])
  for (const type of ['policy.evaluated', 'source.admitted'] as const) {
    expect(saidOf(logged(type, () => []))).toEqual([LOG])
    expect(saidOf(logged(type, (event) => [event, event]))).toEqual([LOG])
  }
  expect(saidOf(decided({ reasons: ['somebody said so'] }))).toEqual([LOG])
  expect(saidOf(decided({ factsDigest: OTHER }))).toEqual([LOG])
})

const REFUSED: RefusalReason = { code: 'not_eligible', message: 'no' }
const LATE: RefusalReason = { code: 'source_mismatch', message: 'it changed since it was admitted' }

/** A run in which no engine was selected. */
function refused(refusals: readonly RefusalReason[]): Partial<Parts> {
  const { decision } = decided({ selected: null })
  const { events } = logged('policy.evaluated', saying({ decision: 'refused' }))
  return { ...(decision && { decision }), events, facts: { ...good.facts, refusals: [...refusals] } }
}

test('a run is refused exactly when no engine was selected, or its source changed right before the start', () => {
  const differ = ['it and the facts differ on whether the run was refused']
  expect(saidOf(refused([REFUSED]))).toEqual([])
  expect(saidOf(refused([]))).toEqual(differ)
  const { facts } = good
  expect(saidOf({ facts: { ...facts, refusals: [LATE, LATE] } })).toEqual([])
  expect(saidOf({ facts: { ...facts, refusals: [REFUSED] } })).toEqual(differ)
  expect(saidOf({ facts: { ...facts, refusals: [LATE, REFUSED] } })).toEqual(differ)
})

test('the log of an engine that was not admitted says so, with all reasons', () => {
  const reasons = [{ code: 'licence_denied' as const, message: 'no licence' }]
  const parts = refused([REFUSED])
  const admission = admitted({ admitted: false, reasons })
  expect(saidOf({ ...parts, ...admission })).toEqual([LOG])
  const rejected = (said: readonly string[]) => ({
    ...parts,
    ...admission,
    events: (parts.events ?? []).map((event) =>
      event.type === 'source.admitted'
        ? ({ ...event, type: 'source.rejected', data: { ...event.data, reasons: said } } as Event)
        : event,
    ),
  })
  expect(saidOf(rejected(['no licence']))).toEqual([])
  expect(saidOf(rejected([]))).toEqual([LOG])
})

test('an engine that ran and was not selected or not admitted', () => {
  expect(saidOf(decided({ selected: 'other' }))).toEqual([LOG, 'it selected other'])
  const { events } = logged('source.admitted', (event) => [
    { ...event, type: 'source.rejected', data: { ...event.data, reasons: [] } } as unknown as Event,
  ])
  expect(saidOf({ ...admitted({ admitted: false }), events })).toEqual([
    'the engine ran without being admitted',
  ])
})

test('a decision that had expired when the run started', () => {
  const expired = ['it had expired when the run started']
  const { time } = good.events[0] ?? { time: '' }
  expect(saidOf(decided({ expiresAt: time }))).toEqual([])
  expect(saidOf(decided({ expiresAt: new Date(Date.parse(time) - 1).toISOString() }))).toEqual(expired)
  expect(saidOf({ ...refused([REFUSED]), ...decided({ selected: null, expiresAt: LONG_AGO }) })).toEqual([])
})

test('a log without a beginning tells of no engine and no time', () => {
  expect(saidOf(logged('run.started', () => []))).toEqual([
    'the admission is of another engine',
    'the admission is of another version',
    'it selected fake',
    'it had expired when the run started',
  ])
})
