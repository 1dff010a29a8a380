// Promises: whether a clause gives its name to what the clause before it spoke of: "one backend is in production: ©".
// Must not: read whole sentences. Called by: claims/grammar/standing.ts.
import type { Clause } from './assertion.ts'
import { PLAIN_NOUN, phrasesOf } from './phrases.ts'
import { isLimited, isOpen, type Words } from './scope.ts'
import { isSettled } from './settled.ts'
import * as W from './words.ts'

const POINTS_BACK =
  /^(?:(?:and )?(?:ª|it|that|this|they|which|(?:its|the|his|their) (?:name|answer|choice|decision|winner|result|verdict)) (?:is|was|are) )?©$/

/** The clause before is about the one engine that is used, or about a question that is settled. */
export function isNamedBefore(clauses: readonly Clause[], at: number): boolean {
  const here = clauses[at]
  const before = clauses[at - 1]
  if (here === undefined || before === undefined || !here.asserted || !before.asserted) return false
  const said = [
    ['that', 'which'].includes(here.opener) ? here.opener : '',
    ...here.words.filter((word) => !W.isAdverb(word)),
  ]
  if (!POINTS_BACK.test(said.join(' ').trim())) return false
  const words = before.words
  if (words.includes('©') || words.includes('€')) return false
  return isSettled(words) || (!isOpen(words, 0, words.length - 1) && isUsedEngine(words))
}

function isUsedEngine(words: Words): boolean {
  if (words.some((word) => W.LADDER.has(word) || ['candidate', 'candidates'].includes(word))) return false
  const noun = words.findIndex((word) => PLAIN_NOUN.has(word) || W.ENGINE_NOUN.has(word))
  if (noun < 0) return false
  return (
    words.some((word) => ['in_production', 'in_use', 'production'].includes(word)) ||
    phrasesOf(words).some((phrase) => phrase.kind !== 'weak' && !isLimited(words, phrase.end))
  )
}
