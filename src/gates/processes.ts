import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { wasEnded } from './process-end.ts'

/** Was nothing of the engine still alive when it had ended by itself? */
export function evaluateProcesses(facts: Facts): GateResult {
  const { engine, tests } = facts
  if (engine === null) {
    return toNotRun(facts, 'processes', whyNothingRan(facts, 'no engine could leave processes'))
  }
  const left = engine.exit.leftProcesses
  const notes: string[] = []
  const leftByTests = tests?.exit.leftProcesses.length ?? 0
  if (leftByTests > 0)
    notes.push(`the test command left ${countOf(leftByTests, 'process')} behind, which were ended`)
  if (wasEnded(engine.exit)) {
    // The whole tree was ended with the engine: what was alive at that moment was not left behind.
    if (left.length > 0) notes.push(`${countOf(left.length, 'process')} ended together with the engine`)
    return toVerdict(facts, 'processes', [], notes)
  }
  const reasons = left.map(({ pid, command }) =>
    toReason('left_processes', `engine ${engine.id} left process ${pid} behind: ${command}`),
  )
  return toVerdict(facts, 'processes', reasons, notes)
}
