import { beforeAll, expect, test } from 'vitest'
import { admission } from '../../test/support/run-content.ts'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { ApprovalRequest } from '../contract/approval.ts'
import type { Facts } from '../contract/facts.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { signedBy } from '../policy/approval.fixture.ts'
import { checkApprovalRequest } from './check-approval-request.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

type Parts = Parameters<typeof checkApprovalRequest>[0]

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

const PEOPLE = { approvers: 1, touch: 'none' as const, from: null, reviewers: [], separateReviewer: true }
const APPROVAL_ID = '3'.repeat(32)
const EXPIRES = '2026-01-03T03:04:05.000Z'
const signature = signedBy('dora')
const source = (of: object) =>
  ({ ...admission(), source: { signature: of } }) as unknown as Parts['admission']
const REQUESTER = { role: 'requester' as const, principal: 'carol', fingerprints: [] }
const ADMITTER = { role: 'admitter' as const, principal: 'dora', fingerprints: ['SHA256:old', 'SHA256:dora'] }

function goodRequest(facts: Facts): ApprovalRequest {
  if (facts.patch === null) throw new Error('good facts have a patch')
  return {
    schemaVersion: SCHEMA_IDS.approvalRequest,
    approvalId: APPROVAL_ID,
    runId: facts.runId,
    nonce: good.challenge.statement.predicate.nonce,
    action: 'deliver',
    stage: 'artificial-fixture',
    riskClass: facts.task.riskClass,
    engine: { id: 'fake', admissionDigest: good.manifest.get(FILES.admission) ?? '' },
    task: { id: facts.task.id, digest: facts.task.digest },
    repository: facts.repository,
    base: facts.base,
    resultTree: facts.patch.resultTree,
    patchSha256: facts.patch.sha256,
    policyDigest: facts.policy.digest,
    needs: facts.policy.people,
    separate: [REQUESTER, ADMITTER],
    requestedAt: '2026-01-02T03:04:05.000Z',
    expiresAt: EXPIRES,
  }
}

/** A run that asked alice and was right to, with changes to what it asked and to what stands around. */
function partsOf(
  request: Partial<ApprovalRequest> = {},
  change: (parts: Parts) => Partial<Parts> = () => ({}),
): Parts {
  const facts = { ...good.facts, policy: { ...good.facts.policy, people: PEOPLE } }
  const made = { ...goodRequest(facts), ...request }
  const text = toCanonicalJson(made)
  const requestSha256 = sha256(text)
  const asked = {
    approvalId: made.approvalId,
    action: made.action,
    stage: made.stage,
    requestDigest: requestSha256,
    patchSha256: made.patchSha256,
    requiredApprovers: made.needs.approvers,
    expiresAt: made.expiresAt,
  }
  const parts: Parts = {
    facts: { ...facts, approval: { approvalId: APPROVAL_ID, requestSha256, expiresAt: EXPIRES } },
    events: [...good.events, { ...good.events[0], type: 'approval.requested', data: asked } as never],
    challenge: good.challenge,
    admission: source(signature),
    documents: new Map([...good.documents, [FILES.request, Buffer.from(text)]]),
    manifest: new Map([...good.manifest, [FILES.request, requestSha256]]),
    decisionFacts: { requester: 'carol' } as Parts['decisionFacts'],
  }
  return { ...parts, ...change(parts) }
}
function saidOf(...asked: Parameters<typeof partsOf>): string[] {
  const { findings, request } = checkApprovalRequest(partsOf(...asked))
  // What is not as it should be is not handed on.
  if (findings.length > 0) expect(request).toBeNull()
  return findings.map(({ id, file, message }) => `${id} ${file}: ${message}`)
}
const isNot = (...what: string[]) =>
  what.map((one) => `approval-mismatch ${FILES.request}: ${one} is not what the run says`)
const changedFacts = (change: Partial<Facts>) => (parts: Parts) => ({ facts: { ...parts.facts, ...change } })

test('people were asked about this run', () => {
  const { request, findings } = checkApprovalRequest(partsOf())
  expect(findings).toEqual([])
  expect(request).toEqual(goodRequest(partsOf().facts))
})

test('nobody was to be asked, and nobody was', () => {
  expect(checkApprovalRequest({ ...partsOf(), ...good, decisionFacts: null })).toEqual({
    request: null,
    findings: [],
  })
})

test('people are asked exactly when they have to be', () => {
  const unasked = (parts: Parts) => {
    const { approval: _, ...facts } = parts.facts
    return { facts }
  }
  const notAsked = [`approval-mismatch ${FILES.facts}: people were to be asked and were not`]
  expect(saidOf({}, unasked)).toEqual(notAsked)
  const reviewer = { ...PEOPLE, approvers: 0, reviewers: [{ id: 'lead', from: null }] }
  expect(
    saidOf({}, (parts) => {
      const { facts } = unasked(parts)
      return { facts: { ...facts, policy: { ...facts.policy, people: reviewer } } }
    }),
  ).toEqual(notAsked)
  const inVain = [`approval-mismatch ${FILES.facts}: people were asked about what did not pass`]
  expect(saidOf({}, changedFacts({ interrupted: { signal: 'SIGINT' } as Facts['interrupted'] }))).toEqual(
    inVain,
  )
  expect(saidOf({}, ({ facts }) => ({ facts: { ...facts, policy: good.facts.policy } }))).toEqual(inVain)
})

