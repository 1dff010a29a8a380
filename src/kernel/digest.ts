// Promises: small exact computations that writer and verifier share, the same answer for the same input.
// Must not: do I/O, read a clock or hold state. Called by: every room but contract/.
import { hash } from 'node:crypto'

/** SHA-256 of bytes or of a string's UTF-8, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/** SHA-256 of no bytes at all. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
