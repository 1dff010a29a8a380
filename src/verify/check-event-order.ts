import type { Event, EventType } from '../contract/event.ts'
import type { Finding } from '../contract/finding.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

const ONCE: readonly EventType[] = [
  'run.started',
  'run.refused',
  'run.finished',
  'engine.started',
  'engine.exited',
  'setup.finished',
  'policy.evaluated',
]

/** What an engine must wait for. */
const BEFORE_ENGINE: readonly EventType[] = [
  'source.admitted',
  'source.rejected',
  'policy.evaluated',
  'setup.finished',
]

/** Orders that no run can have. Each rule names the line that breaks it. */
export function checkEventOrder({ events }: Pick<Sealed, 'events'>): Finding[] {
  const wrong: { readonly index: number; readonly why: string }[] = []
  const first = new Map<EventType, number>()
  for (const [index, { type }] of events.entries()) {
    if (ONCE.includes(type) && first.has(type)) wrong.push({ index, why: `a second ${type}` })
    if (!first.has(type)) first.set(type, index)
  }
  const at = (type: EventType): number => first.get(type) ?? -1
  if (at('run.started') !== 0) wrong.push({ index: 0, why: 'the first event is not run.started' })
  if (events.length === 0 || at('run.finished') !== events.length - 1) {
    wrong.push({ index: Math.max(0, events.length - 1), why: 'the last event is not run.finished' })
  }
  for (const [index, { type }] of events.entries()) {
    if (BEFORE_ENGINE.includes(type) && first.has('engine.started') && index > at('engine.started'))
      wrong.push({ index, why: `${type} after an engine was started` })
  }
  wrong.push(...engineRules(events, at('engine.started'), at('engine.exited'), first.has('run.interrupted')))
  wrong.push(...testRules(events, at('engine.started'), at('engine.exited')))
  wrong.push(...closingRules(events, at('gate.evaluated')))
  if (first.has('run.refused') && first.has('engine.started')) {
    wrong.push({ index: at('engine.started'), why: 'an engine was started in a run that was refused' })
  }
  return wrong.map(({ index, why }) => finding('event-order', FILES.events, `line ${index + 1}: ${why}`))
}

type Wrong = { readonly index: number; readonly why: string }

/** Whatever an engine says lies between its start and what follows its end. */
function engineRules(
  events: readonly Event[],
  started: number,
  exited: number,
  interrupted: boolean,
): Wrong[] {
  const wrong: Wrong[] = []
  if (exited !== -1 && (started === -1 || exited < started)) {
    wrong.push({ index: exited, why: 'an engine ended that was not started' })
  }
  if (started !== -1 && exited === -1 && !interrupted) {
    wrong.push({ index: started, why: 'the engine that was started never ended' })
  }
  for (const [index, { origin, type }] of events.entries()) {
    const spoken = origin === 'engine' || type === 'engine.unparsed'
    if (spoken && (started === -1 || index < started)) {
      wrong.push({ index, why: `${type} before any engine was started` })
    } else if (spoken && exited !== -1 && index > exited) {
      wrong.push({ index, why: `${type} after the engine had ended` })
    }
  }
  return wrong
}

/** What is measured is measured when the engine is dead. */
function testRules(events: readonly Event[], started: number, exited: number): Wrong[] {
  const wrong: Wrong[] = []
  const suites = new Set<string>()
  for (const [index, event] of events.entries()) {
    if (event.type === 'test.started') suites.add(event.data.suiteId)
    if (event.type === 'test.finished' && !suites.delete(event.data.suiteId)) {
      wrong.push({ index, why: `test.finished of ${event.data.suiteId}, which was not started` })
    }
    const measures = ['test.started', 'test.finished', 'file.changed', 'gate.evaluated'].includes(event.type)
    if (measures && started !== -1 && index > started && index < exited) {
      wrong.push({ index, why: `${event.type} while the engine was running` })
    }
  }
  return wrong
}

const BEFORE_GATES: readonly EventType[] = [
  'engine.started',
  'engine.exited',
  'setup.finished',
  'file.changed',
  'test.started',
  'test.finished',
]

/** Gates come after everything that they judge, each once. */
function closingRules(events: readonly Event[], gates: number): Wrong[] {
  const wrong: Wrong[] = []
  const judged = new Set<string>()
  for (const [index, event] of events.entries()) {
    if (event.type === 'gate.evaluated') {
      if (judged.has(event.data.gate)) wrong.push({ index, why: `gate ${event.data.gate} twice` })
      judged.add(event.data.gate)
    }
    if (gates !== -1 && index > gates && BEFORE_GATES.includes(event.type)) {
      wrong.push({ index, why: `${event.type} after the gates were evaluated` })
    }
  }
  return wrong
}
