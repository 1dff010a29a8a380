import { hash } from 'node:crypto'

/** What the entries say of one thing that may be used once. */
export interface Token {
  /** Index of the entry that brought it. */
  readonly index: number
  /** Index of the entry that used it; null while it is unused. */
  readonly usedAt: number | null
}

/**
 * Things that may appear or be used once, by kind and name, after the first `size` entries. It is an older part that
 * never changes, as sorted records, and what was learnt since; a copy shares the older part.
 */
export interface TokenBook {
  readonly size: number
  /** `seq` that the next challenge must carry: how many were issued before it. */
  readonly nextSeq: number
  find(kind: TokenKind, name: string): Token | undefined
}

export type TokenKind = 'challenge' | 'nonce' | 'record'

export interface OpenBook extends TokenBook {
  size: number
  nextSeq: number
  set(kind: TokenKind, name: string, token: Token): void
  copy(): OpenBook
  /** All tokens as sorted records, for a snapshot. */
  toRecords(): Buffer
}

const KEY_BYTES = 16
const INDEX_BYTES = 6
export const RECORD_BYTES = KEY_BYTES + 2 * INDEX_BYTES
const UNUSED = 2 ** (8 * INDEX_BYTES) - 1
const NO_RECORDS = Buffer.alloc(0)

export function createBook(
  base: { readonly size: number; readonly nextSeq: number; readonly records: Buffer } | null = null,
): OpenBook {
  return openBook(base?.size ?? 0, base?.nextSeq ?? 0, base?.records ?? NO_RECORDS, new Map())
}

function openBook(size: number, nextSeq: number, records: Buffer, learnt: Map<string, Token>): OpenBook {
  return {
    size,
    nextSeq,
    find(kind, name) {
      const known = learnt.get(toText(kind, name))
      if (known !== undefined || records.length === 0) return known
      return searchRecords(records, toKey(toText(kind, name)))
    },
    set(kind, name, token) {
      learnt.set(toText(kind, name), token)
    },
    copy() {
      return openBook(this.size, this.nextSeq, records, new Map(learnt))
    },
    toRecords: () => mergeRecords(records, learnt),
  }
}

function toText(kind: TokenKind, name: string): string {
  return `${kind}\n${name}`
}

/** Half of a SHA-256: two names with the same one would cost 2^64 attempts. */
function toKey(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, KEY_BYTES)
}

function searchRecords(records: Buffer, key: Buffer): Token | undefined {
  let low = 0
  let high = records.length / RECORD_BYTES
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const at = middle * RECORD_BYTES
    const order = records.compare(key, 0, KEY_BYTES, at, at + KEY_BYTES)
    if (order === 0) return readToken(records, at)
    if (order < 0) low = middle + 1
    else high = middle
  }
  return undefined
}

function readToken(records: Buffer, at: number): Token {
  const usedAt = records.readUIntBE(at + KEY_BYTES + INDEX_BYTES, INDEX_BYTES)
  return { index: records.readUIntBE(at + KEY_BYTES, INDEX_BYTES), usedAt: usedAt === UNUSED ? null : usedAt }
}

function mergeRecords(records: Buffer, learnt: ReadonlyMap<string, Token>): Buffer {
  const added = [...learnt]
    .map(([text, token]) => ({ key: toKey(text), token }))
    .sort((a, b) => a.key.compare(b.key))
  const merged = Buffer.alloc(records.length + added.length * RECORD_BYTES)
  let from = 0
  let to = 0
  for (const { key, token } of added) {
    const start = from
    while (from < records.length && records.compare(key, 0, KEY_BYTES, from, from + KEY_BYTES) < 0)
      from += RECORD_BYTES
    to += records.copy(merged, to, start, from)
    // What was learnt since replaces the older record.
    if (from < records.length && records.compare(key, 0, KEY_BYTES, from, from + KEY_BYTES) === 0)
      from += RECORD_BYTES
    key.copy(merged, to)
    merged.writeUIntBE(token.index, to + KEY_BYTES, INDEX_BYTES)
    merged.writeUIntBE(token.usedAt ?? UNUSED, to + KEY_BYTES + INDEX_BYTES, INDEX_BYTES)
    to += RECORD_BYTES
  }
  to += records.copy(merged, to, from)
  return merged.subarray(0, to)
}
