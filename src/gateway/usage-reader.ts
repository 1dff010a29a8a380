import type { ProviderFailureKind } from '../contract/facts.ts'
import type { WireFormat } from '../contract/workspace.ts'
import type { Usage } from './outcome.ts'
import { readerOf } from './wire-readers.ts'

/** Longest event (streamed) or body (not streamed) that is looked into. Bytes. */
const MAX_HELD_BYTES = 8 * 1024 * 1024

/** Reads the tokens out of an answer while it passes. Holds one event, never the stream. */
export interface UsageReader {
  push(chunk: Uint8Array): void
  end(): void
  usage(): Usage | null
  /** Streamed answers only: the provider said that it failed, or ended without a last event. */
  failure(): ProviderFailureKind | null
}

export function createUsageReader(wire: WireFormat, streamed: boolean): UsageReader {
  return streamed ? createStreamReader(wire) : createBodyReader(wire)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function createBodyReader(wire: WireFormat): UsageReader {
  const chunks: Uint8Array[] = []
  let held = 0
  let usage: Usage | null = null
  return {
    push(chunk) {
      held += chunk.length
      if (held <= MAX_HELD_BYTES) chunks.push(chunk)
    },
    end() {
      if (held > MAX_HELD_BYTES) return
      usage = readerOf(wire).ofBody(parseJson(Buffer.concat(chunks).toString('utf8')))
    },
    usage: () => usage,
    failure: () => null,
  }
}

function createStreamReader(wire: WireFormat): UsageReader {
  const reader = readerOf(wire)
  let line: Uint8Array[] = []
  let lineBytes = 0
  let usage: Usage | null = null
  let failure: ProviderFailureKind | null = 'cut'

  const endLine = () => {
    const text = lineBytes > MAX_HELD_BYTES ? '' : Buffer.concat(line).toString('utf8')
    // An event too long to look into may have been the last one: no claim that the stream was cut.
    if (lineBytes > MAX_HELD_BYTES) failure = null
    line = []
    lineBytes = 0
    if (!text.startsWith('data:')) return
    const data = text.slice('data:'.length).trim()
    if (data === reader.endMark) failure = null
    if (!reader.telling.test(data)) return
    const told = reader.ofEvent(parseJson(data), usage)
    if (told === null) return
    usage = told.usage
    if (told.end !== undefined) failure = told.end
  }
  const hold = (part: Uint8Array) => {
    lineBytes += part.length
    if (lineBytes > MAX_HELD_BYTES) line = []
    else if (part.length > 0) line.push(part)
  }
  return {
    push(chunk) {
      let start = 0
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
        hold(chunk.subarray(start, at))
        endLine()
        start = at + 1
      }
      hold(chunk.subarray(start))
    },
    end: endLine,
    usage: () => usage,
    failure: () => failure,
  }
}
