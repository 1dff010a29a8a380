// Promises: the events that every engine's messages come to, each within the bounds of the contract.
// Must not: know a protocol. Called by: the engines' normalisers.
import type { EngineEvent, EventData } from '../contract/event.ts'
import { sha256 } from '../kernel/digest.ts'

/** Longest text that an event holds, UTF-16 units; of a longer one it holds the digest alone. */
const MAX_TEXT = 20_000
const MAX_ERROR = 4_000
const MAX_DESCRIPTION = 2_000

export type ToolKind = EventData<'tool.started'>['kind']

/** Kind of a tool by its name; a name that the table lacks is `other`. */
export function kindOf(kinds: Readonly<Record<string, ToolKind>>, name: string): ToolKind {
  return (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? 'other'
}

export function toMessage(role: 'agent' | 'thought', text: string): EngineEvent {
  const whole = text.toWellFormed()
  const short = whole.length <= MAX_TEXT ? { text: whole } : {}
  return { type: 'message.completed', data: { role, textDigest: sha256(whole), ...short } }
}

export function toError(code: string, message: string): EngineEvent {
  return { type: 'engine.error', data: { code, message: message.slice(0, MAX_ERROR).toWellFormed() } }
}

/** A request for permission. @param options ids of the answers that may be chosen, by kind */
export function toRequested(
  toolCallId: string,
  options: EventData<'permission.requested'>['options'],
  description: string,
): EngineEvent {
  const short = description.slice(0, MAX_DESCRIPTION).toWellFormed()
  return { type: 'permission.requested', data: { toolCallId, options: [...options], description: short } }
}

/** The two answers of an engine that can be told yes or no, by its own names for them. */
export function onceEither(yes: string, no: string): EventData<'permission.requested'>['options'] {
  return [
    { id: yes, kind: 'allow_once' },
    { id: no, kind: 'reject_once' },
  ]
}
