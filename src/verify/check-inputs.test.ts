import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event } from '../contract/event.ts'
import { checkInputs } from './check-inputs.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

const OTHER = 'f'.repeat(64)

function saidOf(change: Partial<Parameters<typeof checkInputs>[0]>): string[] {
  return checkInputs({ ...good, ...change }).map(({ id, file, message }) => {
    expect(id).toBe('source-mismatch')
    return `${file}: ${message}`
  })
}
const bound = (path: string, who: string, to = OTHER) => `${path}: ${who} is bound to another digest: ${to}`

function startedWith(change: (data: Extract<Event, { type: 'run.started' }>['data']) => object): Event[] {
  return good.events.map((event) =>
    event.type === 'run.started'
      ? ({ ...event, data: { ...event.data, ...change(event.data) } } as Event)
      : event,
  )
}

test('inputs that challenge, log and facts are bound to', () => {
  expect(saidOf({})).toEqual([])
})

test('a challenge that asked for another task or policy', () => {
  const { challenge } = good
  const asked = (change: object) => ({
    challenge: {
      ...challenge,
      statement: {
        ...challenge.statement,
        predicate: { ...challenge.statement.predicate, ...change },
      },
    },
  })
  expect(saidOf(asked({ taskDigest: OTHER }))).toEqual([bound(FILES.task, 'the challenge')])
  expect(saidOf(asked({ policyDigest: OTHER }))).toEqual([bound(FILES.policy, 'the challenge')])
})

test('a log that began with another task, policy or admission', () => {
  expect(saidOf({ events: startedWith(() => ({ taskDigest: OTHER })) })).toEqual([
    bound(FILES.task, 'run.started'),
  ])
  expect(saidOf({ events: startedWith(() => ({ policyDigest: OTHER })) })).toEqual([
    bound(FILES.policy, 'run.started'),
  ])
  const admitted = (admissionDigest: string | null) =>
    saidOf({ events: startedWith(({ engine }) => ({ engine: { ...engine, admissionDigest } })) })
  expect(admitted(OTHER)).toEqual([bound(FILES.admission, 'run.started')])
  expect(admitted(null)).toEqual([bound(FILES.admission, 'run.started', 'none')])
})

test('a log without a beginning is bound to nothing', () => {
  const events = good.events.filter(({ type }) => type !== 'run.started')
  expect(saidOf({ events })).toEqual(
    [FILES.task, FILES.policy, FILES.admission].map((path) => bound(path, 'run.started', 'none')),
  )
})

test('facts of another task or policy', () => {
  const { facts } = good
  expect(saidOf({ facts: { ...facts, task: { ...facts.task, digest: OTHER } } })).toEqual([
    bound(FILES.task, 'the facts'),
  ])
  expect(saidOf({ facts: { ...facts, policy: { ...facts.policy, digest: OTHER } } })).toEqual([
    bound(FILES.policy, 'the facts'),
  ])
})

test('an input that was exchanged after everything was bound to it', () => {
  const digest = good.manifest.get(FILES.task) ?? ''
  expect(saidOf({ manifest: new Map([...good.manifest, [FILES.task, OTHER]]) })).toEqual(
    ['the challenge', 'run.started', 'the facts'].map((who) => bound(FILES.task, who, digest)),
  )
})
