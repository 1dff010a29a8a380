import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EMPTY_ROOT } from '../kernel/merkle.ts'
import { errnoOf, isProctorError } from '../kernel/proctor-error.ts'
import { openSnapshot, toSnapshotBytes } from './book-snapshot.ts'
import { applyEntry } from './challenges.ts'
import type { LedgerHead, WindowedKey } from './checkpoint.ts'
import { replaceFile } from './durable-write.ts'
import { ledgerStep } from './ledger-failure.ts'
import { readLoggedEntry } from './ruled-entry.ts'
import { createBook, type OpenBook } from './token-book.ts'
import type { VerifiedLog } from './verified-log.ts'

/** The book of a ledger, kept in memory and in a snapshot beside the log, so that only new entries are read for it. */
export interface KeptBook {
  /** What the entries under `head` say. @throws ProctorError ledger_corrupt when the log is not what the head covers */
  at(head: LedgerHead): Promise<OpenBook>
  /** Makes the snapshot anew when it is far behind. @throws ProctorError evidence_write */
  save(book: OpenBook, head: LedgerHead, key: KeyObject): Promise<void>
}

const SNAPSHOT = 'book.bin'
/** A snapshot is made anew when this many entries, or this share of all, came after it. */
const SNAPSHOT_ENTRIES = 1024
const SNAPSHOT_SHARE = 1 / 32
const NO_ENTRIES = EMPTY_ROOT.toString('hex')

export function createKeptBook(
  dir: string,
  origin: string,
  keys: readonly WindowedKey[],
  log: VerifiedLog,
): KeptBook {
  let book = createBook()
  let bookRoot = NO_ENTRIES
  let snapshotSize: number | undefined

  async function continueBook(from: OpenBook, head: LedgerHead): Promise<OpenBook> {
    for await (const entry of log.entries(head, from.size)) applyEntry(from, readLoggedEntry(entry))
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
    const inForce = keys.filter(({ validUntil }) => validUntil === null).map(({ key }) => key)
    const snapshot = openSnapshot(bytes, origin, inForce)
    if (snapshot === undefined || snapshot.head.size > head.size) return
    if (log.rootOf(snapshot.head.size) !== snapshot.head.rootHash) return
    snapshotSize = snapshot.head.size
    book = createBook({ ...snapshot, size: snapshot.head.size })
    bookRoot = snapshot.head.rootHash
  }

  return {
    async at(head) {
      if (snapshotSize === undefined) await loadSnapshot(head)
      // What is known is continued only while the log still begins with what it was made from.
      if (book.size > head.size || log.rootOf(book.size) !== bookRoot) book = createBook()
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
    },
    async save(known, head, key) {
      const behind = head.size - (snapshotSize ?? 0)
      if (behind < Math.max(SNAPSHOT_ENTRIES, head.size * SNAPSHOT_SHARE)) return
      const bytes = toSnapshotBytes(known, head, origin, key)
      await ledgerStep('write snapshot', join(dir, SNAPSHOT), () => replaceFile(dir, SNAPSHOT, bytes))
      snapshotSize = head.size
    },
  }
}
