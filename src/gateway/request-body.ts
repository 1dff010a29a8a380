import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Largest request body, bytes. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024
/** Largest sum of bodies held at one time, bytes. */
const MAX_HELD_BYTES = 128 * 1024 * 1024

export interface RequestBody {
  /** Null when it was too large or broke off. */
  readonly bytes: Buffer | null
  readonly tooLarge: boolean
  /** Of what arrived. */
  readonly received: number
  readonly sha256: string
}

export interface BodyReader {
  /** Reads a body to its end, within bounds. Never rejects. `release` must be called when it is no longer needed. */
  read(request: IncomingMessage): Promise<{ readonly body: RequestBody; release(): void }>
}

/** Bounds what all requests of one gateway hold in memory together. */
export function createBodyReader(): BodyReader {
  let held = 0
  return {
    async read(request) {
      const hash = createHash('sha256')
      const chunks: Buffer[] = []
      let received = 0
      let mine = 0
      let tooLarge = false
      let whole = false
      try {
        for await (const chunk of request as AsyncIterable<Buffer>) {
          received += chunk.length
          hash.update(chunk)
          if (received > MAX_BODY_BYTES || held + chunk.length > MAX_HELD_BYTES) {
            tooLarge = true
            break
          }
          mine += chunk.length
          held += chunk.length
          chunks.push(chunk)
        }
        whole = !tooLarge && request.complete
      } catch (error) {
        // The engine hung up or sent a broken body: the record says that no whole body came.
        if (!(error instanceof Error)) throw error
      }
      const release = () => {
        held -= mine
        mine = 0
      }
      const bytes = whole ? Buffer.concat(chunks) : null
      return { body: { bytes, tooLarge, received, sha256: hash.digest('hex') }, release }
    },
  }
}

/** What the gateway reads of a request: the engine's own words, for the log and for the scripted model. */
export interface ModelRequest {
  readonly model: string | null
  readonly stream: boolean
  /** Null when the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>> | null
}

const MAX_MODEL = 200

export function toModelRequest(bytes: Uint8Array): ModelRequest {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      return { model: null, stream: false, json: null }
    throw error
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { model: null, stream: false, json: null }
  }
  const object = json as Readonly<Record<string, unknown>>
  const model = typeof object.model === 'string' ? object.model.slice(0, MAX_MODEL).toWellFormed() : null
  return { model, stream: object.stream === true, json: object }
}
