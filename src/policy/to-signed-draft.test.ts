import { expect, test } from 'vitest'
import { requestOf, reviewOf, signedBy, statementOf } from './approval.fixture.ts'
import { toSignedDraft } from './to-signed-draft.ts'

const DIGESTS = { statement: 'd'.repeat(64), signature: 'e'.repeat(64) }
const request = requestOf()
const unsigned = { ok: false as const, problem: 'missing' as const, message: 'no signature' }
const { approvalId } = request

test('a yes is recorded with its key, what is known of it, and the digests of words and signature', () => {
  const signature = signedBy('alice', { userPresent: true })
  expect(toSignedDraft(statementOf(request), signature, DIGESTS, false)).toEqual({
    type: 'approval.granted',
    data: {
      approvalId,
      principal: 'alice',
      keyFingerprint: 'SHA256:alice',
      userPresent: true,
      statementDigest: DIGESTS.statement,
      sigDigest: DIGESTS.signature,
    },
  })
  expect(toSignedDraft(statementOf(request), unsigned, DIGESTS, false).data).toMatchObject({
    principal: '-',
    keyFingerprint: '-',
    userPresent: null,
  })
})

test('a no is a denial of its person, and what does not hold is an invalid one', () => {
  const no = statementOf(request, { decision: 'denied' })
  const denial = (principal: string | null, reason: string) => ({
    type: 'approval.denied',
    data: { approvalId, principal, reason, statementDigest: DIGESTS.statement },
  })
  expect(toSignedDraft(no, signedBy('alice'), DIGESTS, false)).toEqual(denial('alice', 'signed-denial'))
  expect(toSignedDraft(no, signedBy('alice'), DIGESTS, true)).toEqual(denial('alice', 'invalid'))
  expect(toSignedDraft(statementOf(request), signedBy('carol'), DIGESTS, true)).toEqual(
    denial('carol', 'invalid'),
  )
  expect(toSignedDraft(statementOf(request), unsigned, DIGESTS, true)).toEqual(denial(null, 'invalid'))
})

test('a review is recorded by its verdict, with its reasons, for the person who signed it', () => {
  const rejected = reviewOf(request, { verdict: 'rejected', reasons: ['a'] })
  expect(toSignedDraft(rejected, signedBy('bob'), DIGESTS, false)).toEqual({
    type: 'review.rejected',
    data: { reviewer: 'bob', kind: 'person', reasons: ['a'], statementDigest: DIGESTS.statement },
  })
  expect(toSignedDraft(reviewOf(request), unsigned, DIGESTS, false)).toMatchObject({
    type: 'review.accepted',
    data: { reviewer: '-' },
  })
})
