// Promises: no log of a run reaches the disk with a value that the harness knows to be secret, or with what has the
// form of one; equal secrets of one run show as equal. Must not: touch patch.diff, or keep the key of its tokens.
// Called by: whoever opens a log of a run.
import { createHmac, randomBytes } from 'node:crypto'
import type { LogRedactor } from '../evidence/raw-log.ts'
import { createRedactor, KNOWN_VALUE_RULE } from '../kernel/redact.ts'
import { createPatternRedactor } from '../secrets/pattern-redactor.ts'

export interface Redaction {
  /** For one log. */
  stream(): LogRedactor
  /** A text, or the bytes of a file, that are there as a whole. */
  whole(bytes: Uint8Array): { readonly bytes: Buffer; readonly counts: Readonly<Record<string, number>> }
  text(text: string): string
}

/** @param values secrets that the harness knows; searched for in all forms that programs write values in */
export function createRedaction(values: readonly string[]): Redaction {
  // Nobody can test a guess against a token: the key is gone when the run is.
  const key = randomBytes(32)
  const toToken = (rule: string, secret: Buffer): string =>
    `[REDACTED:${rule}:${createHmac('sha256', key).update(secret).digest('hex').slice(0, 8)}]`

  const stream = (): LogRedactor => {
    const known = createRedactor(values, (found) => toToken(KNOWN_VALUE_RULE, found))
    const patterns = createPatternRedactor((rule, secret) => toToken(rule, Buffer.from(secret, 'latin1')))
    return {
      push: (chunk) => patterns.push(known.push(chunk)),
      end: () => Buffer.concat([patterns.push(known.end()), patterns.end()]),
      get counts() {
        return known.count === 0 ? patterns.counts : { [KNOWN_VALUE_RULE]: known.count, ...patterns.counts }
      },
    }
  }
  const whole = (bytes: Uint8Array) => {
    const redactor = stream()
    return { bytes: Buffer.concat([redactor.push(bytes), redactor.end()]), counts: redactor.counts }
  }
  return { stream, whole, text: (text) => whole(Buffer.from(text)).bytes.toString() }
}
