import { expect, test } from 'vitest'
import type { ApprovalRequest, ApprovalStatement } from '../contract/approval.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import { Workspace } from '../contract/workspace.ts'
import { peopleNeeded } from '../kernel/people-needed.ts'
import { AT, requestOf, SHA, signedBy, statementOf } from './approval.fixture.ts'
import { checkApproval } from './check-approval.ts'

const OTHER = 'b'.repeat(64)

function reasons(
  signature: SignatureFacts,
  needs: Partial<ApprovalRequest['needs']> = {},
  change: Partial<ApprovalStatement['predicate']> = {},
  at = AT,
): string[] {
  const request = requestOf(needs)
  const subject = { request, requestSha256: SHA, runStatementSha256: SHA }
  return checkApproval(subject, statementOf(request, change), signature, at)
}

test('an approval by somebody with no other part in the run counts', () => {
  expect(reasons(signedBy('alice'))).toEqual([])
})

test.each([
  ['the requester', signedBy('carol'), 'carol is the requester, who may not approve it'],
  ['the admitter', signedBy('dora'), 'dora is the admitter, who may not approve it'],
  [
    'the key of the admitter under another name',
    signedBy('alice', { fingerprint: 'SHA256:dora' }),
    'it is signed with a key of dora, the admitter, who may not approve it',
  ],
])('%s may not approve, and may say no', (_, signature, reason) => {
  expect(reasons(signature)).toEqual([reason])
  expect(reasons(signature, {}, { decision: 'denied' })).toEqual([])
})

test('where policy names people, nobody else may', () => {
  expect(reasons(signedBy('alice'), { from: ['bob'] })).toEqual([
    'policy does not name alice among those who may approve it',
  ])
  expect(reasons(signedBy('bob'), { from: ['bob'] })).toEqual([])
})

test('a touch is read from the signature, and only hardware keys have one', () => {
  const sk = { keyType: 'sk-ssh-ed25519@openssh.com' }
  const touched = signedBy('alice', { ...sk, userPresent: true, userVerified: false })
  expect(reasons(signedBy('alice'), { touch: 'present' })).toEqual([
    'policy asks for a hardware key, and SHA256:alice is none',
  ])
  expect(
    reasons(signedBy('alice', { ...sk, userPresent: false, userVerified: false }), { touch: 'present' }),
  ).toEqual(['nobody touched the hardware key'])
  expect(reasons(touched, { touch: 'present' })).toEqual([])
  expect(reasons(touched, { touch: 'verified' })).toEqual(['the hardware key did not ask who was using it'])
  expect(
    reasons(signedBy('alice', { ...sk, userPresent: true, userVerified: true }), { touch: 'verified' }),
  ).toEqual([])
})

test.each([
  ['runId', '20260101t000000z-9876543210', 'run'],
  ['runNonce', OTHER, 'nonce'],
  ['approvalId', '2'.repeat(32), 'request'],
  ['requestDigest', OTHER, 'text of the request'],
  ['runStatementDigest', OTHER, 'run statement'],
  ['policyDigest', OTHER, 'policy'],
  ['stage', 'candidate-default', 'stage'],
  ['expiresAt', '2027-01-01T00:00:00.000Z', 'expiry'],
])('another %s does not count', (name, value, what) => {
  expect(reasons(signedBy('alice'), {}, { [name]: value })).toEqual([`it is about another ${what}`])
})

test('the patch, the result tree and no third thing are what it is about', () => {
  const request = requestOf()
  const [patch, tree] = statementOf(request).subject
  if (patch === undefined || tree === undefined) throw new Error('the fixture is about two things')
  const about = (subject: ApprovalStatement['subject']): string[] =>
    checkApproval(
      { request, requestSha256: SHA, runStatementSha256: SHA },
      { ...statementOf(request), subject },
      signedBy('alice'),
      AT,
    )
  expect(about([tree, patch])).toEqual([])
  expect(about([{ ...patch, digest: { sha256: OTHER } }, tree])).toEqual(['it is about another patch'])
  expect(about([patch, { ...tree, digest: { gitTree: 'd'.repeat(40) } }])).toEqual([
    'it is about another result tree',
  ])
  expect(about([patch, tree, patch])).toEqual(['it is about another number of subjects'])
  expect(about([patch])).toEqual([
    'it is about another result tree',
    'it is about another number of subjects',
  ])
  expect(about([])).toHaveLength(3)
})

