import { expect, test } from 'vitest'
import { signedBy } from '../policy/approval.fixture.ts'
import { beside, delivery, onOneMachine, type Recorded, silence, yes } from './records.fixture.ts'

const { saidOf } = onOneMachine()
const alice = signedBy('alice')
const LOG = 'approvals/events.jsonl'

test('the lines are chained to the sealed log and follow from their parts', async () => {
  const acts = [yes(alice), delivery]
  const unchained = (line: number) =>
    `chain-broken ${LOG}: line ${line}: it is not chained to the line before`
  const unwritten = (line: number) =>
    `event-invalid ${LOG}: line ${line}: it is not written as it follows from its parts`
  const input = (change: Partial<Recorded['input']>) => (made: Recorded) => ({
    input: { ...made.input, ...change },
  })
  expect(await saidOf(acts, input({ head: '0'.repeat(64) }))).toContain(unchained(1))
  expect(await saidOf(acts, input({ count: 41 }))).toEqual(
    expect.arrayContaining([unwritten(1), unwritten(2)]),
  )
  const origin = (line: string) => line.replace('"origin":"harness"', '"origin":"human"')
  expect(await saidOf([yes(alice), { ...delivery, line: origin }])).toEqual([unwritten(2)])
  const waiver = { type: 'waiver.recorded', data: { who: 'eve', why: 'because', what: 'all' } }
  expect(await saidOf([{ draft: waiver as never }])).toEqual([
    `event-order ${LOG}: line 1: waiver.recorded after the seal`,
  ])
})

test('no file without its line, no line without its files', async () => {
  const acts = [yes(alice)]
  for (const end of ['.json', '.json.sig', '.proof'])
    expect(
      await saidOf(acts, ({ documents }) => {
        documents.delete(beside(0, end))
        return undefined
      }),
    ).toEqual([`file-missing ${beside(0, end)}: a line of the records speaks of it`])
  const also = async (path: string, of = acts) =>
    await saidOf(of, ({ documents }) => {
      documents.set(path, Buffer.from('x'))
      return undefined
    })
  expect(await also(beside(1, '.proof'))).toEqual([
    `file-unlisted ${beside(1, '.proof')}: no record speaks of it`,
  ])
  expect(await also(beside(0, '.txt'))).toEqual([
    `file-unlisted ${beside(0, '.txt')}: no record speaks of it`,
  ])
  expect(await also('raw/else')).toEqual([])
  // Nobody signs a delivery, or silence.
  expect(await also(beside(0, '.json'), [silence])).toEqual([
    `file-unlisted ${beside(0, '.json')}: no record speaks of it`,
  ])
  const dropped = await saidOf(acts, ({ documents }) => {
    documents.delete(LOG)
    return undefined
  })
  expect(dropped).toEqual(
    ['.json', '.json.sig', '.proof'].map((end) => `file-unlisted ${beside(0, end)}: no record speaks of it`),
  )
})

test('a log that can not be read names nothing, and is the finding', async () => {
  const withLog = async (text: string) =>
    await saidOf([yes(alice)], ({ documents }) => {
      documents.set(LOG, Buffer.from(text))
      return undefined
    })
  expect(await withLog('')).toEqual([`event-invalid ${LOG}: it is empty`])
  expect(await withLog('{}')).toEqual([
    `event-invalid ${LOG}: the last line is cut off: it has no newline`,
    expect.stringMatching(/^event-invalid approvals\/events.jsonl: line 1: /),
  ])
})
