// Promises: an append-only log of statements; an entry that was acknowledged is on the disk under a signed checkpoint.
// Must not: drop, rewrite or invent an entry, or start afresh where something is missing. Called by: run/ and the CLI.
import type { KeyObject } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toPublicKey } from '../kernel/key-id.ts'
import { EMPTY_ROOT } from '../kernel/merkle.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { assertEntries } from './assert-entries.ts'
import { type LedgerHead, openCheckpointInForce, signCheckpoint, type WindowedKey } from './checkpoint.ts'
import { replaceFile } from './durable-write.ts'
import { judgeLeaves } from './judge-leaves.ts'
import { createKeptBook } from './kept-book.ts'
import type { Appended, Ledger } from './ledger.ts'
import { corrupt, ledgerStep } from './ledger-failure.ts'
import { openLog } from './log-file.ts'
import { takeLock } from './process-lock.ts'
import { toTlogProof } from './tlog-proof.ts'
import { openTreeCache } from './tree-cache.ts'
import { createVerifiedLog } from './verified-log.ts'
import { LOG, putTailAside, writeLeaves } from './write-leaves.ts'

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

interface SignedHead {
  readonly head: LedgerHead
  readonly checkpoint: string
}

const CHECKPOINT = 'checkpoint'

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
  const own = signer === null ? [] : [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }]
  const keys = [...own, ...(options.trusted ?? [])]
  const log = await openLog(join(dir, LOG), signer !== null).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw corrupt('log-missing', dir, `there is no ${LOG}`)
  })
  const cache = openTreeCache(dir, signer === null ? 'memory' : 'files')
  const verified = createVerifiedLog(dir, log, cache)
  const book = createKeptBook(dir, origin, keys, verified)
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
    const known = await book.at(head)
    await judgeLeaves(leaves, known, now(), verified, head)
    await book.save(known, head, key)
    if (leaves.length === 0) return { firstIndex: head.size, head, checkpoint, torn: null }
    const writable = { dir, file: log, cache, verified }
    const torn = await putTailAside(writable, head)
    const next = await writeLeaves(writable, leaves, head)
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
      return (await book.at(head)).copy()
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
    async firstNotContinued(heads) {
      const first = await readyHead()
      const failing = heads.find((old) => !verified.continues(old, first.head))
      if (failing === undefined || failing.size > first.head.size) return failing
      // Log or cache is wrong in its middle, or it is another past: the log alone decides which.
      const second = await repair()
      return heads.find((old) => !verified.continues(old, second.head))
    },
    async close() {
      await queue
      cache.close()
      await log.close()
    },
  }
}
