import { expect, test } from 'vitest'
import type { ApprovalRequest } from '../contract/approval.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import { asksPeople } from '../kernel/people-needed.ts'
import { AT, requestOf, reviewOf, SHA, signedBy, statementOf, subjectOf } from './approval.fixture.ts'
import { checkReview } from './check-approval.ts'
import { judgePeople, judgeUnasked, type PeopleAct } from './judge-people.ts'

type Needs = Partial<ApprovalRequest['needs']>
type Signed = PeopleAct & { readonly kind: 'signed' }

const { expiresAt } = requestOf()
const LATE = '2026-01-01T02:00:00.001Z'
const LEAD = { id: 'lead', from: null }

const signed = (
  statement: Signed['statement'],
  signature: SignatureFacts,
  change: Partial<Pick<Signed, 'at' | 'refused'>> = {},
): Signed => ({ kind: 'signed', at: AT, statement, signature, refused: false, ...change })
const yes = (name: string, change: Partial<SignatureFacts & { ok: true }> = {}) =>
  signed(statementOf(requestOf()), signedBy(name, change))
const no = (name: string, comment: string | null = null) =>
  signed(statementOf(requestOf(), { decision: 'denied', comment }), signedBy(name))
const review = (name: string, change: Parameters<typeof reviewOf>[1] = {}) =>
  signed(reviewOf(requestOf(), change), signedBy(name))
const delivery: PeopleAct = { kind: 'delivery', at: AT, ref: 'refs/heads/proctor/x' }

const judged = (needs: Needs, acts: readonly PeopleAct[], now = AT) =>
  judgePeople(subjectOf(needs), acts, new Date(now))
const strangeOf = (needs: Needs, acts: readonly PeopleAct[]) =>
  judged(needs, acts).acts.map(({ strange }) => strange)

test('nobody has said anything: it waits, and after the last moment silence is a no', () => {
  const needs = { approvers: 2, reviewers: [LEAD] }
  const waiting = ['0 of 2 people have approved it', 'reviewer lead has not accepted it']
  expect(judged(needs, [], expiresAt)).toEqual({
    approval: 'pending',
    people: { blocker: 'approval_pending', reasons: waiting, approvers: 2, granted: [], expiresAt },
    delivered: null,
    acts: [],
  })
  const late = judged(needs, [], LATE)
  expect(late.approval).toBe('denied')
  expect(late.people).toMatchObject({
    blocker: 'approval_timeout',
    reasons: [`nobody decided before ${expiresAt}: ${waiting.join('; ')}`],
  })
})

test('the last yes that was needed grants it, for good', () => {
  const first = judged({ approvers: 2 }, [yes('alice')])
  expect(first.approval).toBe('pending')
  expect(first.people.reasons).toEqual(['1 of 2 people have approved it'])
  const both = judged({ approvers: 2 }, [yes('alice'), yes('bob'), delivery], LATE)
  expect(both).toEqual({
    approval: 'granted',
    people: {
      blocker: null,
      reasons: [],
      approvers: 2,
      granted: ['alice', 'bob'].map((principal) => ({
        principal,
        fingerprint: `SHA256:${principal}`,
        at: AT,
      })),
      expiresAt,
    },
    delivered: 'refs/heads/proctor/x',
    acts: [1, 2, 3].map(() => ({ strange: null, against: [] })),
  })
})

test('one no ends it, with the words of who said it', () => {
  for (const [comment, reason] of [
    [null, 'alice said no'],
    ['not now', 'alice said no: not now'],
  ] as const) {
    const { approval, people } = judged({ approvers: 2 }, [yes('bob'), no('alice', comment)])
    expect(approval).toBe('denied')
    expect(people).toMatchObject({ blocker: 'approval_denied', reasons: [reason] })
  }
  const rejected = judged({}, [review('alice', { verdict: 'rejected', reasons: ['a', 'b'] })])
  expect(rejected.approval).toBe('denied')
  expect(rejected.people).toMatchObject({ blocker: 'review_rejected', reasons: ['alice said no: a; b'] })
})

test('a no is the end even where no yes was waited for', () => {
  const needs = { approvers: 0, reviewers: [] }
  expect(judged(needs, [review('alice', { verdict: 'rejected' })]).approval).toBe('denied')
  expect(judged(needs, [no('alice')]).people.blocker).toBe('approval_denied')
})

