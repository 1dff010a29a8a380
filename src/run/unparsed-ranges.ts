import { createHash, type Hash } from 'node:crypto'
import type { EventData } from '../contract/event.ts'
import type { Unparsed } from '../engines/port.ts'

interface OpenRange {
  readonly offset: number
  readonly reason: string
  bytes: number
  readonly hash: Hash
}

/**
 * Joins neighbouring lines that no rule understood into one range, so that a flood of garbage costs one event and
 * not a million. Nothing is dropped: the range names offset, length and digest of the bytes in the raw log.
 */
export class UnparsedRanges {
  readonly #emit: (data: EventData<'engine.unparsed'>) => void
  readonly #stream: 'stdout' | 'stderr'
  #open: OpenRange | null = null
  #lines = 0

  constructor(stream: 'stdout' | 'stderr', emit: (data: EventData<'engine.unparsed'>) => void) {
    this.#stream = stream
    this.#emit = emit
  }

  /** Lines that were not understood so far. */
  get lines(): number {
    return this.#lines
  }

  /** @param line bytes of the line with its newline */
  add(item: Unparsed, line: Uint8Array): void {
    this.#lines += 1
    const open = this.#open
    if (open !== null && (open.reason !== item.reason || open.offset + open.bytes !== item.offset))
      this.flush()
    this.#open ??= { offset: item.offset, reason: item.reason, bytes: 0, hash: createHash('sha256') }
    this.#open.bytes += line.byteLength
    this.#open.hash.update(line)
  }

  flush(): void {
    const open = this.#open
    if (open === null) return
    this.#open = null
    this.#emit({
      stream: this.#stream,
      offset: open.offset,
      bytes: open.bytes,
      digest: open.hash.digest('hex'),
      reason: open.reason,
    })
  }
}
