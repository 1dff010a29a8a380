// The exits and completenesses stand here as the interface names them, and not as the code's own tables have them.
import type { BlockerCode } from '../../contract/blockers.ts'
import type { GateId } from '../../contract/gate.ts'
import type { Expectation, ExpectedEvent, Json } from '../row.ts'

/** Refused: no engine was started, and the refusal says why. */
export function refused(blocker: BlockerCode, exit: 3 | 4 = 3): Expectation {
  const event = { type: 'run.refused', data: { reasons: [{ code: blocker }] } } as const
  return { blocker, event, status: 'fail', completeness: 'incomplete', exit, artifacts: 7 }
}

/** The answer is no. */
export function saysNo(blocker: BlockerCode, event: ExpectedEvent): Expectation {
  return { blocker, event, status: 'fail', completeness: 'complete', exit: 1, artifacts: 7 }
}

/** A gate failed with this blocker. */
export function failsGate(gate: GateId, blocker: BlockerCode): Expectation {
  return saysNo(blocker, {
    type: 'gate.evaluated',
    data: { gate, verdict: 'fail', reasons: [{ code: blocker }] },
  })
}

/** There is no answer. */
export function noAnswer(blocker: BlockerCode, event: ExpectedEvent): Expectation {
  return { blocker, event, status: 'fail', completeness: 'incomplete', exit: 4, artifacts: 7 }
}

/** The engine ended in a way that gives no answer. */
export function engineEnds(blocker: BlockerCode, data: { readonly [key: string]: Json }): Expectation {
  return noAnswer(blocker, { type: 'engine.exited', data })
}
