// Promises: the words that make a use of the candidate a use for all: "production", "every", "by default".
// Must not: read clauses. Called by: claims/grammar/.
import * as W from './words.ts'

export const HEAVY = new Set(
  'production prod everything all every each everyone everybody everywhere always whole entire by_default in_production company-wide globally customer customers live whatever any anything most nightly whoever'.split(
    ' ',
  ),
)
/** Words that keep a use within the ladder or the candidate's own checkout. */
export const RESTRICTED = new Set([
  ...W.LADDER,
  'own',
  'local',
  'scratch',
  'checkout',
  'test',
  'its',
  'example',
  'examples',
  'signal',
  'signals',
  'laptop',
  'branch',
  'matrix',
  '¦',
  'controls',
  'scenario',
  'scenarios',
  'conformance',
])

export function hasHeavy(words: readonly string[]): boolean {
  return words.some((word) => HEAVY.has(word))
}
