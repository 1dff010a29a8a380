// Promises: which rung of the ladder a sentence puts the candidate on, and whether it says at it or past it.
// Must not: know where the candidate really stands. Called by: claims/classify-text.ts, claims/row-claims.ts, checks/.
import type { Clause } from './assertion.ts'
import { isOpen } from './scope.ts'

/** How rungs are written, in the order of the ladder. */
const RUNGS: readonly (readonly [string, RegExp])[] = [
  ['gated-engine', /\bgated[- ]engine\b/],
  ['artificial-fixture', /\bartificial[- ](?:fixtures?|repo(?:sitor(?:y|ies))?s?)\b/],
  ['copied-repo-fixture', /\bcopied[- ]repo(?:sitor(?:y|ies)|s)?(?:[- ]fixtures?)?\b/],
  ['disposable-sandbox-repo', /\bdisposable[- ](?:sandbox(?:[- ]repo(?:sitory)?)?|repo(?:sitory)?)\b/],
  ['owned-noncritical-repo', /\bowned[- ]non-?critical(?:[- ]repo(?:sitory)?)?\b/],
  ['candidate-default', /§|\bcandidate[- ]default\b/],
]

/** The one rung that a text names, in any usual spelling; undefined for none or several. */
export function rungIn(text: string): string | undefined {
  const spelled = text.toLowerCase().replace(/_/g, '-')
  const found = RUNGS.filter(([, pattern]) => pattern.test(spelled))
  return found.length === 1 ? found[0]?.[0] : undefined
}

/** "© is at the artificial fixture stage", "stage of ©: copied repository". */
export function readRung(clauses: readonly Clause[]): string | undefined {
  for (const [at, { words, asserted }] of clauses.entries()) {
    const text = words.join(' ')
    if (!asserted || isOpen(words, 0, words.length - 1)) continue
    if (
      /© (?:\S+ )?(?:is|stands|remains|sits|stays|has_been) (?:\S+ly |surely )*(?:at|on|in) (?:the )?(?:stage |rung )?/.test(
        text,
      ) &&
      rungIn(text.slice(text.indexOf('©'))) !== undefined
    )
      return 'stands-at'
    const next = clauses[at + 1]
    const isLabel =
      /^(?:(?:the )?(?:current )?stage of ©|© (?:_s )?(?:current )?stage|¤|current stage|© at stage)$/.test(
        text,
      )
    if (
      isLabel &&
      next?.opener === '' &&
      next.asserted &&
      rungIn(next.words.join(' ')) !== undefined &&
      next.words.length <= 4
    )
      return 'stands-at'
    if (
      /^(?:the )?(?:current )?(?:stage of ©|© (?:_s )?(?:current )?stage) (?:is|=) /.test(text) &&
      rungIn(text) !== undefined
    )
      return 'stands-at'
  }
  return undefined
}