test('a request is sealed exactly when the facts speak of one', () => {
  const no = [
    `approval-mismatch ${FILES.request}: the facts speak of no request, or of one that is not there`,
  ]
  expect(saidOf({}, () => ({ manifest: good.manifest }))).toEqual(no)
  expect(saidOf({}, ({ manifest }) => ({ facts: good.facts, manifest }))).toEqual(no)
})

test('a request whose bytes are not as sealed is reported with the digests', () => {
  expect(checkApprovalRequest(partsOf({}, () => ({ documents: good.documents })))).toEqual({
    request: null,
    findings: [],
  })
})

test('a request is a document of its form', () => {
  const with_ = (text: string) =>
    saidOf({}, ({ documents }) => ({
      documents: new Map([...documents, [FILES.request, Buffer.from(text)]]),
    }))
  expect(with_('{}')[0]).toMatch(/^version-unknown approvals\/request.json/)
  expect(with_('{ }')[0]).toMatch(/^json-not-canonical approvals\/request.json/)
})

test.each<readonly [string, Partial<ApprovalRequest>]>([
  ['approvalId', { approvalId: '4'.repeat(32) }],
  ['expiresAt', { expiresAt: '2027-01-03T03:04:05.000Z' }],
  ['runId', { runId: '20260102t030405z-9876543210' }],
  ['nonce', { nonce: '9'.repeat(64) }],
  ['stage', { stage: 'candidate-default' }],
  ['riskClass', { riskClass: 'high' }],
  ['engine', { engine: { id: 'fake', admissionDigest: '9'.repeat(64) } }],
  ['engine', { engine: { id: 'other', admissionDigest: sha256(toCanonicalJson(admission())) } }],
  ['task', { task: { id: 'example', digest: '9'.repeat(64) } }],
  ['task', { task: { id: 'other', digest: '9'.repeat(64) } }],
  ['repository', { repository: { id: 'other', class: 'artificial' } }],
  ['repository', { repository: { id: 'example', class: 'copied' } }],
  ['base', { base: { commit: 'f'.repeat(40), tree: 'b'.repeat(40) } }],
  ['resultTree', { resultTree: 'f'.repeat(40) }],
  ['patchSha256', { patchSha256: '9'.repeat(64) }],
  ['policyDigest', { policyDigest: '9'.repeat(64) }],
  ['needs', { needs: { ...PEOPLE, approvers: 0 } }],
  ['needs', { needs: { ...PEOPLE, from: ['mallory'] } }],
  ['the requester', { separate: [ADMITTER] }],
  ['the requester', { separate: [{ ...REQUESTER, principal: 'eve' }, ADMITTER] }],
  ['the admitter', { separate: [REQUESTER] }],
  ['the admitter', { separate: [REQUESTER, { ...ADMITTER, principal: 'eve' }] }],
  ['the key of the admitter', { separate: [REQUESTER, { ...ADMITTER, fingerprints: ['SHA256:old'] }] }],
])('a request with another %s', (what, change) => {
  expect(saidOf(change)).toEqual(isNot(what))
})

test('a request that is not the one of the facts, or that has no event of its own', () => {
  const otherDigest = changedFacts({
    approval: { approvalId: APPROVAL_ID, requestSha256: '9'.repeat(64), expiresAt: EXPIRES },
  })
  expect(saidOf({}, otherDigest)).toEqual(isNot('its digest', 'the event'))
  const last = (parts: Parts) => parts.events.at(-1) as never
  expect(saidOf({}, () => ({ events: good.events }))).toEqual(isNot('the event'))
  expect(saidOf({}, (parts) => ({ events: [...parts.events, last(parts)] }))).toEqual(isNot('the event'))
  for (const change of [
    { action: 'merge' },
    { requiredApprovers: 0 },
    { stage: 'candidate-default' },
    { expiresAt: '' },
  ])
    expect(
      saidOf({}, ({ events }) => ({
        events: events.map((event) =>
          event.type === 'approval.requested'
            ? ({ ...event, data: { ...event.data, ...change } } as never)
            : event,
        ),
      })),
    ).toEqual(isNot('the event'))
})

test('without an admitter whose signature holds nobody is kept apart as one', () => {
  const built = () => ({ admission: admission() })
  expect(saidOf({ separate: [REQUESTER] }, built)).toEqual([])
  expect(saidOf({}, built)).toEqual(isNot('the admitter'))
  const unsigned = () => ({
    admission: source({ ok: false, problem: 'missing', message: 'it is not signed' }),
  })
  expect(saidOf({ separate: [REQUESTER] }, unsigned)).toEqual([])
  expect(saidOf({}, unsigned)).toEqual(isNot('the admitter'))
})

test('bundles of before the facts of the decision were published do not say who asked', () => {
  const before = () => ({ decisionFacts: null })
  expect(saidOf({ separate: [ADMITTER] }, before)).toEqual([])
  expect(saidOf({ separate: [{ ...REQUESTER, principal: 'eve' }, ADMITTER] }, before)).toEqual([])
})
