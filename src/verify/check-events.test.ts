import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event } from '../contract/event.ts'
import { spanOfEvent, traceparentOf } from '../kernel/trace-ids.ts'
import { checkEvents } from './check-events.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

/** What is said of the log when the first event of a type is changed; lines are named as LINE. */
function saidOf(type: Event['type'], change: (event: Event) => object): string[] {
  const index = good.events.findIndex((event) => event.type === type)
  expect(index).toBeGreaterThan(-1)
  const events = good.events.map((event, at) =>
    at === index ? ({ ...event, ...change(event) } as Event) : event,
  )
  return checkEvents({ events, report: good.report }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['event-invalid', FILES.events])
    return message.replace(`line ${index + 1}: `, 'LINE ')
  })
}
/** The event as another source would have written it. */
const from =
  (origin: Event['origin']) =>
  (event: Event): object => ({
    origin,
    traceparent: traceparentOf(good.report.runId, spanOfEvent(event.type, origin)),
  })

test('the events of a run, each in its place', () => {
  expect(checkEvents(good)).toEqual([])
  expect(checkEvents({ ...good, events: [] })).toEqual([])
})

test('sequence, id, source and trace are those of the place and of the run', () => {
  expect(saidOf('run.started', () => ({ sequence: '000001', id: `${good.report.runId}/000001` }))).toEqual([
    'LINE its sequence is 000001, its place is 000000',
  ])
  expect(saidOf('turn.finished', () => ({ id: `${good.report.runId}/999999` }))).toEqual([
    'LINE its id is not made of run and sequence',
  ])
  expect(saidOf('turn.finished', () => ({ source: 'urn:proctor:run:other' }))).toEqual([
    'LINE its source is another run',
  ])
  const trace = ['LINE its trace context is not the one of the run']
  const { runId } = good.report
  expect(saidOf('turn.finished', () => ({ traceparent: traceparentOf(runId, 'run') }))).toEqual(trace)
  expect(saidOf('run.started', () => ({ traceparent: traceparentOf('other', 'run') }))).toEqual(trace)
  expect(saidOf('test.finished', () => ({ traceparent: traceparentOf(runId, 'engine') }))).toEqual(trace)
})

test('everything that is wrong with a line is said of it', () => {
  expect(
    saidOf('file.changed', () => ({ sequence: '9', source: 'x', traceparent: 'y', origin: 'engine' })),
  ).toEqual([
    expect.stringMatching(/^LINE its sequence is 9, its place is 0000/),
    'LINE its id is not made of run and sequence',
    'LINE its source is another run',
    'LINE file.changed may not come from engine',
    'LINE its trace context is not the one of the run',
  ])
})

test('reserved types never come from an engine', () => {
  for (const type of [
    'run.started',
    'file.changed',
    'test.finished',
    'gate.evaluated',
    'artifact.written',
  ] as const) {
    expect(saidOf(type, from('engine'))).toEqual([`LINE ${type} may not come from engine`])
    expect(saidOf(type, from('policy'))).toEqual([])
  }
})

test('what engines say is never put into another mouth, but for commands that the harness saw', () => {
  for (const origin of ['harness', 'policy', 'human'] as const)
    expect(saidOf('message.completed', from(origin))).toEqual([
      `LINE message.completed may not come from ${origin}`,
    ])
  const command = (origin: Event['origin']) => (event: Event) => {
    const other = { ...event, type: 'command.executed' } as unknown as Event
    return { ...other, ...from(origin)(other) }
  }
  for (const origin of ['harness', 'engine'] as const)
    expect(saidOf('message.completed', command(origin))).toEqual([])
})
