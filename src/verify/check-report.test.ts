import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event } from '../contract/event.ts'
import type { Report } from '../contract/report.ts'
import { checkEventOrder } from './check-event-order.ts'
import { checkPage, checkReport, checkTrace } from './check-report.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

const bytesOf = (path: string): Uint8Array => {
  const bytes = good.documents.get(path)
  if (bytes === undefined) throw new Error(`a bundle has ${path}`)
  return bytes
}
/** Names of the members of the report that are said to be others. */
function othersOf(change: Partial<Report>, parts: Partial<Parameters<typeof checkReport>[0]> = {}): string[] {
  return checkReport({ ...good, report: { ...good.report, ...change }, ...parts }).map(
    ({ id, file, message }) => {
      expect([id, file]).toEqual(['report-mismatch', FILES.report])
      const name = / is not what events and facts give$/.exec(message)
      if (name === null) throw new Error(message)
      return message.slice(0, name.index)
    },
  )
}

test('a report that is what events and facts give', () => {
  expect(othersOf({})).toEqual([])
})

test('each member is compared, but digests and what follows from the gates', () => {
  const told = new Set(['digests', 'gates', 'blockers', 'status', 'completeness'])
  for (const name of Object.keys(good.report)) {
    expect(othersOf({ [name]: 'other' })).toEqual(told.has(name) ? [] : [name])
  }
  expect(othersOf({ more: 1 } as never)).toEqual(['more'])
  const { task: _, ...less } = good.report
  expect(checkReport({ ...good, report: less as never })).toHaveLength(1)
})

test('the head of the chain is that of the last line', () => {
  expect(othersOf({}, { documents: new Map() })).toEqual(['freshness'])
  const lines = bytesOf(FILES.events)
  const shorter = lines.subarray(0, lines.lastIndexOf(0x0a, lines.length - 2) + 1)
  expect(othersOf({}, { documents: new Map([[FILES.events, shorter]]) })).toEqual(['freshness'])
})

const WITHOUT_ONE_START: readonly (readonly [string, (events: readonly Event[]) => readonly Event[]])[] = [
  ['without a start', (events) => events.slice(1)],
  ['with two starts', (events) => [...events.slice(0, 1), ...events]],
  ['that starts late', (events) => [...events.slice(1, 2), ...events.slice(0, 1), ...events.slice(2)]],
  ['without any event', () => []],
]
test.each(WITHOUT_ONE_START)(
  'a log %s has no report and no trace: the order of events is the finding',
  (_, change) => {
    const events = change(good.events)
    const other = { ...good.report, runId: 'other' }
    expect(checkReport({ ...good, report: other, events })).toEqual([])
    expect(checkTrace({ ...good, events, trace: Buffer.from('other') })).toEqual([])
    expect(checkEventOrder({ events }).map(({ id }) => id)).toContain('event-order')
  },
)

test('nor has a log of another run a report', () => {
  const facts = { ...good.facts, runId: 'other' }
  expect(checkReport({ ...good, report: { ...good.report, runId: 'other' }, facts })).toEqual([])
})

const changed = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from(' ')])

test('the page shows this report and nothing else', () => {
  const page = bytesOf(FILES.page)
  const finding = {
    id: 'report-page-mismatch',
    file: FILES.page,
    message: 'rendered again from report.json, the page is another',
  }
  expect(checkPage({ report: good.report, page })).toEqual([])
  expect(checkPage({ report: good.report, page: changed(page) })).toEqual([finding])
  expect(checkPage({ report: { ...good.report, status: 'fail' }, page })).toEqual([finding])
  // Bytes that lie within others are compared alone.
  const around = changed(page)
  expect(checkPage({ report: good.report, page: around.subarray(0, page.length) })).toEqual([])
})

test('the trace is that of these events', () => {
  const trace = bytesOf(FILES.trace)
  const finding = {
    id: 'trace-mismatch',
    file: FILES.trace,
    message: 'made again from the events, the trace is another',
  }
  expect(checkTrace({ ...good, trace })).toEqual([])
  expect(checkTrace({ ...good, trace: changed(trace) })).toEqual([finding])
  expect(checkTrace({ ...good, trace: Buffer.alloc(0) })).toEqual([finding])
  const facts = { ...good.facts, provider: null }
  expect(checkTrace({ ...good, facts, trace })).toEqual([finding])
})
