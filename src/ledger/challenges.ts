// Promises: a challenge is issued once, used once and in time, judged from the entries of the ledger alone.
// Must not: read a clock or a file, or take an entry that it can't read for one that says nothing.
// Called by: file-ledger.ts at every append, with the lock held; run/ for the next sequence number.
import { PREDICATE_TYPES } from '../contract/ids.ts'
import { ChallengeStatement, RunStatement } from '../contract/statement.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'

/** A challenge that is in the ledger. */
export interface IssuedChallenge {
  readonly index: number
  readonly challenge: ChallengeStatement['predicate']
  /** Index of the run statement that used it; null while it is unused. */
  readonly usedAt: number | null
}

/** What the entries say of challenges so far. */
export interface ChallengeBook {
  readonly size: number
  /** `seq` that the next challenge must carry: how many were issued before it. */
  readonly nextSeq: number
  readonly issued: ReadonlyMap<string, IssuedChallenge>
  readonly nonces: ReadonlySet<string>
}

/** A book that entries are written into. */
export interface OpenBook {
  size: number
  nextSeq: number
  issued: Map<string, IssuedChallenge>
  nonces: Set<string>
}

export function createBook(): OpenBook {
  return { size: 0, nextSeq: 0, issued: new Map(), nonces: new Set() }
}

export function copyBook(book: ChallengeBook): OpenBook {
  return { ...book, issued: new Map(book.issued), nonces: new Set(book.nonces) }
}

export type ChallengeAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly reasons: readonly string[] }

/** Whether `challengeId` was issued, is not used yet and has not expired at `now`; all that speaks against it. */
export function checkChallengeUnused(book: ChallengeBook, challengeId: string, now: Date): string[] {
  const known = book.issued.get(challengeId)
  if (known === undefined) return [`challenge ${challengeId} is not in the ledger`]
  const reasons: string[] = []
  if (known.usedAt !== null) reasons.push(`challenge ${challengeId} was used by entry ${known.usedAt}`)
  if (now.getTime() > Date.parse(known.challenge.notAfter))
    reasons.push(`challenge ${challengeId} expired at ${known.challenge.notAfter}`)
  return reasons
}

/** Whether an entry may be appended at `now`. Entries that have nothing to do with challenges always may. */
export function decideAppend(book: ChallengeBook, entry: Uint8Array, now: Date): ChallengeAnswer {
  const statement = readStatement(entry)
  const reasons: string[] = []
  if (statement?.kind === 'challenge') {
    const { challengeId, nonce, seq, notAfter } = statement.value.predicate
    if (book.issued.has(challengeId)) reasons.push(`challenge ${challengeId} was issued before`)
    if (book.nonces.has(nonce)) reasons.push('its nonce was issued before')
    if (seq !== book.nextSeq) reasons.push(`its seq is ${seq}, the next one is ${book.nextSeq}`)
    if (now.getTime() > Date.parse(notAfter)) reasons.push(`it expired at ${notAfter}`)
  } else if (statement?.kind === 'run') {
    const run = statement.value.predicate
    reasons.push(...checkChallengeUnused(book, run.challengeId, now))
    const challenge = book.issued.get(run.challengeId)?.challenge
    if (challenge !== undefined) reasons.push(...checkBinding(challenge, run))
  } else if (statement?.kind === 'unreadable') reasons.push(statement.reason)
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true }
}

function checkBinding(challenge: ChallengeStatement['predicate'], run: RunStatement['predicate']): string[] {
  const pairs = [
    ['run id', challenge.runId, run.runId],
    ['nonce', challenge.nonce, run.nonce],
    ['seq', challenge.seq, run.seq],
    ['base commit', challenge.base.commit, run.base.commit],
    ['base tree', challenge.base.tree, run.base.tree],
  ] as const
  return pairs
    .filter(([, issued, used]) => issued !== used)
    .map(([name]) => `the run has another ${name} than challenge ${challenge.challengeId}`)
}

/** Writes the next entry of the ledger into the book. It was judged when it was appended, and is not again. */
export function applyEntry(book: OpenBook, entry: Uint8Array): void {
  const index = book.size
  book.size += 1
  const statement = readStatement(entry)
  if (statement?.kind === 'challenge') {
    const challenge = statement.value.predicate
    book.issued.set(challenge.challengeId, { index, challenge, usedAt: null })
    book.nonces.add(challenge.nonce)
    book.nextSeq += 1
  } else if (statement?.kind === 'run') {
    const known = book.issued.get(statement.value.predicate.challengeId)
    if (known !== undefined) book.issued.set(known.challenge.challengeId, { ...known, usedAt: index })
  }
}

type Read =
  | { readonly kind: 'challenge'; readonly value: ChallengeStatement }
  | { readonly kind: 'run'; readonly value: RunStatement }
  | { readonly kind: 'unreadable'; readonly reason: string }

const TYPE_OF_CHALLENGE = JSON.stringify(PREDICATE_TYPES.challenge)
const TYPE_OF_RUN = JSON.stringify(PREDICATE_TYPES.run)

/** Undefined for statements that have nothing to do with challenges. */
function readStatement(entry: Uint8Array): Read | undefined {
  // Most entries are neither, and this is far cheaper than to parse them all.
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
  if (!bytes.includes(TYPE_OF_CHALLENGE) && !bytes.includes(TYPE_OF_RUN)) return undefined
  const value = parseCanonicalJson(entry)
  const type = value !== null && typeof value === 'object' && 'predicateType' in value && value.predicateType
  if (type === PREDICATE_TYPES.challenge) {
    const parsed = ChallengeStatement.safeParse(value)
    if (parsed.success) return { kind: 'challenge', value: parsed.data }
    return { kind: 'unreadable', reason: 'a challenge that does not have the form of its schema' }
  }
  if (type === PREDICATE_TYPES.run) {
    const parsed = RunStatement.safeParse(value)
    if (parsed.success) return { kind: 'run', value: parsed.data }
    return { kind: 'unreadable', reason: 'a run statement that does not have the form of its schema' }
  }
  return undefined
}
