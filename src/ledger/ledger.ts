import type { LedgerHead } from './checkpoint.ts'
import type { TokenBook } from './token-book.ts'

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
  /** The first of these heads of before that the ledger does not continue, also for being shorter; undefined when none is. */
  firstNotContinued(heads: readonly LedgerHead[]): Promise<LedgerHead | undefined>
  close(): Promise<void>
}

export interface ConsistencyProof {
  readonly oldSize: number
  readonly path: readonly Uint8Array[]
  readonly head: LedgerHead
  readonly checkpoint: string
}
