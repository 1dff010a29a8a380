// Promises: every line of a protocol on stdout becomes events, or is kept with the reason; a stream that was not
// understood whole never counts as completed. Must not: do I/O or throw. Called by: the engines' normalisers.
import type { EngineEvent } from '../contract/event.ts'
import { claimsReservedType, keepUnparsed, readJsonLine, understood } from './json-line.ts'
import type { Normalised, Normaliser, Terminal } from './port.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** What one engine's protocol means. */
export interface Protocol {
  /** Events of a message, or why it was not understood. */
  understand(message: JsonObject): readonly EngineEvent[] | string
  /** The engine's last word, as far as its messages go. */
  terminal(): Terminal
}

/** Lines of JSON objects, read by a protocol. */
export function createLineNormaliser(protocol: Protocol): Normaliser {
  let strange = 0
  const keep = (...args: Parameters<typeof keepUnparsed>): Normalised => {
    strange += 1
    return keepUnparsed(...args)
  }
  return {
    push(line, offset): Normalised {
      if (line.length === 0) return understood([])
      const read = readJsonLine(line)
      if (!read.ok) return keep(line, offset, read.reason)
      const reserved = claimsReservedType(read.value)
      if (reserved !== null) return keep(line, offset, 'reserved type', [reserved])
      const events = protocol.understand(read.value)
      return typeof events === 'string' ? keep(line, offset, events) : understood(events)
    },
    terminal() {
      const said = protocol.terminal()
      if (strange === 0 || said.outcome !== 'completed') return said
      return { outcome: 'failed', message: `${strange} lines of its protocol were not understood` }
    },
  }
}
