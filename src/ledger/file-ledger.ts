// Promises: an append-only log of statements; an entry that was acknowledged is on the disk under a signed checkpoint.
// Must not: drop, rewrite or invent an entry, or start afresh where something is missing. Called by: run/ and the CLI.
import type { KeyObject } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../kernel/digest.ts'
import { toPublicKey } from '../kernel/key-id.ts'
import {
  createRightEdge,
  EMPTY_ROOT,
  inclusionPath,
  rootOf,
  toLeafHash,
  verifyInclusion,
} from '../kernel/merkle.ts'
import { errnoOf, isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import { assertEntries } from './assert-entries.ts'
import { type ChallengeBook, decideAppend, EMPTY_BOOK, reduceEntries } from './challenges.ts'
import { type LedgerHead, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { replaceFile, writeAt, writeNewFile } from './durable-write.ts'
import { corrupt, ledgerStep } from './ledger-failure.ts'
import { openLog, readEntries, readRange } from './log-file.ts'
import { takeLock } from './process-lock.ts'
import { toTlogProof } from './tlog-proof.ts'
import { type CachedEntry, openTreeCache } from './tree-cache.ts'

export interface LedgerOptions {
  /** `.proctor/ledger` */
  readonly dir: string
  /** See toOrigin. */
  readonly origin: string
  /** The ledger key; null opens it for reading alone. */
  readonly signer: KeyObject | null
  /** Further public keys whose checkpoints count; needed when there is no signer. */
  readonly trusted?: readonly KeyObject[]
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
  challenges(): Promise<ChallengeBook>
  close(): Promise<void>
}

interface SignedHead {
  readonly head: LedgerHead
  readonly checkpoint: string
}

const LOG = 'log.jsonl'
const CHECKPOINT = 'checkpoint'
const REBUILD_BATCH = 4096
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
  const head = { size: 0, rootHash: EMPTY_ROOT.toString('hex') }
  await replaceFile(dir, CHECKPOINT, signCheckpoint(origin, head, signer))
}

/** @throws ProctorError ledger_corrupt when log or checkpoint is missing: only createLedger starts one */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { dir, origin, signer, now, lockWaitMs = 10_000 } = options
  const keys = [...(signer === null ? [] : [toPublicKey(signer)]), ...(options.trusted ?? [])]
  const log = await openLog(join(dir, LOG), signer !== null).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw corrupt('log-missing', dir, `there is no ${LOG}`)
  })
  const cache = openTreeCache(dir, signer === null ? 'memory' : 'files')
  let book = emptyBook()
  let queue: Promise<unknown> = Promise.resolve()

  async function readHead(): Promise<SignedHead> {
    let text: string
    try {
      text = await readFile(join(dir, CHECKPOINT), 'utf8')
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      throw corrupt('checkpoint-missing', dir, 'there is no checkpoint')
    }
    const opened = openCheckpoint(text, origin, keys)
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

  /** Whether the cache leads to the signed root and fits the log's last entry. */
  async function isCacheGood({ size, rootHash }: LedgerHead): Promise<boolean> {
    if (!cache.reaches(size) || hexRoot(size) !== rootHash) return false
    if (size === 0) return true
    const last = await readEntry(size - 1)
    return last !== undefined && Buffer.compare(toLeafHash(last), cache.read(0, size - 1)) === 0
  }

  function hexRoot(size: number): string {
    return Buffer.from(rootOf(size, cache.read)).toString('hex')
  }

  async function readEntry(index: number): Promise<Buffer | undefined> {
    const start = cache.endOf(index - 1)
    const length = cache.endOf(index) - start
    if (length <= 0 || length > (await log.stat()).size) return undefined
    const line = await readRange(log, start, length)
    return line.length === length && line.at(-1) === 0x0a ? line.subarray(0, -1) : undefined
  }

  /** Reads the whole log again. What it then does not hold was cut off or changed. */
  async function rebuild(head: LedgerHead): Promise<void> {
    let size = 0
    let batch: CachedEntry[] = []
    const flush = (): void => {
      cache.append(size, batch)
      size += batch.length
      batch = []
    }
    for await (const { leafHash, end } of readEntries(log, 0, head.size)) {
      batch.push({ leafHash, end })
      if (batch.length === REBUILD_BATCH) flush()
    }
    flush()
    if (size < head.size) throw truncated(size, head)
    if (hexRoot(head.size) !== head.rootHash) throw rewritten(head)
  }

  function truncated(size: number, head: LedgerHead): ProctorError {
    const what = `the log holds ${size} whole entries, the checkpoint covers ${head.size}`
    return corrupt('truncated', dir, what, { entries: size, covered: head.size })
  }

  function rewritten(head: LedgerHead): ProctorError {
    const what = `the ${head.size} entries of the log are not those that the checkpoint covers`
    return corrupt('rewritten', dir, what, { covered: head.size })
  }

  /** Makes the cache again from the log: under the lock where it is in files that others read too. */
  function repair(): Promise<SignedHead> {
    const act = async (): Promise<SignedHead> => {
      const current = await readHead()
      await rebuild(current.head)
      return current
    }
    return signer === null ? act() : exclusively(act)
  }

  async function readyHead(): Promise<SignedHead> {
    const current = await readHead()
    return (await isCacheGood(current.head)) ? current : repair()
  }

  async function proofUnder({ head, checkpoint }: SignedHead, index: number): Promise<string | undefined> {
    const entry = await readEntry(index)
    if (entry === undefined) return undefined
    const path = inclusionPath(index, head.size, cache.read)
    const root = Buffer.from(head.rootHash, 'hex')
    const claim = { index, size: head.size, leafHash: toLeafHash(entry), path, root }
    return verifyInclusion(claim) ? toTlogProof({ index, path, checkpoint }) : undefined
  }

  async function* entriesUpTo(head: LedgerHead, from: number): AsyncGenerator<Buffer> {
    if (from >= head.size) return
    const edge = createRightEdge(from, cache.read)
    for await (const entry of readEntries(log, cache.endOf(from - 1), head.size - from)) {
      edge.append(entry.leafHash)
      yield entry.bytes
    }
    if (edge.size < head.size) throw truncated(edge.size, head)
    if (Buffer.from(edge.root()).toString('hex') !== head.rootHash) throw rewritten(head)
  }

  /** Continues the book that is known while the log still begins with what it was made from. */
  async function readBook(head: LedgerHead): Promise<ChallengeBook> {
    const { size } = book.state
    if (size > head.size || hexRoot(size) !== book.rootHash) book = emptyBook()
    try {
      const state = await reduceEntries(entriesUpTo(head, book.state.size), book.state)
      book = { state, rootHash: head.rootHash }
    } catch (error) {
      if (book.state.size === 0 || !isProctorError(error, 'ledger_corrupt')) throw error
      // The offsets in the cache may be what is wrong: the whole log decides.
      book = { state: await reduceEntries(entriesUpTo(head, 0), EMPTY_BOOK), rootHash: head.rootHash }
    }
    return book.state
  }

  async function putTailAside(covered: number): Promise<TornTail | null> {
    const { size } = await log.stat()
    if (size <= covered) return null
    const bytes = await readRange(log, covered, size - covered)
    const digest = sha256(bytes)
    const savedAs = `torn.${covered}.${digest.slice(0, 16)}`
    await ledgerStep('save torn tail', savedAs, () => writeNewFile(dir, savedAs, bytes))
    await ledgerStep('cut torn tail', LOG, async () => {
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
    if (!(await isCacheGood(head))) await rebuild(head)
    const after = decideAll(await readBook(head), leaves, now())
    if (leaves.length === 0) return { firstIndex: head.size, head, checkpoint, torn: null }
    const covered = cache.endOf(head.size - 1)
    const torn = await putTailAside(covered)
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
    const next = { size, rootHash: hexRoot(size) }
    const signed = signCheckpoint(origin, next, key)
    await ledgerStep('write checkpoint', join(dir, CHECKPOINT), () => replaceFile(dir, CHECKPOINT, signed))
    book = { state: after, rootHash: next.rootHash }
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
      if (repaired === undefined) throw rewritten(second.head)
      return repaired
    },
    async *entries(from = 0) {
      const { head } = await readHead()
      let index = 0
      for await (const entry of entriesUpTo(head, 0)) if (index++ >= from) yield entry
    },
    async challenges() {
      const { head } = await readyHead()
      return readBook(head)
    },
    async close() {
      await queue
      cache.close()
      await log.close()
    },
  }
}

function emptyBook(): { state: ChallengeBook; rootHash: string } {
  return { state: EMPTY_BOOK, rootHash: EMPTY_ROOT.toString('hex') }
}

/** The book after all of `leaves`. @throws ProctorError ledger_conflict with the reasons against the first bad one */
function decideAll(book: ChallengeBook, leaves: readonly Uint8Array[], now: Date): ChallengeBook {
  let state = book
  for (const leaf of leaves) {
    const answer = decideAppend(state, leaf, now)
    if (!answer.ok)
      throw new ProctorError(
        'ledger_conflict',
        `the ledger does not take this entry: ${answer.reasons.join('; ')}`,
        {
          details: { reasons: answer.reasons },
        },
      )
    state = answer.book
  }
  return state
}
