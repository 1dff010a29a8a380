// Promises: whether one signed decision of a person counts for one request, with every reason against it.
// Must not: check a signature itself, look at a clock, or let a person who had another part in the run approve it.
// Called by: run/ before a decision is recorded, verify/ for every recorded one.
import type { ApprovalRequest, ApprovalStatement, ReviewStatement } from '../contract/approval.ts'
import type { Touch } from '../contract/policy.ts'
import type { SignatureFacts } from '../contract/signature.ts'

/** What the person's words must be about. */
export interface ApprovalSubject {
  readonly request: ApprovalRequest
  readonly requestSha256: string
  /** SHA-256 of the payload of the run statement. */
  readonly runStatementSha256: string
}

type Statement = ApprovalStatement | ReviewStatement

/** @param at when it was recorded, by the ledger and not by the signer */
export function checkApproval(
  subject: ApprovalSubject,
  statement: ApprovalStatement,
  signature: SignatureFacts,
  at: string,
): string[] {
  const reasons = checkCommon(subject, statement, signature, at)
  // To say no is open to everybody who may sign; only a yes asks for more.
  if (!signature.ok || statement.predicate.decision === 'denied') return reasons
  const { needs, separate } = subject.request
  const { principal, fingerprint } = signature
  if (needs.from !== null && !needs.from.includes(principal))
    reasons.push(`policy does not name ${principal} among those who may approve it`)
  for (const { role, principal: other, fingerprints } of separate) {
    if (principal === other) reasons.push(`${principal} is the ${role}, who may not approve it`)
    else if (fingerprints.includes(fingerprint))
      reasons.push(`it is signed with a key of ${other}, the ${role}, who may not approve it`)
  }
  return [...reasons, ...checkTouch(needs.touch, signature)]
}

export function checkReview(
  subject: ApprovalSubject,
  statement: ReviewStatement,
  signature: SignatureFacts,
  at: string,
): string[] {
  const reasons = checkCommon(subject, statement, signature, at)
  const { reviewer, verdict } = statement.predicate
  if (!signature.ok || reviewer === null) return reasons
  const asked = subject.request.needs.reviewers.find(({ id }) => id === reviewer)
  if (asked === undefined) reasons.push(`policy names no person as reviewer ${reviewer}`)
  else if (asked.from !== null && !asked.from.includes(signature.principal))
    reasons.push(`policy does not name ${signature.principal} as reviewer ${reviewer}`)
  const { separate } = subject.request
  const own = separate.find(
    ({ role, principal }) => role === 'requester' && principal === signature.principal,
  )
  if (own !== undefined && verdict === 'accepted')
    reasons.push(`${signature.principal} is the requester, and may not accept the result`)
  return reasons
}

function checkCommon(
  { request, requestSha256, runStatementSha256 }: ApprovalSubject,
  { predicate, subject }: Statement,
  signature: SignatureFacts,
  at: string,
): string[] {
  const reasons = signature.ok ? [] : [signature.message]
  const same = (what: string, is: unknown, should: unknown): void => {
    if (is !== should) reasons.push(`it is about another ${what}`)
  }
  const digest = (name: string, algorithm: string): string | undefined =>
    subject.find((one) => one.name === name)?.digest[algorithm]
  same('run', predicate.runId, request.runId)
  same('nonce', predicate.runNonce, request.nonce)
  same('request', predicate.approvalId, request.approvalId)
  same('text of the request', predicate.requestDigest, requestSha256)
  same('run statement', predicate.runStatementDigest, runStatementSha256)
  same('patch', digest('patch.diff', 'sha256'), request.patchSha256)
  same('result tree', digest('result-tree', 'gitTree'), request.resultTree)
  same('number of subjects', subject.length, 2)
  same('policy', predicate.policyDigest, request.policyDigest)
  same('stage', predicate.stage, request.stage)
  same('expiry', predicate.expiresAt, request.expiresAt)
  if (at < request.requestedAt) reasons.push(`it was recorded at ${at}, before it was asked for`)
  if (at > request.expiresAt) reasons.push(`it was recorded at ${at}, after the request had expired`)
  return reasons
}

function checkTouch(wanted: Touch, signature: SignatureFacts & { readonly ok: true }): string[] {
  if (wanted === 'none') return []
  if (signature.userPresent === null)
    return [`policy asks for a hardware key, and ${signature.fingerprint} is none`]
  if (!signature.userPresent) return ['nobody touched the hardware key']
  return wanted === 'verified' && signature.userVerified !== true
    ? ['the hardware key did not ask who was using it']
    : []
}
