import { isDeepStrictEqual } from 'node:util'
import { ApprovalRequest, STAGE_OF_CLASS } from '../contract/approval.ts'
import type { Event } from '../contract/event.ts'
import type { Finding } from '../contract/finding.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { passesBeforePeople } from '../gates/judge.ts'
import { asksPeople } from '../kernel/people-needed.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { readDocument } from './read-document.ts'
import type { Sealed } from './sealed.ts'

type Parts = Pick<Sealed, 'facts' | 'events' | 'challenge' | 'admission' | 'documents' | 'manifest'> & {
  /** Null in bundles of before the facts of the decision were published. */
  readonly decisionFacts: Sealed['decisionFacts'] | null
}

/** Whether people were asked exactly when they had to be, and about this run and no other. */
export function checkApprovalRequest(parts: Parts): {
  readonly request: ApprovalRequest | null
  readonly findings: readonly Finding[]
} {
  const { facts, manifest, documents } = parts
  const wrong = (file: string, why: string): Finding => finding('approval-mismatch', file, why)
  const must = asksPeople(facts.policy.people) && passesBeforePeople(facts, evaluateGates(facts))
  const there = facts.approval !== undefined
  if (must !== there) {
    const why = must ? 'people were to be asked and were not' : 'people were asked about what did not pass'
    return { request: null, findings: [wrong(FILES.facts, why)] }
  }
  if (manifest.has(FILES.request) !== there)
    return {
      request: null,
      findings: [wrong(FILES.request, 'the facts speak of no request, or of one that is not there')],
    }
  const bytes = documents.get(FILES.request)
  // A request whose bytes are not the sealed ones is reported with the digests.
  if (!there || bytes === undefined) return { request: null, findings: [] }
  const read = readDocument(FILES.request, bytes, ApprovalRequest)
  if (!read.ok) return { request: null, findings: read.findings }
  const findings = differencesOf(parts, read.value).map((what) =>
    wrong(FILES.request, `${what} is not what the run says`),
  )
  return { request: findings.length === 0 ? read.value : null, findings }
}

function differencesOf(parts: Parts, request: ApprovalRequest): string[] {
  const { facts, manifest, challenge, admission, decisionFacts } = parts
  const { approval, patch } = facts
  const wrong: string[] = []
  const same = (name: string, actual: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(actual, expected)) wrong.push(name)
  }
  same('its digest', manifest.get(FILES.request), approval?.requestSha256)
  same('approvalId', request.approvalId, approval?.approvalId)
  same('expiresAt', request.expiresAt, approval?.expiresAt)
  same('runId', request.runId, facts.runId)
  same('nonce', request.nonce, challenge.statement.predicate.nonce)
  same('stage', request.stage, STAGE_OF_CLASS[facts.repository.class])
  same('riskClass', request.riskClass, facts.task.riskClass)
  same('engine', request.engine, {
    id: admission.engine,
    admissionDigest: manifest.get(FILES.admission),
  })
  same('task', request.task, { id: facts.task.id, digest: facts.task.digest })
  same('repository', request.repository, facts.repository)
  same('base', request.base, facts.base)
  same('resultTree', request.resultTree, patch?.resultTree)
  same('patchSha256', request.patchSha256, patch?.sha256)
  same('policyDigest', request.policyDigest, facts.policy.digest)
  same('needs', request.needs, facts.policy.people)
  const principalOf = (role: string): unknown[] =>
    request.separate.filter((one) => one.role === role).map(({ principal }) => principal)
  if (decisionFacts !== null) same('the requester', principalOf('requester'), [decisionFacts.requester])
  const signature = admission.source?.signature
  const admitters = request.separate.filter(({ role }) => role === 'admitter')
  same('the admitter', principalOf('admitter'), signature?.ok === true ? [signature.principal] : [])
  if (signature?.ok === true)
    same(
      'the key of the admitter',
      admitters.every(({ fingerprints }) => fingerprints.includes(signature.fingerprint)),
      true,
    )
  const asked = parts.events.filter((event): event is Extract<Event, { type: 'approval.requested' }> => {
    return event.type === 'approval.requested'
  })
  same(
    'the event',
    asked.map(({ data }) => data),
    [
      {
        approvalId: request.approvalId,
        action: request.action,
        stage: request.stage,
        requestDigest: approval?.requestSha256,
        patchSha256: request.patchSha256,
        requiredApprovers: request.needs.approvers,
        expiresAt: request.expiresAt,
      },
    ],
  )
  return wrong
}
