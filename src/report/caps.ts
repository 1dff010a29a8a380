import type { EventData } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import type { Cap } from '../contract/report.ts'

/** What limits the use of a run as evidence, in the order of the contract. */
export function toCaps(started: EventData<'run.started'>, facts: Facts): Cap[] {
  const caps: Cap[] = []
  if (started.testWorkspace) caps.push('test-workspace')
  if (facts.sandbox?.backend === 'none') caps.push('sandbox-none')
  const mode = facts.provider?.mode ?? started.model.mode
  if (mode !== 'live' || started.model.mode !== 'live') caps.push('model-not-live')
  if (started.engine.adapter === 'fake') caps.push('engine-is-fake')
  return caps
}
