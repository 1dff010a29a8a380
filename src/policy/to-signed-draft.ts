import type { ApprovalStatement, ReviewStatement } from '../contract/approval.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import type { AfterSealDraft } from '../kernel/after-seal.ts'

/**
 * The record of what a person signed. Writer and verifier make it from the same parts.
 * @param digests SHA-256 of the signed bytes and of the signature file
 * @param refused it does not hold, and is kept as an attempt
 */
export function toSignedDraft(
  statement: ApprovalStatement | ReviewStatement,
  signature: SignatureFacts,
  digests: { readonly statement: string; readonly signature: string },
  refused: boolean,
): AfterSealDraft {
  const { predicate } = statement
  const principal = signature.ok ? signature.principal : null
  const statementDigest = digests.statement
  if ('verdict' in predicate) {
    return {
      type: predicate.verdict === 'accepted' ? 'review.accepted' : 'review.rejected',
      data: { reviewer: principal ?? '-', kind: 'person', reasons: predicate.reasons, statementDigest },
    }
  }
  const { approvalId } = predicate
  if (refused || predicate.decision === 'denied') {
    const reason = refused ? 'invalid' : 'signed-denial'
    return { type: 'approval.denied', data: { approvalId, principal, reason, statementDigest } }
  }
  return {
    type: 'approval.granted',
    data: {
      approvalId,
      principal: principal ?? '-',
      keyFingerprint: signature.ok ? signature.fingerprint : '-',
      userPresent: signature.ok ? signature.userPresent : null,
      statementDigest,
      sigDigest: digests.signature,
    },
  }
}
