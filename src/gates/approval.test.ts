import { expect, test } from 'vitest'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { Facts } from '../contract/facts.ts'
import { sha256 } from '../kernel/digest.ts'
import { evaluateApproval } from './approval.ts'
import { evaluateGates } from './evaluate-gates.ts'
import { judge, passesBeforePeople } from './judge.ts'

const LEAD: Facts['policy']['people']['reviewers'][number] = { id: 'lead', from: null }

/** Facts of a run whose policy wants these people; `asked` once they were asked. */
function factsWith(people: Partial<Facts['policy']['people']>, asked: boolean): Facts {
  const facts = goodFacts()
  const policy = { ...facts.policy, people: { ...facts.policy.people, ...people } }
  const expiresAt = '2026-01-03T00:00:00.000Z'
  return {
    ...facts,
    policy,
    ...(asked
      ? { approval: { approvalId: '3'.repeat(32), requestSha256: sha256('request'), expiresAt } }
      : {}),
  }
}

test('where policy asks no person, there is nothing to wait for, and the gate counts nothing', () => {
  expect(evaluateApproval(factsWith({}, false))).toEqual({
    gate: 'approval',
    verdict: 'pass',
    required: false,
    reasons: [],
    notes: ['policy asks no person'],
  })
})

test.each<readonly [Partial<Facts['policy']['people']>, string]>([
  [{ approvers: 1 }, '1 approval'],
  [{ approvers: 2 }, '2 approvals'],
  [{ reviewers: [LEAD] }, 'the review of lead'],
  [
    { approvers: 1, reviewers: [LEAD, { ...LEAD, id: 'peer' }] },
    '1 approval and the review of lead and the review of peer',
  ],
])('who was asked is waited for: %j', (people, who) => {
  const facts = factsWith(people, true)
  const message = `it waits for ${who} until 2026-01-03T00:00:00.000Z`
  expect(evaluateApproval(facts)).toEqual({
    gate: 'approval',
    verdict: 'fail',
    required: true,
    reasons: [{ code: 'approval_pending', message }],
    notes: [],
  })
  const gates = evaluateGates(facts)
  expect(judge(facts, gates)).toMatchObject({
    status: 'fail',
    completeness: 'awaiting-approval',
    blockers: [{ code: 'approval_pending', message }],
  })
  expect(passesBeforePeople(facts, gates)).toBe(true)
})

test('people who were not asked yet are no pass, for one who approves as for one who reviews', () => {
  for (const people of [{ approvers: 1 }, { reviewers: [LEAD] }]) {
    const facts = factsWith(people, false)
    const [reason] = evaluateApproval(facts).reasons
    expect(reason).toEqual({
      code: 'gate_not_run',
      message: 'people are asked about what passed every other gate',
    })
    expect(judge(facts, evaluateGates(facts))).toMatchObject({
      status: 'fail',
      blockers: [{ code: 'gate_not_run', message: `gate approval: ${reason?.message}` }],
    })
  }
})

test('people are no blocker beside another, and are not asked about what failed', () => {
  const facts = { ...factsWith({ approvers: 1 }, false), artifacts: [{ path: 'x', bytes: 2_000_000 }] }
  const gates = evaluateGates(facts)
  expect(judge(facts, gates).blockers.map(({ code }) => code)).toEqual(['artifact_too_large'])
  expect(passesBeforePeople(facts, gates)).toBe(false)
})
