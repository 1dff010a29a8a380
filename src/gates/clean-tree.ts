import type { Facts, TreeAnomaly } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** What each anomaly keeps out of the patch; null when the content is measured all the same. */
const HIDES: Readonly<Record<TreeAnomaly['kind'], string | null>> = {
  'nested-git': 'a repository inside the checkout hides the files below it from a tree',
  'special-file': 'neither file, folder nor link: a tree can not hold it',
  setid: null,
  'locked-directory': 'a folder that could not be entered',
  'too-large': 'too large to be measured',
  unreadable: 'could not be read',
}

/** Is the tree that was measured the whole truth, and still the tree after the tests? */
export function evaluateCleanTree(facts: Facts): GateResult {
  const { patch, tests } = facts
  if (patch === null) return toNotRun(facts, 'clean-tree', whyNothingRan(facts, 'no patch was measured'))
  const reasons: GateReason[] = []
  const notes: string[] = []
  if (!patch.applies) {
    const message = `patch.diff, applied to the base, does not give the result tree ${patch.resultTree}`
    reasons.push(toReason('dirty_end', message))
  }
  for (const { kind, path } of patch.anomalies) {
    const hides = HIDES[kind]
    if (hides === null) notes.push(`${path}: a set-id bit, which no tree can hold`)
    else reasons.push(toReason('dirty_end', `${path}: ${hides}`, path))
  }
  if (patch.ignored.length > 0) {
    notes.push(
      `${countOf(patch.ignored.length, 'file')} ignored by the rules of the base are not part of the result`,
    )
  }
  for (const path of tests?.changedAfter ?? []) {
    reasons.push(toReason('dirty_end', `${path}: differs from the result tree after the tests`, path))
  }
  if (reasons.length === 0 && tests === null) {
    return toNotRun(facts, 'clean-tree', 'the tests did not run, so the tree after them is not known', notes)
  }
  return toVerdict(facts, 'clean-tree', reasons, notes)
}
