import type { Facts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { exitedCleanly } from './process-end.ts'

/** Did the engine tell its story to the end, and no story that only the harness may tell? */
export function evaluateEvents(facts: Facts): GateResult {
  const { engine } = facts
  if (engine === null) return toNotRun(facts, 'events', whyNothingRan(facts, 'no engine could emit events'))
  const reasons: GateReason[] = Map.groupBy(engine.forged, (type) => type)
    .entries()
    .map(([type, times]) =>
      toReason('forged_event', `engine ${engine.id} emitted the reserved event ${type} (${times.length} x)`),
    )
    .toArray()
  const notes = [`${countOf(engine.events, 'event')} of the engine, ${engine.unparsed} lines not understood`]
  if (engine.terminal === 'none' && exitedCleanly(engine.exit)) {
    const message = `engine ${engine.id} exited with code 0 after ${countOf(engine.events, 'event')}, none of which ends its work`
    reasons.push(toReason('event_missing', message))
  }
  if (reasons.length === 0 && engine.terminal === 'none') {
    return toNotRun(
      facts,
      'events',
      'the engine was stopped or crashed before it could say that it had finished',
      notes,
    )
  }
  return toVerdict(facts, 'events', reasons, notes)
}
