// Promises: an append-only log of statements; an entry that was acknowledged is on the disk under a signed checkpoint.
// Must not: drop, rewrite or invent an entry, or start afresh where something is missing. Called by: run/ and the CLI.
import type { KeyObject } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../kernel/digest.ts'
import { toPublicKey } from '../kernel/key-id.ts'
import { EMPTY_ROOT, toLeafHash } from '../kernel/merkle.ts'
import { errnoOf, isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import { assertEntries } from './assert-entries.ts'
import { openSnapshot, toSnapshotBytes } from './book-snapshot.ts'
import {
  applyEntry,
  type ChallengeAt,
  challengeIndexOf,
  decideAppend,
  type RuledChallenge,
  type RuledEntry,
} from './challenges.ts'
import { type LedgerHead, openCheckpointInForce, signCheckpoint, type WindowedKey } from './checkpoint.ts'
import { replaceFile, writeAt, writeNewFile } from './durable-write.ts'
import { corrupt, ledgerStep } from './ledger-failure.ts'
import { openLog, readRange } from './log-file.ts'
import { takeLock } from './process-lock.ts'
import { readLoggedEntry, readRuledEntry } from './ruled-entry.ts'
import { toTlogProof } from './tlog-proof.ts'
import { createBook, type OpenBook, type TokenBook } from './token-book.ts'
import { type CachedEntry, openTreeCache } from './tree-cache.ts'
import { createVerifiedLog } from './verified-log.ts'

export interface LedgerOptions {
  /** `.proctor/ledger` */
  readonly dir: string
  /** See toOrigin. */
  readonly origin: string
  /** The ledger key; null opens it for reading alone. */
  readonly signer: KeyObject | null
  /** Further public keys whose checkpoints count, each in its stretch; needed when there is no signer. */
  readonly trusted?: readonly WindowedKey[]
  readonly now: () => Date
  /** How long an append waits for other processes; 10 s if not given. */
  readonly lockWaitMs?: number
}

/** Bytes behind the last checkpoint, left by an append that never finished; kept in a file of their own. */
export interface TornTail {
  readonly bytes: number
  readonly sha256: string
  readonly savedAs: string
}

export interface Appended {
  readonly firstIndex: number
  readonly head: LedgerHead
  /** The signed checkpoint after the append. */
  readonly checkpoint: string
  /** What an append of before had left unfinished, and this one put aside. */
  readonly torn: TornTail | null
}

export interface Ledger {
  /** As the checkpoint on the disk says now. */
  head(): Promise<LedgerHead>
  /**
   * Appends statements (exact payload bytes, canonical JSON) in one step, all or none.
   * @param expected the head that the caller decided on; null for any
   * @throws ProctorError ledger_conflict when the head is another, or a challenge rule forbids it (`reasons` in the
   * details); ledger_locked; ledger_corrupt; evidence_write when it could not be written: it may stand or not then
   */
  append(leaves: readonly Uint8Array[], expected: LedgerHead | null): Promise<Appended>
  /** Text of a tlog-proof of entry `index` under the checkpoint of now. */
  proof(index: number): Promise<string>
  /** Entries from index `from` on. That they are the signed ones is established at the end, when it throws if not. */
  entries(from?: number): AsyncIterable<Uint8Array>
  /** What the ledger says of challenges. */
  challenges(): Promise<TokenBook>
  /** PROOF(oldSize, size) of RFC 6962 to the checkpoint of now. `oldSize` is at most its size. */
  consistency(oldSize: number): Promise<ConsistencyProof>
  close(): Promise<void>
}

export interface ConsistencyProof {
  readonly oldSize: number
  readonly path: readonly Uint8Array[]
  readonly head: LedgerHead
  readonly checkpoint: string
}

interface SignedHead {
  readonly head: LedgerHead
  readonly checkpoint: string
}

const LOG = 'log.jsonl'
const CHECKPOINT = 'checkpoint'
const SNAPSHOT = 'book.bin'
/** A snapshot is made anew when this many entries, or this share of all, came after it. */
const SNAPSHOT_ENTRIES = 1024
const SNAPSHOT_SHARE = 1 / 32
const NO_ENTRIES = EMPTY_ROOT.toString('hex')
const NEWLINE = Uint8Array.of(0x0a)

/** Makes an empty ledger with a signed checkpoint of size 0. @throws ProctorError workspace_exists */
export async function createLedger(dir: string, origin: string, signer: KeyObject): Promise<void> {
  await mkdir(dir, { recursive: true })
  try {
    await (await open(join(dir, LOG), 'wx')).close()
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    throw new ProctorError('workspace_exists', `${join(dir, LOG)} is there already`)
  }
  const head = { size: 0, rootHash: NO_ENTRIES }
  await replaceFile(dir, CHECKPOINT, signCheckpoint(origin, head, signer))
}

/** @throws ProctorError ledger_corrupt when log or checkpoint is missing: only createLedger starts one */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { dir, origin, signer, now, lockWaitMs = 10_000 } = options
  const own = signer === null ? [] : [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }]
  const keys = [...own, ...(options.trusted ?? [])]
  const log = await openLog(join(dir, LOG), signer !== null).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw corrupt('log-missing', dir, `there is no ${LOG}`)
  })
  const cache = openTreeCache(dir, signer === null ? 'memory' : 'files')
  const verified = createVerifiedLog(dir, log, cache)
  let book = createBook()
  let bookRoot = NO_ENTRIES
  let snapshotSize: number | undefined
  let queue: Promise<unknown> = Promise.resolve()

  async function readHead(): Promise<SignedHead> {
    let text: string
    try {
      text = await readFile(join(dir, CHECKPOINT), 'utf8')
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      throw corrupt('checkpoint-missing', dir, 'there is no checkpoint')
    }
    const opened = openCheckpointInForce(text, origin, keys)
    if (!opened.ok) throw corrupt('checkpoint-invalid', dir, `the checkpoint is not valid: ${opened.reason}`)
    return { head: opened.head, checkpoint: text }
  }

  /** One at a time within this process, and among processes. */
  function exclusively<T>(act: () => Promise<T>): Promise<T> {
    const turn = queue.then(async () => {
      const lock = await takeLock(dir, lockWaitMs)
      try {
        return await act()
      } finally {
        await lock.release()
      }
    })
    queue = turn.catch(() => undefined)
    return turn
  }

  /** Makes the cache again from the log: under the lock where it is in files that others read too. */
  function repair(): Promise<SignedHead> {
    const act = async (): Promise<SignedHead> => {
      const current = await readHead()
      await verified.rebuild(current.head)
      return current
    }
    return signer === null ? act() : exclusively(act)
  }

  async function readyHead(): Promise<SignedHead> {
    const current = await readHead()
    return (await verified.isCacheGood(current.head)) ? current : repair()
  }

  async function proofUnder({ head, checkpoint }: SignedHead, index: number): Promise<string | undefined> {
    const path = await verified.pathOf(index, head)
    return path === undefined ? undefined : toTlogProof({ index, path, checkpoint })
  }

  /** Continues the book that is known while the log still begins with what it was made from. */
  async function readBook(head: LedgerHead): Promise<OpenBook> {
    if (snapshotSize === undefined) await loadSnapshot(head)
    if (book.size > head.size || verified.rootOf(book.size) !== bookRoot) book = createBook()
    const known = book
    // Whatever stops the reading: no half-written book stays.
    book = createBook()
    bookRoot = NO_ENTRIES
    const continued = await continueBook(known, head).catch((error: unknown) => {
      if (!isProctorError(error, 'ledger_corrupt')) throw error
      // The offsets in the cache may be what is wrong: the whole log decides.
      return continueBook(createBook(), head)
    })
    book = continued
    bookRoot = head.rootHash
    return book
  }

  async function continueBook(from: OpenBook, head: LedgerHead): Promise<OpenBook> {
    for await (const entry of verified.entries(head, from.size)) applyEntry(from, readLoggedEntry(entry))
    return from
  }

  /** A snapshot that does not fit the log is as good as none: the log is read from its start then. */
  async function loadSnapshot(head: LedgerHead): Promise<void> {
    snapshotSize = 0
    let bytes: Buffer
    try {
      bytes = await readFile(join(dir, SNAPSHOT))
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      return
    }
    const snapshot = openSnapshot(bytes, origin, inForceNow(keys))
    if (snapshot === undefined || snapshot.head.size > head.size) return
    if (verified.rootOf(snapshot.head.size) !== snapshot.head.rootHash) return
    snapshotSize = snapshot.head.size
    book = createBook({ ...snapshot, size: snapshot.head.size })
    bookRoot = snapshot.head.rootHash
  }

  async function keepSnapshot(key: KeyObject, known: OpenBook, head: LedgerHead): Promise<void> {
    const behind = head.size - (snapshotSize ?? 0)
    if (behind < Math.max(SNAPSHOT_ENTRIES, head.size * SNAPSHOT_SHARE)) return
    const bytes = toSnapshotBytes(known, head, origin, key)
    await ledgerStep('write snapshot', join(dir, SNAPSHOT), () => replaceFile(dir, SNAPSHOT, bytes))
    snapshotSize = head.size
  }

  /** The challenges that new entries use and the log holds, each proven to be in it. */
  async function readChallenges(
    known: TokenBook,
    ruled: readonly (RuledEntry | undefined)[],
    head: LedgerHead,
  ): Promise<ChallengeAt> {
    const found = new Map<number, RuledChallenge>()
    for (const used of ruled) {
      const index = challengeIndexOf(known, used)
      if (index === undefined) continue
      const entry = (await verified.entryAt(index, head)) ?? (await entryAfterRebuild(index, head))
      const read = readLoggedEntry(entry)
      if (read?.kind === 'challenge') found.set(index, read.challenge)
    }
    return (index) => found.get(index)
  }

  async function entryAfterRebuild(index: number, head: LedgerHead): Promise<Uint8Array> {
    await verified.rebuild(head)
    const entry = await verified.entryAt(index, head)
    if (entry === undefined) throw verified.rewritten(head)
    return entry
  }

  async function putTailAside(head: LedgerHead): Promise<TornTail | null> {
    const { size } = await log.stat()
    if (size <= cache.endOf(head.size - 1)) return null
    // Before anything is cut off, where to cut must follow from the log and not from the cache.
    await verified.rebuild(head)
    const covered = cache.endOf(head.size - 1)
    const bytes = await readRange(log, covered, size - covered)
    const digest = sha256(bytes)
    const savedAs = `torn.${covered}.${digest.slice(0, 16)}`
    await ledgerStep('save torn tail', join(dir, savedAs), () => writeNewFile(dir, savedAs, bytes))
    await ledgerStep('cut torn tail', join(dir, LOG), async () => {
      await log.truncate(covered)
      await log.datasync()
    })
    return { bytes: bytes.length, sha256: digest, savedAs }
  }

  async function appendLocked(
    key: KeyObject,
    leaves: readonly Uint8Array[],
    expected: LedgerHead | null,
  ): Promise<Appended> {
    const { head, checkpoint } = await readHead()
    if (expected !== null && (expected.size !== head.size || expected.rootHash !== head.rootHash))
      throw new ProctorError('ledger_conflict', `the ledger has moved on to ${head.size} entries`, {
        hint: 'read the head again and decide anew',
        details: { expected, head },
      })
    if (!(await verified.isCacheGood(head))) await verified.rebuild(head)
    const known = await readBook(head)
    const ruled = leaves.map(readRuledEntry)
    assertAllowed(known, ruled, now(), await readChallenges(known, ruled, head))
    await keepSnapshot(key, known, head)
    if (leaves.length === 0) return { firstIndex: head.size, head, checkpoint, torn: null }
    const torn = await putTailAside(head)
    const covered = cache.endOf(head.size - 1)
    let end = covered
    const added = leaves.map((leaf): CachedEntry => {
      end += leaf.length + 1
      return { leafHash: toLeafHash(leaf), end }
    })
    const lines = Buffer.concat(leaves.flatMap((leaf) => [leaf, NEWLINE]))
    await ledgerStep('append', join(dir, LOG), async () => {
      await writeAt(log, lines, covered)
      await log.datasync()
    })
    cache.append(head.size, added)
    const size = head.size + leaves.length
    const next = { size, rootHash: verified.rootOf(size) }
    const signed = signCheckpoint(origin, next, key)
    await ledgerStep('write checkpoint', join(dir, CHECKPOINT), () => replaceFile(dir, CHECKPOINT, signed))
    return { firstIndex: head.size, head: next, checkpoint: signed, torn }
  }

  try {
    await readHead()
  } catch (error) {
    cache.close()
    await log.close()
    throw error
  }
  return {
    async head() {
      return (await readHead()).head
    },
    append(leaves, expected) {
      if (signer === null) throw new ProctorError('bug', 'this ledger was opened for reading')
      assertEntries(leaves)
      return exclusively(() => appendLocked(signer, leaves, expected))
    },
    async proof(index) {
      const first = await readyHead()
      if (!Number.isSafeInteger(index) || index < 0 || index >= first.head.size)
        throw new ProctorError('bug', `the ledger has ${first.head.size} entries, none at ${index}`)
      const proof = await proofUnder(first, index)
      if (proof !== undefined) return proof
      // Cache or log is wrong in its middle: the log alone decides which.
      const second = await repair()
      const repaired = await proofUnder(second, index)
      if (repaired === undefined) throw verified.rewritten(second.head)
      return repaired
    },
    async *entries(from = 0) {
      const { head } = await readHead()
      let index = 0
      for await (const entry of verified.entries(head, 0)) if (index++ >= from) yield entry
    },
    async challenges() {
      const { head } = await readyHead()
      return (await readBook(head)).copy()
    },
    async consistency(oldSize) {
      const first = await readyHead()
      if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > first.head.size)
        throw new ProctorError('bug', `the ledger has ${first.head.size} entries, it never had ${oldSize}`)
      const path = verified.consistencyPath(oldSize, first.head)
      if (path !== undefined) return { oldSize, path, ...first }
      const second = await repair()
      const repaired = verified.consistencyPath(oldSize, second.head)
      if (repaired === undefined) throw verified.rewritten(second.head)
      return { oldSize, path: repaired, ...second }
    },
    async close() {
      await queue
      cache.close()
      await log.close()
    },
  }
}

function inForceNow(keys: readonly WindowedKey[]): KeyObject[] {
  return keys.filter(({ validUntil }) => validUntil === null).map(({ key }) => key)
}

/** @throws ProctorError ledger_conflict with the reasons against the first of `entries` that may not be appended */
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
        {
          details: { reasons: answer.reasons },
        },
      )
    if (nth === last) return
    if (entry?.kind === 'challenge') fresh.set(state.size, entry.challenge)
    applyEntry(state, entry)
  }
}
