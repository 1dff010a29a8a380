import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** Runs one step of writing evidence; whatever stops it becomes `evidence_write` with path, step and errno. */
export async function writeStep<T>(step: string, path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw toWriteFailure(step, path, cause)
  }
}

/** A failure that already says which step and path it was is given back as it is. */
export function toWriteFailure(step: string, path: string, cause: unknown): ProctorError {
  if (cause instanceof ProctorError) {
    if (cause.code === 'evidence_write') return cause
    const details = { ...cause.details, path, step, errno: cause.code }
    return new ProctorError('evidence_write', `${path}: ${step} failed: ${cause.message}`, {
      cause,
      details,
      ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    })
  }
  const errno = errnoOf(cause) ?? 'unknown'
  const why = cause instanceof Error ? cause.message : String(cause)
  return new ProctorError('evidence_write', `${path}: ${step} failed: ${why}`, {
    cause,
    details: { path, step, errno },
  })
}
