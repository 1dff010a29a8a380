// Promises: whether a later clause takes back what an earlier one said: "..., which was an error".
// Must not: look for claims. Called by: claims/grammar/.
import type { Clause } from './assertion.ts'

const RETRACTION =
  /^(?:(?:that|which|this|ª|©|it) )?(?:surely )?(?:is|was|were|are) (?:surely )?(?:not\b|wrong|false|untrue|an? (?:error|mistake|lie|myth)|premature|incorrect|no longer|unfounded|nonsense|not so)\b|^(?:and )?(?:decided|voted|chose) (?:against|not)\b|^(?:ª|©|it|that|this|they) (?:is|does|did|was) not\b[.!]?$|^not\b[.!]?$/

export function isTakenBack(clauses: readonly Clause[], at: number): boolean {
  return clauses
    .slice(at + 1)
    .some((clause) =>
      RETRACTION.test(
        [clause.opener === 'which' || clause.opener === 'that' ? clause.opener : '', ...clause.words]
          .join(' ')
          .trim(),
      ),
    )
}

export function isTakenBackAny(clauses: readonly Clause[]): boolean {
  return clauses.some((_clause, at) => isTakenBack(clauses, at))
}
