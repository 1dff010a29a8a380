import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs'
import { GatewayRecord } from '../contract/gateway-log.ts'
import { ProctorError } from '../kernel/proctor-error.ts'

export interface LogWriter {
  /** @throws ProctorError evidence_write */
  write(record: GatewayRecord): void
  /** Fsyncs and closes. Idempotent. @throws ProctorError evidence_write, also when an earlier write failed */
  close(): void
  /** A write failed: what is on disk is not the whole log. */
  broken(): boolean
}

/** Opens a log that must not exist yet. Throws Node's system error when it can't. */
export function openLogWriter(path: string): LogWriter {
  const fd = openSync(path, 'wx', 0o600)
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
      attempt(() => appendFileSync(fd, `${JSON.stringify(GatewayRecord.parse(record))}\n`))
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
    broken: () => failure !== null,
  }
}
