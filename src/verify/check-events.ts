import type { Event, Origin } from '../contract/event.ts'
import { isEngineEventType } from '../contract/event.ts'
import type { Finding } from '../contract/finding.ts'
import { runUrn } from '../contract/ids.ts'
import { toSequence } from '../kernel/event-chain.ts'
import { type SpanName, spanOfEvent, traceparentOf } from '../kernel/trace-ids.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether each event is numbered, named and attributed as its place and its run demand. */
export function checkEvents({ events, report }: Pick<Sealed, 'events' | 'report'>): Finding[] {
  const { runId } = report
  const source = runUrn(runId)
  const traceparents = new Map<SpanName, string>()
  const traceparent = (span: SpanName): string => {
    const known = traceparents.get(span) ?? traceparentOf(runId, span)
    traceparents.set(span, known)
    return known
  }
  return events.flatMap((event, index) => {
    const wrong: string[] = []
    const sequence = toSequence(index)
    if (event.sequence !== sequence) wrong.push(`its sequence is ${event.sequence}, its place is ${sequence}`)
    if (event.id !== `${runId}/${event.sequence}`) wrong.push('its id is not made of run and sequence')
    if (event.source !== source) wrong.push('its source is another run')
    if (!mayEmit(event.origin, event.type)) wrong.push(`${event.type} may not come from ${event.origin}`)
    if (event.traceparent !== traceparent(spanOfEvent(event.type, event.origin))) {
      wrong.push('its trace context is not the one of the run')
    }
    return wrong.map((why) => finding('event-invalid', FILES.events, `line ${index + 1}: ${why}`))
  })
}

/** Reserved types never come from an engine, and what engines say is never put into another mouth. */
function mayEmit(origin: Origin, type: Event['type']): boolean {
  if (isEngineEventType(type)) return origin === 'engine' || type === 'command.executed'
  return origin !== 'engine'
}
