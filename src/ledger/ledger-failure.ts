import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** What is wrong with a ledger that does not verify. */
export type Corruption =
  | 'checkpoint-missing'
  | 'checkpoint-invalid'
  | 'log-missing'
  | 'truncated'
  | 'rewritten'

export function corrupt(
  kind: Corruption,
  folder: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): ProctorError {
  return new ProctorError('ledger_corrupt', `${folder}: ${message}`, {
    hint: 'nothing was changed; restore the ledger from a copy, and look into who could write to it',
    details: { kind, ...details },
  })
}

/** A system error in one step of writing becomes `evidence_write` with path, step and errno. */
export async function ledgerStep<T>(step: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    const errno = errnoOf(cause)
    if (cause instanceof ProctorError || errno === undefined) throw cause
    throw new ProctorError('evidence_write', `${path}: ${step} failed (${errno})`, {
      cause,
      details: { path, step, errno },
    })
  }
}
