import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** Does the patch add nothing that has the form of a secret? */
export function evaluateSecrets(facts: Facts): GateResult {
  const { patch } = facts
  if (patch === null) return toNotRun(facts, 'secrets', whyNothingRan(facts, 'no patch was measured'))
  const { secrets, secretCount, unsearched } = patch.content
  const reasons = secrets.map(({ path, line, rule }) => ({
    ...toReason('secret_in_patch', `${path}:${line} has the form of a secret (${rule})`, path),
    ...(line > 0 ? { line } : {}),
  }))
  if (secretCount > secrets.length) {
    reasons.push(
      toReason('secret_in_patch', `${countOf(secretCount - secrets.length, 'more place')} like these`),
    )
  }
  if (reasons.length === 0 && unsearched !== null) return toNotRun(facts, 'secrets', unsearched)
  const binaries = patch.changedFiles.filter(({ binary }) => binary).length
  const notes = binaries === 0 ? [] : [`${countOf(binaries, 'binary file')} can not be searched`]
  return toVerdict(facts, 'secrets', reasons, notes)
}
