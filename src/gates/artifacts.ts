import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { countOf, toReason, toVerdict } from './gate-result.ts'

/** Is every file of the evidence within its size? */
export function evaluateArtifacts(facts: Facts): GateResult {
  const limit = facts.policy.artifactBytes
  const reasons = facts.artifacts
    .filter(({ bytes }) => bytes > limit)
    .map(({ path, bytes }) =>
      toReason('artifact_too_large', `${path} has ${bytes} bytes, ${limit} are allowed`, path),
    )
  const total = facts.artifacts.reduce((sum, { bytes }) => sum + bytes, 0)
  return toVerdict(facts, 'artifacts', reasons, [
    `${countOf(facts.artifacts.length, 'file')}, ${total} bytes`,
  ])
}
