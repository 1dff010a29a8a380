import { spanIdOf, traceIdOf } from '../kernel/trace-ids.ts'
import {
  type Attributes,
  SPAN_KIND,
  SPAN_STATUS,
  type Span,
  type SpanEvent,
  toAttributes,
  toNanoseconds,
} from './otlp.ts'

/** A span while the events of a run are folded. Times are those of events. */
export interface SpanDraft {
  /** Name that the span's id is derived from. */
  readonly key: string
  readonly parent: string | null
  readonly name: string
  readonly start: string
  end: string | null
  attributes: Attributes
  /** Why it failed, as `error.type`; null when it did not. */
  error: string | null
  readonly events: SpanEvent[]
}

export function createSpan(
  draft: Pick<SpanDraft, 'key' | 'parent' | 'name' | 'start'> & { readonly attributes?: Attributes },
): SpanDraft {
  return { attributes: {}, end: null, error: null, events: [], ...draft }
}

export function addSpanEvent(span: SpanDraft, time: string, name: string, attributes: Attributes): void {
  span.events.push({
    timeUnixNano: toNanoseconds(time),
    name,
    attributes: toAttributes(attributes),
    droppedAttributesCount: 0,
  })
}

/** @param lastTime end of a span that nothing has closed */
export function toSpan(draft: SpanDraft, runId: string, lastTime: string): Span {
  const start = toNanoseconds(draft.start)
  const end = toNanoseconds(draft.end ?? lastTime)
  const failed = draft.error !== null
  return {
    traceId: traceIdOf(runId),
    spanId: spanIdOf(runId, draft.key),
    ...(draft.parent === null ? {} : { parentSpanId: spanIdOf(runId, draft.parent) }),
    name: draft.name,
    kind: SPAN_KIND.internal,
    startTimeUnixNano: start,
    endTimeUnixNano: BigInt(end) < BigInt(start) ? start : end,
    attributes: toAttributes({ ...draft.attributes, 'error.type': draft.error }),
    droppedAttributesCount: 0,
    events: draft.events,
    droppedEventsCount: 0,
    status: { code: failed ? SPAN_STATUS.error : SPAN_STATUS.unset },
    links: [],
    droppedLinksCount: 0,
    flags: 257,
  }
}
