import { ProctorError } from '../kernel/proctor-error.ts'
import { type LedgerHead, openCheckpointInForce, type WindowedKey } from './checkpoint.ts'
import type { Ledger } from './ledger.ts'

/** A checkpoint that was kept outside the ledger. */
export interface Remembered {
  /** For people: where it is kept. */
  readonly name: string
  readonly text: string
}

interface Known {
  /** Of the ledger, for messages. */
  readonly dir: string
  readonly origin: string
  readonly keys: readonly WindowedKey[]
}

/**
 * That the ledger continues every checkpoint that somebody kept: whoever puts an older state back, or signs another
 * past with a stolen key, is noticed before anything rests on it. Whether the entries themselves are good is for an
 * audit to say.
 * @throws ProctorError ledger_corrupt
 */
export async function assertContinues(
  ledger: Ledger,
  remembered: readonly Remembered[],
  { dir, origin, keys }: Known,
): Promise<void> {
  if (remembered.length === 0) return
  const kept = remembered.map((one) => ({ name: one.name, head: openKept(one, origin, keys) }))
  const failing = await ledger.firstNotContinued(kept.map(({ head }) => head))
  if (failing === undefined) return
  const name = kept.find(({ head }) => head === failing)?.name ?? ''
  const { size } = await ledger.head()
  const [kind, message] =
    failing.size > size
      ? ['rolled-back', `the ledger was rolled back: ${name} covers ${failing.size} entries, it has ${size}`]
      : ['forked', `this is another ledger than it was: ${name} covers other entries up to ${failing.size}`]
  throw new ProctorError('ledger_corrupt', `${dir}: ${message}`, {
    hint: `nothing was done; \`proctor ledger verify\` says more. Put back the ledger that ${name} was taken of`,
    details: { kind, checkpoint: name },
  })
}

function openKept({ name, text }: Remembered, origin: string, keys: readonly WindowedKey[]): LedgerHead {
  const opened = openCheckpointInForce(text, origin, keys)
  if (opened.ok) return opened.head
  throw new ProctorError('ledger_corrupt', `${name}: this can not be relied on: ${opened.reason}`, {
    hint: 'take it from the last good commit, or remove it if it never was one of this ledger',
    details: { kind: 'remembered-invalid', checkpoint: name },
  })
}
