// Promises: a challenge is issued once, used once and in time, judged from the entries of the ledger alone.
// Must not: read a clock or a file, or take an entry that it can't read for one that says nothing.
// Called by: file-ledger.ts at every append, with the lock held; audit-ledger.ts for every entry.
import { PREDICATE_TYPES } from '../contract/ids.ts'
import { ChallengeStatement, RunStatement } from '../contract/statement.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'
import type { OpenBook, TokenBook } from './token-book.ts'

export type ChallengeAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly reasons: readonly string[] }

/** The challenge of an entry, by its index; undefined when it has not been read. */
export type ChallengeAt = (index: number) => ChallengeStatement['predicate'] | undefined

/**
 * Whether an entry may be appended at `now`. Entries that have nothing to do with challenges always may.
 * @param challengeAt must know the challenge that `challengeIndexOf` names
 */
export function decideAppend(
  book: TokenBook,
  entry: Uint8Array,
  now: Date,
  challengeAt: ChallengeAt,
): ChallengeAnswer {
  const statement = readStatement(entry)
  const reasons: string[] = []
  if (statement?.kind === 'challenge') {
    const { challengeId, nonce, seq, notAfter } = statement.value.predicate
    if (book.find('challenge', challengeId) !== undefined)
      reasons.push(`challenge ${challengeId} was issued before`)
    if (book.find('nonce', nonce) !== undefined) reasons.push('its nonce was issued before')
    if (seq !== book.nextSeq) reasons.push(`its seq is ${seq}, the next one is ${book.nextSeq}`)
    if (now.getTime() > Date.parse(notAfter)) reasons.push(`it expired at ${notAfter}`)
  } else if (statement?.kind === 'run') {
    reasons.push(...checkRun(book, statement.value.predicate, now, challengeAt))
  } else if (statement?.kind === 'unreadable') reasons.push(statement.reason)
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true }
}

/** Index of the entry with the challenge that this entry uses; undefined when it uses none that is known. */
export function challengeIndexOf(book: TokenBook, entry: Uint8Array): number | undefined {
  const statement = readStatement(entry)
  if (statement?.kind !== 'run') return undefined
  return book.find('challenge', statement.value.predicate.challengeId)?.index
}

/** The challenge that an entry is; undefined for any other entry. */
export function readChallenge(entry: Uint8Array): ChallengeStatement['predicate'] | undefined {
  const statement = readStatement(entry)
  return statement?.kind === 'challenge' ? statement.value.predicate : undefined
}

function checkRun(
  book: TokenBook,
  run: RunStatement['predicate'],
  now: Date,
  challengeAt: ChallengeAt,
): string[] {
  const { challengeId } = run
  const known = book.find('challenge', challengeId)
  if (known === undefined) return [`challenge ${challengeId} is not in the ledger`]
  const reasons: string[] = []
  if (known.usedAt !== null) reasons.push(`challenge ${challengeId} was used by entry ${known.usedAt}`)
  const challenge = challengeAt(known.index)
  if (challenge?.challengeId !== challengeId)
    return [...reasons, `entry ${known.index} is not challenge ${challengeId}`]
  if (now.getTime() > Date.parse(challenge.notAfter))
    reasons.push(`challenge ${challengeId} expired at ${challenge.notAfter}`)
  return [...reasons, ...checkBinding(challenge, run)]
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
    const { challengeId, nonce } = statement.value.predicate
    book.set('challenge', challengeId, { index, usedAt: null })
    book.set('nonce', nonce, { index, usedAt: null })
    book.nextSeq += 1
  } else if (statement?.kind === 'run') {
    const { challengeId } = statement.value.predicate
    const known = book.find('challenge', challengeId)
    if (known !== undefined) book.set('challenge', challengeId, { ...known, usedAt: index })
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
