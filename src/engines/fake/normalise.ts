// Promises: the fake engine's lines become events of engine types, checked against their schemas; the rest is kept.
// Must not: do I/O, throw, believe an origin or a digest, or let a reserved type through. Called by: the fake adapter.
import * as z from 'zod'
import { type EngineEvent, type EngineEventType, isEngineEventType } from '../../contract/event.ts'
import { ENGINE_EVENT_DATA } from '../../contract/event-data.ts'
import { sha256 } from '../../kernel/digest.ts'
import { claimsReservedType, keepUnparsed, readJsonLine, understood } from '../json-line.ts'
import type { Normalised, Normaliser, Terminal } from '../port.ts'

const Line = z.strictObject({ type: z.string(), data: z.unknown() })

export function createFakeNormaliser(): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  return {
    push(line, offset): Normalised {
      if (line.length === 0) return understood([])
      const read = readJsonLine(line)
      if (!read.ok) return keepUnparsed(line, offset, read.reason)
      const reserved = claimsReservedType(read.value)
      if (reserved !== null) return keepUnparsed(line, offset, 'reserved type', [reserved])
      const parsed = Line.safeParse(read.value)
      if (!parsed.success) return keepUnparsed(line, offset, 'wrong shape')
      if (!isEngineEventType(parsed.data.type)) return keepUnparsed(line, offset, 'unknown type')
      const event = toEvent(parsed.data.type, parsed.data.data)
      if (event === null) return keepUnparsed(line, offset, 'wrong shape')
      if (liesAboutText(event)) return keepUnparsed(line, offset, 'text digest does not match')
      terminal = nextTerminal(terminal, event)
      return understood([event])
    },
    terminal: () => terminal,
  }
}

function toEvent(type: EngineEventType, data: unknown): EngineEvent | null {
  const parsed = ENGINE_EVENT_DATA[type].safeParse(data)
  return parsed.success ? ({ type, data: parsed.data } as EngineEvent) : null
}

function liesAboutText(event: EngineEvent): boolean {
  if (event.type !== 'message.completed' || event.data.text === undefined) return false
  return sha256(event.data.text) !== event.data.textDigest
}

/** The last word counts: an error after an end is a failure. */
function nextTerminal(terminal: Terminal, event: EngineEvent): Terminal {
  if (event.type === 'engine.error') return { outcome: 'failed', message: event.data.message }
  if (event.type !== 'turn.finished') return terminal
  const { stopReason } = event.data
  if (stopReason === 'end_turn') return { outcome: 'completed', message: null }
  return { outcome: stopReason === 'cancelled' ? 'interrupted' : 'failed', message: stopReason }
}
