import { ProctorError } from '../kernel/proctor-error.ts'
import {
  applyEntry,
  type ChallengeAt,
  challengeIndexOf,
  decideAppend,
  type RuledChallenge,
  type RuledEntry,
} from './challenges.ts'
import type { LedgerHead } from './checkpoint.ts'
import { readLoggedEntry, readRuledEntry } from './ruled-entry.ts'
import type { OpenBook, TokenBook } from './token-book.ts'
import type { VerifiedLog } from './verified-log.ts'

/**
 * @param book what the entries under `head` say of challenges
 * @throws ProctorError ledger_conflict with the reasons against the first of `leaves` that may not be appended;
 * ledger_corrupt when a challenge that one of them uses is not in the log as the head has it
 */
export async function judgeLeaves(
  leaves: readonly Uint8Array[],
  book: OpenBook,
  now: Date,
  log: VerifiedLog,
  head: LedgerHead,
): Promise<void> {
  const ruled = leaves.map(readRuledEntry)
  assertAllowed(book, ruled, now, await readChallenges(log, book, ruled, head))
}

/** The challenges that new entries use and the log holds, each proven to be in it. */
async function readChallenges(
  log: VerifiedLog,
  book: TokenBook,
  ruled: readonly (RuledEntry | undefined)[],
  head: LedgerHead,
): Promise<ChallengeAt> {
  const found = new Map<number, RuledChallenge>()
  for (const used of ruled) {
    const index = challengeIndexOf(book, used)
    if (index === undefined) continue
    const entry = (await log.entryAt(index, head)) ?? (await entryAfterRebuild(log, index, head))
    const read = readLoggedEntry(entry)
    if (read?.kind === 'challenge') found.set(index, read.challenge)
  }
  return (index) => found.get(index)
}

async function entryAfterRebuild(log: VerifiedLog, index: number, head: LedgerHead): Promise<Uint8Array> {
  await log.rebuild(head)
  const entry = await log.entryAt(index, head)
  if (entry === undefined) throw log.rewritten(head)
  return entry
}

function assertAllowed(
  book: OpenBook,
  entries: readonly (RuledEntry | undefined)[],
  now: Date,
  inLog: ChallengeAt,
): void {
  const last = entries.length - 1
  const state = last > 0 ? book.copy() : book
  const fresh = new Map<number, RuledChallenge>()
  for (const [nth, entry] of entries.entries()) {
    const answer = decideAppend(state, entry, now, (index) => fresh.get(index) ?? inLog(index))
    if (!answer.ok)
      throw new ProctorError(
        'ledger_conflict',
        `the ledger does not take this entry: ${answer.reasons.join('; ')}`,
        { details: { reasons: answer.reasons } },
      )
    if (nth === last) return
    if (entry?.kind === 'challenge') fresh.set(state.size, entry.challenge)
    applyEntry(state, entry)
  }
}
