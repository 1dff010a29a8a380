// Promises: what a backend wrote is on file, without secrets, before anyone interprets a line of it.
// Must not: interpret it, or let a secret pass because of how the stream was cut. Called by: run/.
import { createHash } from 'node:crypto'
import type { StreamFacts } from '../contract/facts.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type FilesPort, nodeFiles } from './files-port.ts'
import { createLineSplitter, type RawLine } from './line-splitter.ts'
import { toWriteFailure, writeStep } from './write-failure.ts'

export interface RawLogOptions {
  /** The file to make; it must not be there. */
  readonly path: string
  /** Takes out what must not reach the disk. Its own: it is fed all bytes of this log and no others. */
  readonly redactor: LogRedactor
  /** Bytes of redacted output that are kept; the rest is dropped and the log marked as truncated. */
  readonly maxBytes: number
  /** Longest line that is handed on whole; 1 MiB if not given. */
  readonly maxLineBytes?: number
  /** Gets each line, in order, after the write of its bytes has completed. One at a time. */
  readonly onLine?: (line: RawLine) => void | Promise<void>
  readonly files?: FilesPort
}

/** Replaces secrets in a stream, whatever chunks it comes in. */
export interface LogRedactor {
  /** Bytes that are final by now; they may be views of the chunk. */
  push(chunk: Uint8Array): Buffer
  end(): Buffer
  /** Replacements so far, by rule. */
  readonly counts: Readonly<Record<string, number>>
}

/** `bytes` and `sha256` are those of the file. */
export interface RawLogEnd extends StreamFacts {
  /** Replacements by rule; empty when there were none. */
  readonly counts: Readonly<Record<string, number>>
}

export interface RawLog {
  /**
   * Settles when the bytes that are final by now are written and their lines handed on.
   * @throws ProctorError evidence_write from the first failed write on; what onLine throws, as it is
   */
  write(chunk: Uint8Array): Promise<void>
  /** Writes the rest and closes. Idempotent. */
  close(): Promise<RawLogEnd>
}

export async function openRawLog(options: RawLogOptions): Promise<RawLog> {
  const { path, maxBytes, maxLineBytes = 1 << 20, files = nodeFiles } = options
  const sink = await writeStep('create', path, () => files.create(path))
  const { redactor } = options
  const splitter = createLineSplitter(maxLineBytes)
  const hash = createHash('sha256')
  let bytes = 0
  let truncated = false
  let queue: Promise<void> = Promise.resolve()
  let ending: Promise<RawLogEnd> | undefined
  let failure: { readonly error: unknown } | undefined

  async function put(clean: Buffer): Promise<void> {
    const kept = clean.subarray(0, maxBytes - bytes)
    truncated ||= kept.length < clean.length
    if (kept.length === 0) return
    try {
      await sink.write(kept)
    } catch (cause) {
      throw toWriteFailure('write', path, cause)
    }
    hash.update(kept)
    bytes += kept.length
    await handOn(splitter.push(kept))
  }

  async function handOn(lines: readonly RawLine[]): Promise<void> {
    for (const line of lines) await options.onLine?.(line)
  }

  /** In the order of the calls; nothing is written after a failure. */
  function enqueue(act: () => Promise<void>): Promise<void> {
    const turn = queue.then(async () => {
      if (failure !== undefined) throw failure.error
      try {
        await act()
      } catch (error) {
        failure = { error }
        throw error
      }
    })
    queue = turn.catch(() => undefined)
    return turn
  }

  async function end(): Promise<RawLogEnd> {
    try {
      await enqueue(async () => {
        await put(redactor.end())
        await handOn(splitter.end())
      })
    } finally {
      await writeStep('close', path, () => sink.close())
    }
    return { bytes, sha256: hash.digest('hex'), truncated, counts: { ...redactor.counts } }
  }

  return {
    write(chunk) {
      if (ending !== undefined) return Promise.reject(new ProctorError('bug', `${path} was closed before`))
      // A copy: the caller may use its buffer again before the turn comes.
      const copy = Buffer.from(chunk)
      return enqueue(() => put(redactor.push(copy)))
    },
    close() {
      ending ??= end()
      return ending
    },
  }
}
