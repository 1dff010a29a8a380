// What people are asked about one run, and what they sign.
import type { ApprovalRequest, ApprovalStatement, ReviewStatement } from '../contract/approval.ts'
import { PREDICATE_TYPES, SCHEMA_IDS, STATEMENT_TYPE } from '../contract/ids.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import type { ApprovalSubject } from './check-approval.ts'

export const SHA = 'a'.repeat(64)
const OID = 'c'.repeat(40)
export const AT = '2026-01-01T01:00:00.000Z'

export function requestOf(needs: Partial<ApprovalRequest['needs']> = {}): ApprovalRequest {
  return {
    schemaVersion: SCHEMA_IDS.approvalRequest,
    approvalId: '1'.repeat(32),
    runId: '20260101t000000z-0123456789',
    nonce: SHA,
    action: 'deliver',
    stage: 'owned-noncritical-repo',
    riskClass: 'low',
    engine: { id: 'codex', admissionDigest: SHA },
    task: { id: 'example', digest: SHA },
    repository: { id: 'example', class: 'owned-noncritical' },
    base: { commit: OID, tree: OID },
    resultTree: OID,
    patchSha256: SHA,
    policyDigest: SHA,
    needs: { approvers: 1, touch: 'none', from: null, reviewers: [], separateReviewer: true, ...needs },
    separate: [
      { role: 'requester', principal: 'carol', fingerprints: ['SHA256:carol'] },
      { role: 'admitter', principal: 'dora', fingerprints: ['SHA256:dora'] },
    ],
    requestedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-01T02:00:00.000Z',
  }
}

export function statementOf(
  request: ApprovalRequest,
  change: Partial<ApprovalStatement['predicate']> = {},
): ApprovalStatement {
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name: 'patch.diff', digest: { sha256: request.patchSha256 } },
      { name: 'result-tree', digest: { gitTree: request.resultTree } },
    ],
    predicateType: PREDICATE_TYPES.approval,
    predicate: {
      approvalId: request.approvalId,
      stage: request.stage,
      runId: request.runId,
      runNonce: request.nonce,
      requestDigest: SHA,
      runStatementDigest: SHA,
      policyDigest: request.policyDigest,
      expiresAt: request.expiresAt,
      action: 'deliver',
      decision: 'granted',
      comment: null,
      ...change,
    },
  }
}

export function signedBy(
  principal: string,
  touch: Partial<SignatureFacts & { ok: true }> = {},
): SignatureFacts {
  const key = { keyType: 'ssh-ed25519', userPresent: null, userVerified: null }
  return { ok: true, principal, fingerprint: `SHA256:${principal}`, ...key, ...touch }
}

export function subjectOf(needs: Partial<ApprovalRequest['needs']> = {}): ApprovalSubject {
  return { request: requestOf(needs), requestSha256: SHA, runStatementSha256: SHA }
}

export function reviewOf(
  request: ApprovalRequest,
  change: Partial<ReviewStatement['predicate']> = {},
): ReviewStatement {
  const { decision: _, comment: __, action: ___, ...common } = statementOf(request).predicate
  return {
    ...statementOf(request),
    predicateType: PREDICATE_TYPES.review,
    predicate: { ...common, reviewer: null, verdict: 'accepted', reasons: [], ...change },
  }
}