test('what comes after the end is strange, and changes nothing', () => {
  const acts = [no('alice'), yes('bob'), delivery]
  const { approval, delivered } = judged({}, acts)
  expect([approval, delivered]).toEqual(['denied', null])
  expect(strangeOf({}, acts)).toEqual([
    null,
    'it was decided before',
    'a delivery of what people had not approved',
  ])
  expect(strangeOf({}, [delivery])).toEqual(['a delivery of what people had not approved'])
  expect(strangeOf({}, [yes('bob'), delivery, delivery])).toEqual([null, null, 'a second delivery'])
})

test('a timeout counts only when the time was over, and then it is the end', () => {
  const early: PeopleAct = { kind: 'timeout', at: expiresAt }
  expect(judged({}, [early]).acts).toEqual([{ strange: 'the time was not over', against: [] }])
  expect(strangeOf({}, [early])).toEqual(['the time was not over'])
  expect(judged({}, [early]).approval).toBe('pending')
  const late: PeopleAct = { kind: 'timeout', at: LATE }
  const { approval, people, acts } = judged({}, [late, yes('alice')], AT)
  expect(approval).toBe('denied')
  expect(people).toMatchObject({
    blocker: 'approval_timeout',
    reasons: [`nobody decided before ${expiresAt}`],
  })
  expect(acts.map(({ strange }) => strange)).toEqual([null, 'it was decided before'])
})

test('a yes that does not hold is kept as an attempt, and a later one that holds still counts', () => {
  const bad = yes('carol')
  const against = ['carol is the requester, who may not approve it']
  const alone = judged({}, [bad])
  expect(alone.acts).toEqual([{ strange: null, against }])
  expect(alone.approval).toBe('denied')
  expect(alone.people).toMatchObject({ blocker: 'approval_invalid', reasons: against, granted: [] })
  expect(judged({}, [bad, yes('alice')]).approval).toBe('granted')
  const refused = judged({}, [{ ...yes('alice'), refused: true }])
  expect(refused.acts).toEqual([{ strange: null, against: ['it did not hold when it was recorded'] }])
  expect(refused.people.granted).toEqual([])
  expect(judged({}, [{ ...bad, refused: true }]).acts).toEqual([{ strange: null, against }])
  const unsigned = { ok: false as const, problem: 'signature-invalid' as const, message: 'no signature' }
  expect(judged({}, [signed(statementOf(requestOf()), unsigned)]).acts).toEqual([
    { strange: null, against: ['no signature'] },
  ])
})

test('nobody approves twice, by name or by key', () => {
  const again = ['alice has approved it already', 'bob has approved it already']
  expect(strangeOf({ approvers: 2 }, [yes('alice'), yes('alice', { fingerprint: 'SHA256:other' })])).toEqual([
    null,
    again[0],
  ])
  expect(strangeOf({ approvers: 2 }, [yes('alice'), yes('bob', { fingerprint: 'SHA256:alice' })])).toEqual([
    null,
    again[1],
  ])
  expect(judged({ approvers: 2 }, [yes('alice'), yes('alice')]).approval).toBe('pending')
  expect(judged({ approvers: 2 }, [yes('alice'), { ...yes('alice'), refused: true }]).acts[1]).toEqual({
    strange: null,
    against: ['it did not hold when it was recorded'],
  })
  expect(judged({ approvers: 2 }, [yes('alice'), no('alice')]).approval).toBe('denied')
  // About another run it is an attempt, whoever made it.
  const elsewhere = statementOf(requestOf(), { runId: '20260101t000000z-9876543210' })
  expect(judged({ approvers: 2 }, [yes('alice'), signed(elsewhere, signedBy('alice'))]).acts[1]).toEqual({
    strange: null,
    against: ['it is about another run'],
  })
})

test('who reviews does not approve, in either order, unless policy lets them', () => {
  const needs = { approvers: 2, reviewers: [LEAD] }
  const accepted = review('alice', { reviewer: 'lead' })
  expect(strangeOf(needs, [accepted, yes('alice')])).toEqual([
    null,
    'alice reviewed it, and policy wants somebody else to approve it',
  ])
  expect(strangeOf(needs, [yes('alice'), accepted])).toEqual([
    null,
    'alice approved it, and policy wants somebody else to review it',
  ])
  expect(strangeOf(needs, [accepted, no('alice')])).toEqual([null, null])
  expect(strangeOf(needs, [yes('alice'), review('alice', { verdict: 'rejected' })])).toEqual([null, null])
  expect(strangeOf(needs, [yes('bob'), accepted, yes('dave')])).toEqual([null, null, null])
  const lenient = { ...needs, separateReviewer: false }
  expect(strangeOf(lenient, [accepted, yes('alice')])).toEqual([null, null])
  expect(strangeOf(lenient, [yes('alice'), accepted])).toEqual([null, null])
})

