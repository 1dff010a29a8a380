import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** Did the engine change anything? */
export function evaluateDiff(facts: Facts): GateResult {
  const { patch, base } = facts
  if (patch === null) return toNotRun(facts, 'diff', whyNothingRan(facts, 'no patch was measured'))
  const empty = patch.changedFiles.length === 0 || patch.bytes === 0 || patch.resultTree === base.tree
  const ignored =
    patch.ignored.length === 0 ? '' : ` (${countOf(patch.ignored.length, 'ignored file')} do not count)`
  const reasons = empty
    ? [toReason('no_diff', `the result tree ${patch.resultTree} has no change against the base${ignored}`)]
    : []
  return toVerdict(facts, 'diff', reasons, [
    `${countOf(patch.changedFiles.length, 'changed file')}, patch of ${patch.bytes} bytes`,
  ])
}
