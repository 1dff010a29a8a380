import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs'
import type * as z from 'zod'
import { ProctorError } from '../kernel/proctor-error.ts'

export interface LogWriter<T> {
  /** @throws ProctorError evidence_write */
  write(record: T): void
  /** Fsyncs and closes. Idempotent. @throws ProctorError evidence_write, also when an earlier write failed */
  close(): void
}

/** Opens a log of records of one schema, which must not exist yet. @throws ProctorError gateway_failed */
export function openLogWriter<T>(path: string, schema: z.ZodType<T>): LogWriter<T> {
  const fd = openNew(path)
  let failure: ProctorError | null = null
  let open = true
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (cause) {
      failure ??= new ProctorError('evidence_write', `can not write ${path}`, { cause })
      throw failure
    }
  }
  return {
    write(record) {
      attempt(() => appendFileSync(fd, `${JSON.stringify(schema.parse(record))}\n`))
    },
    close() {
      if (open) {
        open = false
        attempt(() => {
          try {
            fsyncSync(fd)
          } finally {
            closeSync(fd)
          }
        })
      }
      if (failure !== null) throw failure
    },
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (cause) {
    throw new ProctorError('gateway_failed', `can not open ${path}`, { cause })
  }
}
