import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** The answer to the engine: metered, and ended when the engine or the gateway goes away. */
export interface Reply {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Whether the engine is not reading what was written. */
  blocked(): boolean
  /** Status that was sent; null when none was or the answer broke off. */
  status(): number | null
  begin(status: number, headers: Readonly<Record<string, string>>): void
  /** Resolves when the bytes are with the engine's socket. @throws AbortError */
  write(chunk: string | Uint8Array): Promise<void>
  /** Resolves when the last byte is handed over. @throws AbortError */
  end(): Promise<void>
  /** Whole JSON answer. */
  json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Promise<void>
  /** Closes the connection in the middle of the answer. */
  cut(): void
  /** Bytes of the body that were written, and their SHA-256. Called once, at the end. */
  settle(): { readonly bytes: number; readonly sha256: string }
}

export function createReply(response: ServerResponse, closing: AbortSignal): Reply {
  const gone = new AbortController()
  const hash = createHash('sha256')
  let bytes = 0
  let broken = false
  const leave = () => {
    if (response.writableFinished) return
    broken = true
    gone.abort()
  }
  const destroy = () => {
    broken = true
    gone.abort()
    response.destroy()
  }
  response.on('close', leave)
  // The close that follows says the same; without a listener the error would end the process.
  response.on('error', leave)
  closing.addEventListener('abort', destroy, { once: true })
  if (closing.aborted) destroy()

  const reply: Reply = {
    signal: gone.signal,
    blocked: () => response.writableNeedDrain,
    status: () => (broken || !response.headersSent ? null : response.statusCode),
    begin(status, headers) {
      if (!gone.signal.aborted) response.writeHead(status, headers)
    },
    async write(chunk) {
      gone.signal.throwIfAborted()
      const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      bytes += data.length
      hash.update(data)
      await new Promise<void>((resolve, reject) => {
        const stop = () => reject(gone.signal.reason)
        gone.signal.addEventListener('abort', stop, { once: true })
        response.write(data, () => {
          gone.signal.removeEventListener('abort', stop)
          resolve()
        })
      })
    },
    async end() {
      gone.signal.throwIfAborted()
      response.end()
      if (!response.writableFinished) await once(response, 'finish', { signal: gone.signal })
    },
    async json(status, body, headers = {}) {
      const text = JSON.stringify(body)
      const length = `${Buffer.byteLength(text)}`
      reply.begin(status, { ...headers, 'content-type': 'application/json', 'content-length': length })
      await reply.write(text)
      await reply.end()
    },
    cut: destroy,
    settle() {
      closing.removeEventListener('abort', destroy)
      return { bytes, sha256: hash.digest('hex') }
    },
  }
  return reply
}

/** An error in the form that clients of model providers know. */
export function errorBody(type: string, message: string): unknown {
  return { type: 'error', error: { type, code: type, message } }
}
