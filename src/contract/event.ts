import * as z from 'zod'
import { ENGINE_EVENT_DATA, RESERVED_EVENT_DATA } from './event-data.ts'
import { SCHEMA_IDS, Sha256, Timestamp } from './ids.ts'

export const EVENT_DATA = { ...RESERVED_EVENT_DATA, ...ENGINE_EVENT_DATA } as const

type DataSchemas = typeof EVENT_DATA
export type EventType = keyof DataSchemas
export type EventData<T extends EventType> = z.infer<DataSchemas[T]>
export type EngineEventType = keyof typeof ENGINE_EVENT_DATA

export const EVENT_TYPES = Object.keys(EVENT_DATA) as readonly EventType[]

export function isEngineEventType(type: string): type is EngineEventType {
  return Object.hasOwn(ENGINE_EVENT_DATA, type)
}

/** Who is the source of an event: assigned by the harness per channel, never read from the channel. */
export const Origin = z.enum(['harness', 'engine', 'human', 'policy'])
export type Origin = z.infer<typeof Origin>

/** What an adapter's normaliser hands over: a type and its data, nothing more. */
export type EngineEvent = {
  [T in EngineEventType]: { readonly type: T; readonly data: EventData<T> }
}[EngineEventType]

function envelope<T extends EventType>(type: T) {
  return z.strictObject({
    specversion: z.literal('1.0'),
    /** `<runId>/<sequence>` */
    id: z.string(),
    source: z.string().startsWith('urn:proctor:run:'),
    type: z.literal(type),
    time: Timestamp,
    datacontenttype: z.literal('application/json'),
    dataschema: z.literal(SCHEMA_IDS.event),
    /** Six digits or more, from 000000. */
    sequence: z.string().regex(/^\d{6,}$/),
    /** SHA-256 of the bytes of the line before, without its newline; 64 zeros for the first. */
    prevhash: Sha256,
    origin: Origin,
    /** W3C trace context of the span the event belongs to. */
    traceparent: z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    data: EVENT_DATA[type],
  })
}

type Envelope = { [T in EventType]: ReturnType<typeof envelope<T>> }[EventType]

/** One line of `events.normalized.jsonl`: a CloudEvents 1.0 JSON event with a hash chain. */
export const Event = z.discriminatedUnion(
  'type',
  EVENT_TYPES.map((type) => envelope(type)) as unknown as [Envelope, ...Envelope[]],
)

export interface EventOf<T extends EventType> {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: T
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: typeof SCHEMA_IDS.event
  readonly sequence: string
  readonly prevhash: string
  readonly origin: Origin
  readonly traceparent: string
  readonly data: EventData<T>
}
/** Any event, discriminated by `type`. */
export type Event = { [T in EventType]: EventOf<T> }[EventType]
