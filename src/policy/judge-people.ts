// Promises: what people have decided about a run so far, folded from what was recorded after its seal; silence is a no.
// Must not: count a decision that does not hold, or one that came when everything was decided. Called by: run/, verify/.
import type { ApprovalStatement, ReviewStatement } from '../contract/approval.ts'
import type { BlockerCode } from '../contract/blockers.ts'
import type { VerifyResult } from '../contract/results.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import { type ApprovalSubject, checkApproval, checkReview } from './check-approval.ts'

/** One record that was made after the seal, in their order. */
export type PeopleAct =
  | {
      readonly kind: 'signed'
      readonly at: string
      readonly statement: ApprovalStatement | ReviewStatement
      readonly signature: SignatureFacts
      /** It was found not to hold when it was recorded, and so it never counts. */
      readonly refused: boolean
    }
  | { readonly kind: 'timeout'; readonly at: string }
  | { readonly kind: 'delivery'; readonly at: string; readonly ref: string }

export interface PeopleVerdict {
  readonly approval: Exclude<VerifyResult['approval'], 'none'>
  readonly people: NonNullable<VerifyResult['people']>
  readonly delivered: string | null
  /** Of each act, in order: what no harness would have recorded there, and why the act does not count. */
  readonly acts: readonly ActVerdict[]
}

export interface ActVerdict {
  readonly strange: string | null
  readonly against: readonly string[]
}

const COUNTS: ActVerdict = { strange: null, against: [] }
const strange = (why: string): ActVerdict => ({ strange: why, against: [] })

interface State {
  granted: { principal: string; fingerprint: string; at: string }[]
  accepted: Map<string, string>
  reviewers: Set<string>
  invalid: string[]
  end: { blocker: BlockerCode | null; reasons: string[] } | null
  delivered: string | null
}

export function judgePeople(subject: ApprovalSubject, acts: readonly PeopleAct[], now: Date): PeopleVerdict {
  const { needs, expiresAt } = subject.request
  const state: State = {
    granted: [],
    accepted: new Map(),
    reviewers: new Set(),
    invalid: [],
    end: null,
    delivered: null,
  }
  const judged = acts.map((act) => applyAct(subject, state, act))
  const waiting = missingOf(subject, state)
  const isLate = now.getTime() > Date.parse(expiresAt)
  const outcome: NonNullable<State['end']> =
    state.end ??
    (isLate
      ? {
          blocker: 'approval_timeout',
          reasons: [`nobody decided before ${expiresAt}: ${waiting.join('; ')}`],
        }
      : state.invalid.length > 0
        ? { blocker: 'approval_invalid', reasons: state.invalid }
        : { blocker: 'approval_pending', reasons: waiting })
  return {
    approval:
      outcome.blocker === null ? 'granted' : outcome.blocker === 'approval_pending' ? 'pending' : 'denied',
    people: {
      ...outcome,
      approvers: needs.approvers,
      granted: state.granted,
      expiresAt,
    },
    delivered: state.delivered,
    acts: judged,
  }
}

/** The same for a run about which nobody was asked: once it has passed it may be delivered, and that is all. */
export function judgeUnasked(
  acts: readonly PeopleAct[],
  passed: boolean,
): Pick<PeopleVerdict, 'delivered' | 'acts'> {
  let delivered: string | null = null
  const judged = acts.map((act): ActVerdict => {
    if (act.kind !== 'delivery') return strange('nobody was asked about this run')
    if (!passed) return strange('a delivery of what did not pass')
    if (delivered !== null) return strange('a second delivery')
    delivered = act.ref
    return COUNTS
  })
  return { delivered, acts: judged }
}

function applyAct(subject: ApprovalSubject, state: State, act: PeopleAct): ActVerdict {
  if (act.kind === 'delivery') {
    if (state.end?.blocker !== null) return strange('a delivery of what people had not approved')
    if (state.delivered !== null) return strange('a second delivery')
    state.delivered = act.ref
    return COUNTS
  }
  if (state.end !== null) return strange('it was decided before')
  if (act.kind === 'signed') return applySigned(subject, state, act)
  const { expiresAt } = subject.request
  if (act.at <= expiresAt) return strange('the time was not over')
  state.end = { blocker: 'approval_timeout', reasons: [`nobody decided before ${expiresAt}`] }
  return COUNTS
}

function applySigned(
  subject: ApprovalSubject,
  state: State,
  act: PeopleAct & { readonly kind: 'signed' },
): ActVerdict {
  const { statement, signature, at } = act
  const against =
    'decision' in statement.predicate
      ? checkApproval(subject, statement as ApprovalStatement, signature, at)
      : checkReview(subject, statement as ReviewStatement, signature, at)
  const disorder = against.length > 0 || act.refused ? [] : againstOrder(subject, state, statement, signature)
  if (disorder.length > 0) return strange(disorder.join('; '))
  if (act.refused && against.length === 0) against.push('it did not hold when it was recorded')
  if (against.length > 0 || !signature.ok) {
    state.invalid.push(...against)
    return { strange: null, against }
  }
  const { principal, fingerprint } = signature
  if ('decision' in statement.predicate) {
    const { decision, comment } = statement.predicate
    if (decision === 'denied')
      state.end = denial('approval_denied', principal, comment === null ? [] : [comment])
    else state.granted.push({ principal, fingerprint, at })
  } else {
    const { verdict, reviewer, reasons: why } = statement.predicate
    state.reviewers.add(principal)
    if (verdict === 'rejected') state.end = denial('review_rejected', principal, why)
    else if (reviewer !== null) state.accepted.set(reviewer, principal)
  }
  if (state.end === null && missingOf(subject, state).length === 0) state.end = { blocker: null, reasons: [] }
  return COUNTS
}

/** What stands against a decision because of those before it. */
function againstOrder(
  { request: { needs } }: ApprovalSubject,
  state: State,
  { predicate }: ApprovalStatement | ReviewStatement,
  signature: SignatureFacts,
): string[] {
  if (!signature.ok) return []
  const { principal, fingerprint } = signature
  const reasons: string[] = []
  const isYes = 'decision' in predicate ? predicate.decision === 'granted' : false
  if (isYes && state.granted.some((one) => one.principal === principal || one.fingerprint === fingerprint))
    reasons.push(`${principal} has approved it already`)
  if (isYes && needs.separateReviewer && state.reviewers.has(principal))
    reasons.push(`${principal} reviewed it, and policy wants somebody else to approve it`)
  if (!('decision' in predicate)) {
    if (needs.separateReviewer && predicate.verdict === 'accepted') {
      if (state.granted.some((one) => one.principal === principal))
        reasons.push(`${principal} approved it, and policy wants somebody else to review it`)
    }
    if (
      predicate.reviewer !== null &&
      state.accepted.has(predicate.reviewer) &&
      predicate.verdict === 'accepted'
    )
      reasons.push(`reviewer ${predicate.reviewer} has accepted it already`)
  }
  return reasons
}

function denial(blocker: BlockerCode, principal: string, why: readonly string[]): NonNullable<State['end']> {
  return { blocker, reasons: [`${principal} said no${why.length === 0 ? '' : `: ${why.join('; ')}`}`] }
}

function missingOf({ request: { needs } }: ApprovalSubject, state: State): string[] {
  const missing = needs.approvers - state.granted.length
  return [
    ...(missing > 0 ? [`${state.granted.length} of ${needs.approvers} people have approved it`] : []),
    ...needs.reviewers
      .filter(({ id }) => !state.accepted.has(id))
      .map(({ id }) => `reviewer ${id} has not accepted it`),
  ]
}
