import type { ReviewFacts } from '../contract/review.ts'
import type { EngineConfig, Workspace } from '../contract/workspace.ts'
import { whyNotAnother } from '../policy/why-not-another.ts'

/** Why a review is not one that policy asked for, in words; null when it is. */
export function whyNotAsAsked(
  { reviewer: id, kind, engine, verdict }: ReviewFacts,
  { engines, policy }: Pick<Workspace, 'engines' | 'policy'>,
  author: EngineConfig | undefined,
): string | null {
  const reviewer = policy.reviewers.find((one) => one.id === id)
  if (reviewer?.kind !== kind) return 'another kind of reviewer was asked'
  if (reviewer.kind !== 'engine') return engine === undefined ? null : 'no engine was asked'
  const config = engines.find((one) => one.id === reviewer.engine)
  if (config === undefined || engine?.id !== config.id) return 'another engine was asked'
  if (engine.model !== (config.model ?? null)) return 'the engine has another model'
  if (verdict === 'none') return null
  if (engine.admissionDigest === null) return 'nobody looked whether the engine was admitted'
  return author === undefined ? 'nobody knows the author' : whyNotAnother(author, config)
}
