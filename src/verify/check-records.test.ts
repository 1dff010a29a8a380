import { expect, test } from 'vitest'
import type { SignatureFacts } from '../contract/signature.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { signedBy } from '../policy/approval.fixture.ts'
import { checkRecords } from './check-records.ts'
import {
  type Act,
  beside,
  delivery,
  onOneMachine,
  recorded,
  request,
  review,
  silence,
  yes,
} from './records.fixture.ts'

const { answerTo, machine, saidOf } = onOneMachine()
const alice = signedBy('alice')
const gone: SignatureFacts = { ok: false, problem: 'signer-unknown', message: 'alice is gone' }
const LOG = 'approvals/events.jsonl'

test('a run about which nobody has said anything', async () => {
  const { said, verdict, delivered, unchecked } = await answerTo([])
  expect({ said, delivered, unchecked }).toEqual({ said: [], delivered: null, unchecked: false })
  expect(verdict?.approval).toBe('pending')
})

test('a yes, and the delivery after it', async () => {
  const { said, verdict, delivered, verdicts, unchecked } = await answerTo([yes(alice), delivery])
  expect(verdicts).toEqual([])
  expect({ said, delivered, unchecked }).toEqual({
    said: [],
    delivered: 'refs/heads/proctor/x',
    unchecked: false,
  })
  expect(verdict?.approval).toBe('granted')
  expect(verdict?.people.granted.map(({ principal }) => principal)).toEqual(['alice'])
})

test('a no, a review, an attempt that was refused, and silence', async () => {
  const approvalOf = async (acts: readonly Act[], more?: Parameters<typeof answerTo>[1]) => {
    const { said, verdict } = await answerTo(acts, more)
    expect(said).toEqual([])
    return [verdict?.approval, verdict?.people.blocker]
  }
  expect(await approvalOf([yes(alice, { decision: 'denied' })])).toEqual(['denied', 'approval_denied'])
  expect(await approvalOf([review(alice)])).toEqual(['pending', 'approval_pending'])
  expect(await approvalOf([review(alice, { verdict: 'rejected' })])).toEqual(['denied', 'review_rejected'])
  expect(await approvalOf([silence])).toEqual(['denied', 'approval_timeout'])
  const refused = yes(gone).signed
  if (refused === undefined) throw new Error('a yes is signed')
  const attempt = { signed: { ...refused, refused: true } }
  expect(await approvalOf([attempt])).toEqual(['denied', 'approval_invalid'])
  // Whoever is known by now was not known then.
  const known = { signers: async () => alice }
  expect(await approvalOf([attempt], () => known)).toEqual(['denied', 'approval_invalid'])
})

test('each signature is judged in its role, over the bytes that were signed, at its time', async () => {
  const asked: unknown[] = []
  const made = recorded(machine(), [review(alice), yes(signedBy('bob'))])
  await checkRecords({
    ...made,
    signers: async (role, content, signature, at) => {
      asked.push([role, content, Buffer.from(signature).toString(), at.toISOString()])
      return alice
    },
  })
  expect(asked).toEqual(
    ['review', 'approval'].map((role, index) => [
      role,
      made.documents.get(beside(index, '.json')),
      `signature ${index}`,
      '2026-01-01T01:00:00.000Z',
    ]),
  )
})

test('without anybody to say who may sign nothing signed counts, and it is said', async () => {
  const nobody = () => ({ signers: null })
  const { said, verdict, unchecked } = await answerTo([yes(alice)], nobody)
  expect({ said, unchecked }).toEqual({ said: [], unchecked: true })
  expect(verdict?.approval).toBe('denied')
  expect(verdict?.people.reasons).toEqual(['nobody said who may sign'])
  expect((await answerTo([silence], nobody)).unchecked).toBe(false)
})

test('a record says who signed what, and nothing else', async () => {
  const otherwise = [
    `approval-mismatch ${beside(0, '.json')}: its record says something else than what was signed`,
  ]
  const as = (by: SignatureFacts) => () => ({ signers: async () => by })
  expect(await saidOf([yes(alice)], as(signedBy('mallory')))).toEqual(otherwise)
  expect(await saidOf([yes(alice)], as(signedBy('alice', { fingerprint: 'SHA256:other' })))).toEqual(
    otherwise,
  )
  expect(await saidOf([review(alice)], as(signedBy('mallory')))).toEqual(otherwise)
  expect(await saidOf([yes(alice)], as(gone))).toEqual([])
  const granted = {
    type: 'approval.granted' as const,
    data: {
      approvalId: request().approvalId,
      principal: 'alice',
      keyFingerprint: 'SHA256:alice',
      userPresent: null,
      statementDigest: '0'.repeat(64),
      sigDigest: '0'.repeat(64),
    },
  }
  for (const by of [alice, gone]) {
    expect(await saidOf([{ ...yes(alice), draft: granted }], as(by))).toEqual(otherwise)
    // A no that is recorded as a yes.
    const turned = { ...yes(alice, { decision: 'denied' }), draft: granted }
    expect(await saidOf([turned], as(by))).toEqual(otherwise)
  }
})

