import { expect, test } from 'vitest'
import type { SignatureFacts } from '../contract/signature.ts'
import { signedBy } from '../policy/approval.fixture.ts'
import { type Act, beside, onOneMachine, review, yes } from './records.fixture.ts'
import { toTrustedKeys } from './trusted-keys.ts'

const { answerTo, machine, saidOf } = onOneMachine()
const alice = signedBy('alice')
const gone: SignatureFacts = { ok: false, problem: 'signer-unknown', message: 'alice is gone' }

const keep: NonNullable<Act['verdict']> = (made) => made
const VERDICT = beside(0, '.verdict.sigstore.json')

test('the verdicts of the verifier are given in the order of what they follow', async () => {
  const { said, verdicts } = await answerTo([
    { ...review(alice), verdict: keep },
    { ...yes(signedBy('bob')), verdict: keep },
  ])
  expect(said).toEqual([])
  expect(verdicts).toEqual(
    [0, 1].map((index) => ({
      file: beside(index, '.verdict.sigstore.json'),
      at: '2026-01-01T01:00:00.000Z',
      result: 'PASSED',
    })),
  )
  const denied = await answerTo([{ ...yes(alice, { decision: 'denied' }), verdict: keep }])
  expect(denied.verdicts.map(({ result }) => result)).toEqual(['FAILED'])
})

test('a verdict is about this run and this record, and younger than the record', async () => {
  const otherwise = [
    `verdict-invalid ${VERDICT}: it says something else than what follows from this run and this record`,
  ]
  const turned: NonNullable<Act['verdict']> = (made) => ({
    ...made,
    predicate: { ...made.predicate, verificationResult: 'FAILED' },
  })
  expect(await saidOf([{ ...yes(alice), verdict: turned }])).toEqual(otherwise)
  for (const file of ['report.json', 'inputs/policy.json', 'attestations/run.sigstore.json'])
    expect(
      await saidOf([{ ...yes(alice), verdict: keep }], ({ documents }) => {
        documents.set(file, Buffer.from('another'))
        return undefined
      }),
    ).toEqual(otherwise)
  const tested = await saidOf([{ ...yes(alice), verdict: keep }], ({ documents }) => {
    documents.set('attestations/test-result.sigstore.json', Buffer.from('tests'))
    return undefined
  })
  expect(tested).toEqual(otherwise)
  const early: NonNullable<Act['verdict']> = (made) => ({
    ...made,
    predicate: { ...made.predicate, timeVerified: '2026-01-01T00:59:59.999Z' },
  })
  expect(await saidOf([{ ...yes(alice), verdict: early }])).toEqual([
    `verdict-invalid ${VERDICT}: it is older than the record`,
  ])
  // A refused attempt decides nothing.
  const refused = yes(gone).signed
  if (refused === undefined) throw new Error('a yes is signed')
  expect(await saidOf([{ signed: { ...refused, refused: true }, verdict: keep }])).toEqual([
    `verdict-invalid ${VERDICT}: nothing was decided by the record that it follows`,
  ])
})

test('a verdict is signed with a verifier key that was not retired before the record', async () => {
  const act = [{ ...yes(alice), verdict: keep }]
  const until = (validUntil: number | null, role = 'verifier') => {
    const { workspaceId } = machine().trust
    const keys = machine().trust.keys.map((key) => (key.role === role ? { ...key, validUntil } : key))
    return () => ({ trust: { keys: toTrustedKeys({ ...machine().trust, keys }), workspaceId } })
  }
  // The record is entry 2.
  expect(await saidOf(act, until(3))).toEqual([])
  expect(await saidOf(act, until(2))).toEqual([
    `key-untrusted ${VERDICT}: the verifier key that signed it was not in force after the record`,
  ])
  expect(await saidOf(act, until(2, 'harness'))).toEqual([])
  expect((await answerTo(act, () => ({ trust: null }))).verdicts).toHaveLength(1)
  const none = { ...machine().trust, keys: machine().trust.keys.filter(({ role }) => role !== 'verifier') }
  const untrusted = { trust: { keys: toTrustedKeys(none), workspaceId: none.workspaceId } }
  expect((await saidOf(act, () => untrusted))[0]).toMatch(
    /^key-untrusted .*: no trusted verifier key has the id/,
  )
})