test('a reviewer accepts once, and each reviewer is waited for', () => {
  const needs = { approvers: 0, reviewers: [LEAD, { id: 'peer', from: null }] }
  const lead = review('alice', { reviewer: 'lead' })
  expect(judged(needs, [lead]).people.reasons).toEqual(['reviewer peer has not accepted it'])
  expect(strangeOf(needs, [lead, review('bob', { reviewer: 'lead' })])).toEqual([
    null,
    'reviewer lead has accepted it already',
  ])
  const both = [lead, yes('bob'), review('bob', { reviewer: 'lead' })]
  expect(strangeOf({ ...needs, approvers: 2 }, both)[2]).toBe(
    'bob approved it, and policy wants somebody else to review it; reviewer lead has accepted it already',
  )
  expect(judged(needs, [lead, review('bob', { reviewer: 'lead', verdict: 'rejected' })]).approval).toBe(
    'denied',
  )
  expect(judged(needs, [lead, review('bob', { reviewer: 'peer' })]).approval).toBe('granted')
  expect(judged(needs, [lead, review('bob')]).approval).toBe('pending')
})

test('a review counts by whom policy names, and never by who asked for the run', () => {
  const reasonsOf = (name: string, reviewers: ApprovalRequest['needs']['reviewers'], change = {}) => {
    const subject = subjectOf({ reviewers })
    return checkReview(
      subject,
      reviewOf(subject.request, { reviewer: 'lead', ...change }),
      signedBy(name),
      AT,
    )
  }
  expect(reasonsOf('alice', [LEAD])).toEqual([])
  expect(reasonsOf('alice', [{ id: 'lead', from: ['alice'] }])).toEqual([])
  expect(reasonsOf('alice', [{ id: 'lead', from: ['bob'] }])).toEqual([
    'policy does not name alice as reviewer lead',
  ])
  expect(reasonsOf('alice', [{ id: 'peer', from: null }])).toEqual([
    'policy names no person as reviewer lead',
  ])
  expect(reasonsOf('carol', [LEAD])).toEqual(['carol is the requester, and may not accept the result'])
  expect(reasonsOf('carol', [LEAD], { verdict: 'rejected' })).toEqual([])
  expect(reasonsOf('dora', [LEAD])).toEqual([])
  expect(reasonsOf('carol', [LEAD], { reviewer: null })).toEqual([])
  expect(reasonsOf('alice', [LEAD], { policyDigest: SHA.replace('a', 'b') })).toEqual([
    'it is about another policy',
  ])
  const unsigned = { ok: false as const, problem: 'missing' as const, message: 'no signature' }
  const subject = subjectOf()
  expect(checkReview(subject, reviewOf(subject.request, { reviewer: 'lead' }), unsigned, AT)).toEqual([
    'no signature',
  ])
})

test('about a run of which nobody was asked, only one delivery of what passed is no surprise', () => {
  expect(judgeUnasked([delivery], true)).toEqual({
    delivered: 'refs/heads/proctor/x',
    acts: [{ strange: null, against: [] }],
  })
  const strange = (acts: readonly PeopleAct[], passed: boolean) =>
    judgeUnasked(acts, passed).acts.map((act) => act.strange)
  expect(strange([delivery, delivery], true)).toEqual([null, 'a second delivery'])
  expect(strange([delivery], false)).toEqual(['a delivery of what did not pass'])
  expect(judgeUnasked([delivery], false).delivered).toBeNull()
  expect(strange([yes('alice'), { kind: 'timeout', at: LATE }], true)).toEqual([
    'nobody was asked about this run',
    'nobody was asked about this run',
  ])
})

test('people are asked where policy wants one approver or one reviewer', () => {
  expect(asksPeople({ approvers: 0, reviewers: [] })).toBe(false)
  expect(asksPeople({ approvers: 1, reviewers: [] })).toBe(true)
  expect(asksPeople({ approvers: 0, reviewers: [LEAD] })).toBe(true)
})