test('a review that said no is never recorded as a yes, whoever can still say who signed it', async () => {
  const rejected = review(alice, { verdict: 'rejected' })
  const statementDigest = sha256(toCanonicalJson(rejected.signed?.statement))
  const data = { reviewer: 'alice', kind: 'person' as const, reasons: [], statementDigest }
  for (const by of [alice, gone]) {
    const signers = async () => by
    expect(
      await saidOf([{ ...rejected, draft: { type: 'review.rejected', data } }], () => ({ signers })),
    ).toEqual([])
    expect(
      await saidOf([{ ...rejected, draft: { type: 'review.accepted', data } }], () => ({ signers })),
    ).toEqual([
      `approval-mismatch ${beside(0, '.json')}: its record says something else than what was signed`,
    ])
  }
})

test('what was signed is a statement in the form of its kind', async () => {
  const broken = async (act: Act, text: string) =>
    (
      await saidOf([act], ({ documents }) => {
        documents.set(beside(0, '.json'), Buffer.from(text))
        return { trust: null }
      })
    ).map((one) => one.split(':')[0])
  expect(await broken(yes(alice), '{"a":1}')).toEqual([`version-unknown ${beside(0, '.json')}`])
  expect(await broken(yes(alice), '{ }')).toEqual([`json-not-canonical ${beside(0, '.json')}`])
  const reviewed = recorded(machine(), [review(alice)]).documents.get(beside(0, '.json'))
  expect(await broken(yes(alice), Buffer.from(reviewed ?? []).toString())).toEqual([
    `schema-invalid ${beside(0, '.json')}`,
  ])
})

test('what no harness would have recorded is named by its line', async () => {
  expect(await saidOf([yes(alice), yes(signedBy('bob'))])).toEqual([
    `event-order ${LOG}: line 2: it was decided before`,
  ])
  expect(await saidOf([delivery])).toEqual([
    `event-order ${LOG}: line 1: a delivery of what people had not approved`,
  ])
  expect(await saidOf([{ ...silence, at: '2026-01-01T02:00:00.000Z' }])).toEqual([
    `event-order ${LOG}: line 1: the time was not over`,
  ])
  const unasked = () => ({ asked: null })
  expect((await answerTo([delivery], unasked)).delivered).toBe('refs/heads/proctor/x')
  expect((await answerTo([delivery], unasked)).verdict).toBeNull()
  expect(await saidOf([delivery], () => ({ asked: null, passed: false }))).toEqual([
    `event-order ${LOG}: line 1: a delivery of what did not pass`,
  ])
  expect(await saidOf([yes(alice)], unasked)).toEqual([
    `event-order ${LOG}: line 1: nobody was asked about this run`,
  ])
})

test('every record is an entry of the ledger, behind the run and the record before', async () => {
  const proof = (index: number) => beside(index, '.proof')
  const late = (index: number) =>
    `proof-invalid ${proof(index)}: it stands in the ledger before what it follows`
  const failed = (index: number) =>
    `proof-invalid ${proof(index)}: it does not hold: the path does not lead from the entry to the root`
  const acts = [yes(alice), delivery]
  expect(await saidOf(acts, ({ run }) => ({ run: { ...run, index: 2 } }))).toEqual([late(0)])
  expect(await saidOf(acts, ({ run }) => ({ run: { ...run, index: 5 } }))).toEqual([late(0)])
  expect(await saidOf(acts, ({ run }) => ({ run: { ...run, index: null } }))).toEqual([])
  // The entry names run, line, document and signature.
  const other = Buffer.from('of another run')
  expect((await saidOf([silence], ({ run }) => ({ run: { ...run, payload: other } })))[0]).toBe(failed(0))
  const swapped = await saidOf(acts, ({ documents }) => {
    const [first, second] = [documents.get(proof(0)), documents.get(proof(1))]
    documents.set(proof(0), second ?? first ?? Buffer.alloc(0)).set(proof(1), first ?? Buffer.alloc(0))
    return undefined
  })
  expect(swapped).toEqual([failed(0), failed(1)])
  // Without keys only what the proofs say of their places can be compared.
  const blind = await saidOf(acts, ({ documents }) => {
    const [first, second] = [documents.get(proof(0)), documents.get(proof(1))]
    documents.set(proof(0), second ?? first ?? Buffer.alloc(0)).set(proof(1), first ?? Buffer.alloc(0))
    return { trust: null }
  })
  expect(blind).toEqual([late(1)])
  const resigned = await saidOf(acts, ({ documents }) => {
    documents.set(beside(0, '.json.sig'), Buffer.from('another signature'))
    return { signers: async () => alice }
  })
  expect(resigned[0]).toBe(failed(0))
})
