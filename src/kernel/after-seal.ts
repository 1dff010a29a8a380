import type { AfterSealStatement } from '../contract/approval.ts'
import type { EventData, EventType, Origin } from '../contract/event.ts'
import { PREDICATE_TYPES, runUrn, SCHEMA_IDS, STATEMENT_TYPE } from '../contract/ids.ts'
import { toSequence } from './event-chain.ts'
import { spanOfEvent, traceparentOf } from './trace-ids.ts'

/** What may be recorded of a run after its seal. */
export const AFTER_SEAL_TYPES = [
  'approval.granted',
  'approval.denied',
  'review.accepted',
  'review.rejected',
  'delivery.recorded',
] as const satisfies readonly EventType[]
export type AfterSealType = (typeof AFTER_SEAL_TYPES)[number]

export type AfterSealDraft = {
  readonly [T in AfterSealType]: { readonly type: T; readonly data: EventData<T> }
}[AfterSealType]

/** Who is the source of such a record: a person where one signed, else the harness. */
function originOf({ type, data }: AfterSealDraft): Origin {
  if (type === 'delivery.recorded') return 'harness'
  return type === 'approval.denied' && data.reason !== 'signed-denial' ? 'harness' : 'human'
}

/** Whether a record says yes; null for what decides nothing: a delivery, or an answer that does not hold. */
export function decisionOf({ type, data }: AfterSealDraft): boolean | null {
  if (type === 'delivery.recorded') return null
  if (type === 'approval.denied') return data.reason === 'invalid' ? null : false
  return type !== 'review.rejected'
}

/**
 * The line of `approvals/events.jsonl`, without its newline. It follows from its parts, so that nothing can hide in it.
 * @param index of the event, counted on from the sealed log  @param prevhash link of the line before
 */
export function toAfterSealLine(
  runId: string,
  index: number,
  prevhash: string,
  time: string,
  draft: AfterSealDraft,
): string {
  const origin = originOf(draft)
  const sequence = toSequence(index)
  return JSON.stringify({
    specversion: '1.0',
    id: `${runId}/${sequence}`,
    source: runUrn(runId),
    type: draft.type,
    time,
    datacontenttype: 'application/json',
    dataschema: SCHEMA_IDS.event,
    sequence,
    prevhash,
    origin,
    traceparent: traceparentOf(runId, spanOfEvent(draft.type, origin)),
    data: draft.data,
  })
}

/** The entry of the ledger that goes with a line and what was signed. */
export function toAfterSealStatement(
  runStatementSha256: string,
  predicate: AfterSealStatement['predicate'],
): AfterSealStatement {
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'run-statement', digest: { sha256: runStatementSha256 } }],
    predicateType: PREDICATE_TYPES.afterSeal,
    predicate,
  }
}
