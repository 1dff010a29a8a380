/** Attribute values that this trace uses; `undefined` and null are left out. */
type AttributeValue = string | number | boolean | readonly string[]
export type Attributes = Readonly<Record<string, AttributeValue | null | undefined>>

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

/** OTLP span kinds. */
export const SPAN_KIND = { internal: 1, client: 3 } as const
/** OTLP status codes. */
export const SPAN_STATUS = { unset: 0, ok: 1, error: 2 } as const

export interface SpanEvent {
  readonly timeUnixNano: string
  readonly name: string
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: 0
}

/** A span in OTLP/JSON: hex ids, nanoseconds as decimal strings. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly KeyValue[]
  readonly droppedAttributesCount: 0
  readonly events: readonly SpanEvent[]
  readonly droppedEventsCount: 0
  readonly status: { readonly code: number; readonly message?: string }
  readonly links: readonly []
  readonly droppedLinksCount: 0
  /** Sampled; the parent is known not to be remote. */
  readonly flags: 257
}

export function toAttributes(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [{ key, value: toAnyValue(value) }],
  )
}

function toAnyValue(value: AttributeValue): Readonly<Record<string, unknown>> {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: value } : { doubleValue: value }
  return { arrayValue: { values: value.map((each) => ({ stringValue: each })) } }
}

/** Nanoseconds since 1970 of an RFC 3339 time; `0` when it is none. */
export function toNanoseconds(time: string): string {
  const milliseconds = Date.parse(time)
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? `${BigInt(milliseconds) * 1_000_000n}` : '0'
}
