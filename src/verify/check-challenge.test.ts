import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { ChallengeStatement } from '../contract/statement.ts'
import { checkChallenge } from './check-challenge.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

function saidOf(
  change: Partial<ChallengeStatement['predicate']>,
  subject?: ChallengeStatement['subject'],
): string[] {
  const { statement } = good.challenge
  const asked = {
    ...good.challenge,
    statement: {
      ...statement,
      subject: subject ?? statement.subject,
      predicate: { ...statement.predicate, ...change },
    },
  }
  return checkChallenge({ challenge: asked, events: good.events }).map(({ id, file, message }) => {
    expect(file).toBe(FILES.challenge)
    return `${id}: ${message}`
  })
}
const answers = (what: string) => `challenge-mismatch: run.started answers another ${what}`

test('a run that answers its challenge', () => {
  expect(saidOf({})).toEqual([])
  expect(saidOf({ issuedAt: '2020-01-01T00:00:00.000Z' })).toEqual([])
})

test.each<readonly [keyof ChallengeStatement['predicate'], unknown]>([
  ['runId', '20260102t030405z-9876543210'],
  ['challengeId', '9'.repeat(32)],
  ['nonce', '9'.repeat(64)],
  ['seq', 99],
  ['ledgerHead', { size: 1, rootHash: '9'.repeat(64) }],
  ['taskDigest', '9'.repeat(64)],
  ['policyDigest', '9'.repeat(64)],
  ['engine', 'other'],
])('another %s', (name, value) => {
  expect(saidOf({ [name]: value })).toEqual([answers(name)])
})

test('the base is that of the run, and what the challenge is about', () => {
  const { base } = good.challenge.statement.predicate
  expect(saidOf({ base: { ...base, tree: '9'.repeat(40) } })).toEqual([answers('base')])
  expect(saidOf({}, [{ name: 'base', digest: { gitCommit: '9'.repeat(40) } }])).toEqual([answers('subject')])
  expect(saidOf({}, [])).toEqual([answers('subject')])
})

test('the last moment is in time, the next is not', () => {
  const started = good.events[0]?.time ?? ''
  expect(saidOf({ notAfter: started })).toEqual([])
  const before = new Date(Date.parse(started) - 1).toISOString()
  expect(saidOf({ notAfter: before })).toEqual([
    `challenge-expired: the run started at ${started}, the challenge ran out at ${before}`,
  ])
  expect(saidOf({ notAfter: before, seq: 99 })).toHaveLength(2)
})

test('that a log begins otherwise is said elsewhere', () => {
  expect(checkChallenge({ ...good, events: good.events.slice(1) })).toEqual([])
  expect(checkChallenge({ ...good, events: [] })).toEqual([])
})
