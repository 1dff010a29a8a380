import type { ApprovalStatement, ReviewStatement } from '../../contract/approval.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { ApprovalSubject } from '../../policy/check-approval.ts'

/** What an approver signs about one run. */
export function toApprovalStatement(
  subject: ApprovalSubject,
  said: Pick<ApprovalStatement['predicate'], 'decision' | 'comment'>,
): ApprovalStatement {
  const { decision, comment } = said
  return {
    ...toHead(subject),
    predicateType: PREDICATE_TYPES.approval,
    predicate: { ...toBinding(subject), action: subject.request.action, decision, comment },
  }
}

/** What a reviewer signs about one run. */
export function toReviewStatement(
  subject: ApprovalSubject,
  said: { readonly [K in 'reviewer' | 'verdict']: ReviewStatement['predicate'][K] } & {
    readonly reasons: readonly string[]
  },
): ReviewStatement {
  const { reviewer, verdict, reasons } = said
  return {
    ...toHead(subject),
    predicateType: PREDICATE_TYPES.review,
    predicate: { ...toBinding(subject), reviewer, verdict, reasons: [...reasons] },
  }
}

function toHead({ request }: ApprovalSubject): Pick<ApprovalStatement, '_type' | 'subject'> {
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name: 'patch.diff', digest: { sha256: request.patchSha256 } },
      { name: 'result-tree', digest: { gitTree: request.resultTree } },
    ],
  }
}

function toBinding({ request, requestSha256, runStatementSha256 }: ApprovalSubject) {
  const { approvalId, stage, runId, nonce, policyDigest, expiresAt } = request
  return {
    approvalId,
    stage,
    runId,
    runNonce: nonce,
    requestDigest: requestSha256,
    runStatementDigest: runStatementSha256,
    policyDigest,
    expiresAt,
  }
}
