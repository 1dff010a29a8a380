import { sha256 } from './digest.ts'

/** `prevhash` of the first event. */
export const CHAIN_START = '0'.repeat(64)

/** The link that the next event carries: SHA-256 of this line's bytes without its newline. */
export function chainLink(line: string | Uint8Array): string {
  return sha256(line)
}

/** `sequence` of the n-th event, counted from 0. */
export function toSequence(index: number): string {
  return String(index).padStart(6, '0')
}
