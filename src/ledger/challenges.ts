// Promises: a challenge is issued once, used once and in time, judged from the entries of the ledger alone.
// Must not: read a clock or a file, or take an entry that it can't read for one that says nothing.
// Called by: file-ledger.ts at every append, with the lock held; audit-ledger.ts for every entry.
import type { AfterSealStatement } from '../contract/approval.ts'
import type { ChallengeStatement, RunStatement } from '../contract/statement.ts'
import type { OpenBook, TokenBook } from './token-book.ts'

/** An entry that the rules speak of. */
export type RuledEntry =
  | { readonly kind: 'challenge'; readonly challenge: RuledChallenge }
  | { readonly kind: 'run'; readonly run: RuledRun }
  | { readonly kind: 'record'; readonly record: RuledRecord }
  | { readonly kind: 'unreadable'; readonly reason: string }

export type RuledChallenge = Pick<
  ChallengeStatement['predicate'],
  'challengeId' | 'nonce' | 'seq' | 'notAfter' | 'runId' | 'base'
>
export type RuledRun = Pick<
  RunStatement['predicate'],
  'runId' | 'challengeId' | 'nonce' | 'seq' | 'base' | 'status' | 'completeness'
>

/** What was recorded of a run after its seal: each number of a run is taken once. */
export type RuledRecord = Pick<AfterSealStatement['predicate'], 'runId' | 'sequence'>

export type ChallengeAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly reasons: readonly string[] }

/** The challenge of an entry, by its index; undefined when it has not been read. */
export type ChallengeAt = (index: number) => RuledChallenge | undefined

/**
 * Whether an entry may be appended at `now`. Entries that the rules don't speak of (undefined) always may.
 * @param challengeAt must know the challenge that `challengeIndexOf` names
 */
export function decideAppend(
  book: TokenBook,
  entry: RuledEntry | undefined,
  now: Date,
  challengeAt: ChallengeAt,
): ChallengeAnswer {
  const reasons: string[] = []
  if (entry?.kind === 'challenge') {
    const { challengeId, nonce, seq, notAfter } = entry.challenge
    if (book.find('challenge', challengeId) !== undefined)
      reasons.push(`challenge ${challengeId} was issued before`)
    if (book.find('nonce', nonce) !== undefined) reasons.push('its nonce was issued before')
    if (seq !== book.nextSeq) reasons.push(`its seq is ${seq}, the next one is ${book.nextSeq}`)
    if (now.getTime() > Date.parse(notAfter)) reasons.push(`it expired at ${notAfter}`)
  } else if (entry?.kind === 'run') reasons.push(...checkRun(book, entry.run, now, challengeAt))
  else if (entry?.kind === 'record') {
    const taken = book.find('record', recordName(entry.record))
    if (taken !== undefined) reasons.push(`record ${recordName(entry.record)} is entry ${taken.index}`)
  } else if (entry?.kind === 'unreadable') reasons.push(entry.reason)
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true }
}

/** Index of the entry with the challenge that this entry uses; undefined when it uses none that is known. */
export function challengeIndexOf(book: TokenBook, entry: RuledEntry | undefined): number | undefined {
  return entry?.kind === 'run' ? book.find('challenge', entry.run.challengeId)?.index : undefined
}

/** Writes the next entry of the ledger into the book. It was judged when it was appended, and is not again. */
export function applyEntry(book: OpenBook, entry: RuledEntry | undefined): void {
  const index = book.size
  book.size += 1
  if (entry?.kind === 'challenge') {
    const { challengeId, nonce } = entry.challenge
    book.set('challenge', challengeId, { index, usedAt: null })
    book.set('nonce', nonce, { index, usedAt: null })
    book.nextSeq += 1
  } else if (entry?.kind === 'run') {
    const { challengeId } = entry.run
    const known = book.find('challenge', challengeId)
    if (known !== undefined) book.set('challenge', challengeId, { ...known, usedAt: index })
  } else if (entry?.kind === 'record') book.set('record', recordName(entry.record), { index, usedAt: null })
}

/** The token of a record in the book. */
export function recordName({ runId, sequence }: RuledRecord): string {
  return `${runId}/${sequence}`
}

function checkRun(book: TokenBook, run: RuledRun, now: Date, challengeAt: ChallengeAt): string[] {
  const { challengeId } = run
  const known = book.find('challenge', challengeId)
  if (known === undefined) return [`challenge ${challengeId} is not in the ledger`]
  if (known.usedAt !== null) return [`challenge ${challengeId} was used by entry ${known.usedAt}`]
  const challenge = challengeAt(known.index)
  if (challenge?.challengeId !== challengeId) return [`entry ${known.index} is not challenge ${challengeId}`]
  const reasons = checkBinding(challenge, run)
  // An interrupted run may be found any time later. It says nothing about the engine, so that nobody gains by the delay.
  const lost = run.status === 'fail' && run.completeness === 'interrupted'
  if (!lost && now.getTime() > Date.parse(challenge.notAfter))
    reasons.push(`challenge ${challengeId} expired at ${challenge.notAfter}`)
  return reasons
}

function checkBinding(challenge: RuledChallenge, run: RuledRun): string[] {
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
