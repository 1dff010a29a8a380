import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type AfterSealStatement,
  ApprovalRequest,
  ApprovalStatement,
  ReviewStatement,
} from '../../contract/approval.ts'
import { Event } from '../../contract/event.ts'
import type { RunEvidence } from '../../contract/ladder.ts'
import { Report } from '../../contract/report.ts'
import { sha256 } from '../../kernel/digest.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { judgePeople, judgeUnasked, type PeopleAct } from '../../policy/judge-people.ts'
import { REQUEST } from '../layout.ts'
import type { CheckSignature } from '../signers.ts'

/** Records of one run, as the ledger has them, in its order; and the payload digest of the run that they are about. */
export interface LoggedRecords {
  readonly runStatementSha256: string
  readonly records: readonly AfterSealStatement[]
}

/**
 * What people made of a run, from the ledger alone: the bundle only says what they were asked, under the digest that
 * the ledger holds. Every signature is checked again, as of the time of its record.
 */
export async function withPeople(
  evidence: RunEvidence,
  folder: string,
  { runStatementSha256, records }: LoggedRecords,
  check: CheckSignature,
  now: Date,
): Promise<RunEvidence> {
  const own = records.filter(({ subject: [one] }) => one?.digest.sha256 === runStatementSha256)
  const acts: PeopleAct[] = []
  for (const { predicate } of own) acts.push(await toAct(predicate, check))
  const asked = await readRequest(folder)
  if (asked === null)
    return { ...evidence, delivered: judgeUnasked(acts, evidence.status === 'pass').delivered !== null }
  const { approval, people, delivered } = judgePeople({ ...asked, runStatementSha256 }, acts, now)
  if (approval === 'pending') return evidence
  return {
    ...evidence,
    status: approval === 'granted' ? 'pass' : 'fail',
    completeness: 'complete',
    blockers: people.blocker === null ? [] : [people.blocker],
    approved: approval === 'granted' && people.approvers > 0,
    delivered: delivered !== null,
  }
}

async function toAct(
  { event: line, document, signature }: AfterSealStatement['predicate'],
  check: CheckSignature,
): Promise<PeopleAct> {
  const event = Event.parse(JSON.parse(line)) as Event
  const at = event.time
  if (event.type === 'delivery.recorded') return { kind: 'delivery', at, ref: event.data.ref }
  if (document === null || signature === null) return { kind: 'timeout', at }
  const role = event.type.startsWith('review.') ? 'review' : 'approval'
  const schema = role === 'review' ? ReviewStatement : ApprovalStatement
  const facts = await check(role, Buffer.from(document), Buffer.from(signature), new Date(at))
  const refused = event.type === 'approval.denied' && event.data.reason === 'invalid'
  return { kind: 'signed', at, statement: schema.parse(JSON.parse(document)), signature: facts, refused }
}

/** The request under the digest that the report has, which the ledger has; null when nobody was asked. */
async function readRequest(
  folder: string,
): Promise<{ readonly request: ApprovalRequest; readonly requestSha256: string } | null> {
  const report = Report.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')))
  const sealed = report.digests[REQUEST]
  if (sealed === undefined) return null
  const bytes = await readFile(join(folder, REQUEST)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  // A request that is gone or changed can't be answered: whatever was said about it counts for nothing.
  if (sha256(bytes) !== sealed) return null
  return { request: ApprovalRequest.parse(JSON.parse(bytes.toString('utf8'))), requestSha256: sealed }
}
