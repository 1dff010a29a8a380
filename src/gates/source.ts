import type { Facts, SourceState } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

const PARTS = [
  ['head', 'HEAD'],
  ['branch', 'the checked out branch'],
  ['refs', 'the digest of all refs'],
  ['index', 'the digest of the index'],
  ['status', 'the digest of git status'],
  ['bytes', 'the digest of the work tree'],
] as const satisfies readonly (readonly [keyof SourceState, string])[]

/** Are the source repository and the engine's own files after the run what they were before? */
export function evaluateSource(facts: Facts): GateResult {
  const { before, after } = facts.source
  if (after === null) {
    return toNotRun(facts, 'source', whyNothingRan(facts, 'the source repository was not looked at again'))
  }
  const reasons: GateReason[] = []
  for (const [part, name] of PARTS) {
    if (before[part] === after[part]) continue
    const message = `repository ${facts.repository.id}: ${name} was ${before[part] ?? 'absent'} and is now ${after[part] ?? 'absent'}`
    reasons.push(toReason('source_mutated', message))
  }
  if (before.clean && !after.clean) {
    for (const path of after.dirtyPaths) {
      reasons.push(
        toReason('source_mutated', `repository ${facts.repository.id}: ${path} is dirty now`, path),
      )
    }
  }
  reasons.push(...vendorReasons(facts))
  const notes = before.bytes === null ? ["compared: git's state, not every byte of the work tree"] : []
  return toVerdict(facts, 'source', reasons, notes)
}

function vendorReasons({ vendor }: Facts): GateReason[] {
  if (vendor === undefined || vendor.after === vendor.before) return []
  const what = `the engine's own files had the digest ${vendor.before} and have ${vendor.after ?? 'none'} now`
  return [
    toReason('source_mutated', what),
    ...vendor.changed.map((path) => toReason('source_mutated', `${path} of the engine was changed`, path)),
  ]
}
