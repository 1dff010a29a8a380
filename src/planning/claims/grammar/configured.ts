// Promises: whether a sentence says that the candidate is used when nobody names an engine.
// Must not: decide whether the clause is asserted. Called by: claims/grammar/standing.ts.
import type { Clause } from './assertion.ts'
import { isConfiguration } from './conditions.ts'
import { isOpen, type Words } from './scope.ts'
import * as W from './words.ts'

/** What it does by default is no default: "by default, © writes its log". */
const SMALL_DEED =
  /^(?:(?:\S+ly|also|now|then) )*(?:writes?|reads?|calls?|gets?|takes?|starts?|sends?|passes|pass|keeps?|uses?|works?|runs? (?:in|with|at|as|under|its|only|without|on (?:a|its|the))|puts?|goes|depends?|lives?|sits?|targets?|builds?|points?|produces?|selects?|picks?)(?! (?:everything|every|all)\b)/

/** "Unless told otherwise, © starts its checker": a setting of its own. */
const OWN_DEED =
  /^(?:(?:\S+ly|also|now|then) )*(?:writes?|reads?|calls?|starts?|sends?|keeps?|uses|puts?|builds?|points?|produces?|selects?|hands|prints?|stores?|logs|asks?|retries) (?!(?:everything|every|all)\b)\S/

/** Conditions of a setting: "if no engine is named, © is used". */
export function readConfigured(clauses: readonly Clause[], at: number, words: Words): string | undefined {
  if (!words.includes('©') || isOpen(words, 0, words.length - 1)) return undefined
  const beside = clauses.some(
    (clause, other) =>
      other !== at &&
      (W.CONDITION.has(clause.opener) || W.TEMPORAL.has(clause.opener) || clause.opener === 'where') &&
      isConfiguration(clause.words, clause.opener),
  )
  const bare =
    words.slice(0, words.indexOf('©')).some((word) => ['otherwise', 'by_default'].includes(word)) &&
    !SMALL_DEED.test(words.slice(words.indexOf('©') + 1).join(' '))
  if (!beside && !bare) return undefined
  if (OWN_DEED.test(words.slice(words.indexOf('©') + 1).join(' '))) return undefined
  return words.some(
    (word) =>
      W.USE.has(word) ||
      W.WEAK_STANDING.has(word) ||
      W.STANDING.has(word) ||
      ['applies', 'steps', 'is'].includes(word),
  )
    ? 'when-none-is-named'
    : undefined
}
