// Promises: people are asked about exactly what passed everything else; the question is on disk before the seal.
// Must not: ask about a result that did not pass, or wait for the answer. Called by: judge.ts.
import { randomBytes } from 'node:crypto'
import { type ApprovalRequest, type SeparatePerson, STAGE_OF_CLASS } from '../contract/approval.ts'
import type { Facts } from '../contract/facts.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { passesBeforePeople } from '../gates/judge.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { asksPeople } from '../kernel/people-needed.ts'
import type { StartedRun } from './begin.ts'
import { REQUEST } from './layout.ts'
import { readSigners } from './signers.ts'

/** The facts with the request, when policy wants people and nothing else speaks against the result; else as they are. */
export async function requestApproval(run: StartedRun, facts: Facts): Promise<Facts> {
  if (!asksPeople(facts.policy.people)) return facts
  if (facts.patch === null || !passesBeforePeople(facts, evaluateGates(facts))) return facts
  const request = await toRequest(run, facts, facts.patch)
  const { approvalId, expiresAt, stage, action, patchSha256 } = request
  const { sha256: requestSha256, bytes } = await run.bundle.write(REQUEST, toCanonicalJson(request))
  await run.events.append('approval.requested', 'harness', {
    approvalId,
    action,
    stage,
    requestDigest: requestSha256,
    patchSha256,
    requiredApprovers: request.needs.approvers,
    expiresAt,
  })
  const artifacts = [...facts.artifacts, { path: REQUEST, bytes }]
  return { ...facts, artifacts, approval: { approvalId, requestSha256, expiresAt } }
}

async function toRequest(
  run: StartedRun,
  facts: Facts,
  patch: NonNullable<Facts['patch']>,
): Promise<ApprovalRequest> {
  const { workspace, candidate, challenge } = run
  const requestedAt = new Date()
  const minutes = workspace.config.policy.approvals.expiresMinutes
  const repositoryClass = facts.repository.class
  return {
    schemaVersion: SCHEMA_IDS.approvalRequest,
    approvalId: randomBytes(16).toString('hex'),
    runId: run.id,
    nonce: challenge.nonce,
    action: 'deliver',
    stage: STAGE_OF_CLASS[repositoryClass],
    riskClass: facts.task.riskClass,
    engine: { id: candidate.config.id, admissionDigest: candidate.recordDigest },
    task: { id: facts.task.id, digest: facts.task.digest },
    repository: facts.repository,
    base: facts.base,
    resultTree: patch.resultTree,
    patchSha256: patch.sha256,
    policyDigest: facts.policy.digest,
    needs: facts.policy.people,
    separate: await separateFrom(run),
    requestedAt: requestedAt.toISOString(),
    expiresAt: new Date(requestedAt.getTime() + minutes * 60_000).toISOString(),
  }
}

/** Who had another part in the run, with all keys that `allowed_signers` gives them now. */
async function separateFrom(run: StartedRun): Promise<SeparatePerson[]> {
  const { list } = await readSigners(run.workspace)
  const signature = run.candidate.record.source?.signature
  const keysOf = (name: string): string[] =>
    list.filter(({ principal }) => principal === name).map(({ fingerprint }) => fingerprint)
  const people: SeparatePerson[] = [
    { role: 'requester', principal: run.requester, fingerprints: keysOf(run.requester) },
  ]
  if (signature?.ok === true) {
    const { principal, fingerprint } = signature
    people.push({ role: 'admitter', principal, fingerprints: [...keysOf(principal), fingerprint] })
  }
  return people.map((one) => ({ ...one, fingerprints: [...new Set(one.fingerprints)].sort() }))
}
