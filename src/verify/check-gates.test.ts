import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event } from '../contract/event.ts'
import type { Report } from '../contract/report.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { judge } from '../gates/judge.ts'
import { checkGates } from './check-gates.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

function saidOf(parts: Partial<Pick<GoodBundle, 'report' | 'facts' | 'events'>>): string[] {
  return checkGates({ ...good, ...parts }).map(({ id, file, message }) => {
    expect(id).toBe('gates-mismatch')
    return `${file}: ${message}`
  })
}
const reported = (change: Partial<Report>) => saidOf({ report: { ...good.report, ...change } })
const logged = (change: (event: Event) => Event | null) =>
  saidOf({ events: good.events.flatMap((event) => change(event) ?? []) })
const inReport = (what: string) => `${FILES.report}: evaluated again, ${what} is another`
const inLog = (what: string) => `${FILES.events}: evaluated again, ${what} is another`

test('a report and a log that say what the facts give', () => {
  expect(saidOf({})).toEqual([])
})

test('the report says every gate, in order, as it comes out again', () => {
  const [first, ...others] = good.report.gates
  if (first === undefined) throw new Error('a report has gates')
  expect(reported({ gates: [{ ...first, notes: ['x'] }, ...others] })).toEqual([
    inReport(`gate ${first.gate}`),
  ])
  expect(reported({ gates: others })).toEqual([inReport(`gate ${first.gate}`), inReport('the list of gates')])
  expect(reported({ gates: [...others, first] })).toEqual([inReport('the list of gates')])
  expect(reported({ gates: [first, first, ...others] })).toEqual([inReport('the list of gates')])
})

test('blockers, status and completeness of the report follow from the gates', () => {
  const blocker = { code: 'tests_failed' as const, message: 'x', gate: null, evidence: null } as never
  expect(reported({ blockers: [blocker] })).toEqual([inReport('the blockers')])
  expect(reported({ status: 'fail' })).toEqual([inReport('the status')])
  expect(reported({ completeness: 'incomplete' })).toEqual([inReport('the completeness')])
})

test('so do the events', () => {
  expect(
    logged((event) =>
      event.type === 'gate.evaluated' && event.data.gate === 'tests'
        ? { ...event, data: { ...event.data, verdict: 'fail' } }
        : event,
    ),
  ).toEqual([inLog('the gates')])
  expect(logged((event) => (event.type === 'gate.evaluated' ? null : event))).toEqual([inLog('the gates')])
  const raised = {
    ...good.events[0],
    type: 'blocker.raised',
    data: { code: 'x', message: 'y' },
  } as unknown as Event
  expect(saidOf({ events: [raised, ...good.events] })).toEqual([inLog('the blockers')])
  const ending = (change: object) =>
    logged((event) =>
      event.type === 'run.finished' ? { ...event, data: { ...event.data, ...change } } : event,
    )
  expect(ending({ status: 'fail' })).toEqual([inLog('the end of the run')])
  expect(ending({ completeness: 'incomplete' })).toEqual([inLog('the end of the run')])
  expect(ending({ blockers: ['tests_failed'] })).toEqual([inLog('the end of the run')])
  // That the log has no end is said by the check of its order.
  expect(logged((event) => (event.type === 'run.finished' ? null : event))).toEqual([])
})

test('facts that give another verdict are said of everything that rests on them', () => {
  const facts = { ...good.facts, artifacts: [{ path: 'x', bytes: 2_000_000 }] }
  expect(saidOf({ facts })).toEqual([
    ...['gate artifacts', 'the blockers', 'the status'].map(inReport),
    ...['the gates', 'the blockers', 'the end of the run'].map(inLog),
  ])
})

test('the blockers of a run that failed are compared by code and by words, wherever they stand', () => {
  const facts = { ...good.facts, artifacts: [{ path: 'x', bytes: 2_000_000 }] }
  const gates = evaluateGates(facts)
  const { blockers, status, completeness } = judge(facts, gates)
  const failing = (
    inReports: readonly object[] = blockers,
    inEvents: readonly object[] = blockers,
    atEnd: readonly string[] = ['artifact_too_large'],
  ) => {
    const [first] = good.events
    const made = (type: string, data: object) => ({ ...first, type, data }) as unknown as Event
    const events = [
      ...gates.map((gate) => made('gate.evaluated', gate)),
      ...inEvents.map((blocker) => made('blocker.raised', { ...blocker, evidence: 'facts.json' })),
      made('run.finished', { status, completeness, blockers: atEnd }),
    ]
    return saidOf({
      facts,
      events,
      report: { ...good.report, gates, status, completeness, blockers: inReports as Report['blockers'] },
    })
  }
  expect(failing()).toEqual([])
  for (const change of [{ code: 'timeout' }, { message: 'nothing much' }]) {
    const turned = blockers.map((blocker) => ({ ...blocker, ...change }))
    expect(failing(turned)).toEqual([inReport('the blockers')])
    expect(failing(blockers, turned)).toEqual([inLog('the blockers')])
  }
  expect(failing(blockers, blockers, ['timeout'])).toEqual([inLog('the end of the run')])
  expect(failing(blockers, blockers, [])).toEqual([inLog('the end of the run')])
})