test('what was recorded before the request or after its expiry does not count; the last moment does', () => {
  expect(reasons(signedBy('alice'), {}, {}, '2026-01-01T00:00:00.000Z')).toEqual([])
  expect(reasons(signedBy('alice'), {}, {}, '2026-01-01T02:00:00.000Z')).toEqual([])
  expect(reasons(signedBy('alice'), {}, {}, '2026-01-01T02:00:00.001Z')).toEqual([
    'it was recorded at 2026-01-01T02:00:00.001Z, after the request had expired',
  ])
  expect(reasons(signedBy('alice'), {}, {}, '2025-12-31T23:59:59.999Z')).toEqual([
    'it was recorded at 2025-12-31T23:59:59.999Z, before it was asked for',
  ])
})

test('of several rules the strictest counts, and of several lists what they share', () => {
  const { policy } = Workspace.parse({
    version: 1,
    repositories: [{ id: 'r', path: 'r', class: 'artificial' }],
    engines: [{ id: 'fake', adapter: 'fake' }],
    policy: {
      classes: { high: { approvals: 3 } },
      approvals: {
        rules: [
          { id: 'a', repositoryClasses: ['copied'], approvers: 2, from: ['alice', 'bob'] },
          { id: 'b', riskClasses: ['high', 'medium'], touch: 'present', from: ['bob', 'carol'] },
        ],
      },
    },
  })
  expect(peopleNeeded(policy, 'low', 'artificial')).toMatchObject({ approvers: 0, touch: 'none', from: null })
  expect(peopleNeeded(policy, 'medium', 'copied')).toMatchObject({
    approvers: 2,
    touch: 'present',
    from: ['bob'],
  })
  expect(peopleNeeded(policy, 'high', 'copied')).toMatchObject({ approvers: 3 })
  const plain = Workspace.parse({
    version: 1,
    repositories: [{ id: 'r', path: 'r', class: 'artificial' }],
    engines: [{ id: 'fake', adapter: 'fake' }],
  }).policy
  const rule = (id: string, change: object) => ({ id, approvers: 1, touch: 'none' as const, ...change })
  const strictest = (rules: object[]) =>
    peopleNeeded({ ...plain, approvals: { ...plain.approvals, rules: rules as never } }, 'low', 'copied')
  expect(strictest([rule('a', { touch: 'verified' }), rule('b', { touch: 'present' })]).touch).toBe(
    'verified',
  )
  expect(strictest([rule('a', { touch: 'present' }), rule('b', { touch: 'verified' })]).touch).toBe(
    'verified',
  )
  expect(strictest([rule('a', {}), rule('b', { from: ['alice'] })]).from).toEqual(['alice'])
  const lists = [['alice', 'bob'], ['bob', 'carol'], ['alice']]
  expect(strictest(lists.map((from, index) => rule(`${index}`, { from }))).from).toEqual([])
  const reviewers = [
    { id: 'lead', kind: 'person' as const, from: ['alice'] },
    { id: 'peer', kind: 'person' as const },
    { id: 'lint', kind: 'command' as const, command: ['lint'] },
  ]
  expect(peopleNeeded({ ...plain, reviewers: reviewers as never }, 'low', 'copied').reviewers).toEqual([
    { id: 'lead', from: ['alice'] },
    { id: 'peer', from: null },
  ])
  expect(peopleNeeded(plain, 'low', 'owned-noncritical').approvers).toBe(1)
  expect(peopleNeeded(plain, 'low', 'owned-critical').approvers).toBe(2)
  expect(peopleNeeded(plain, 'high', 'disposable').approvers).toBe(0)
})
