// Promises: whether a short text is the candidate's name and nothing more, asked of every cell and every key.
// Must not: know what the name stands beside. Called by: claims/claims-of-facts.ts, claims-of-answers.ts, find-claims.ts.
import type { Classifier } from './classify-text.ts'

/** "the Case engine itself" */
const LONGEST_NAME = 40
const MOST_REMEMBERED = 10_000

const tests = new WeakMap<Classifier, (text: string) => boolean>()

/** The test of a classifier's candidate; the same cells come again and again, so answers are kept. */
export function nameTestOf(classifier: Classifier): (text: string) => boolean {
  const made = tests.get(classifier)
  if (made !== undefined) return made
  const known = new Map<string, boolean>()
  const test = (text: string): boolean => {
    if (text.length > LONGEST_NAME || !classifier.hasName(text)) return false
    const before = known.get(text)
    if (before !== undefined) return before
    const isName = classifier.isCandidateName(text)
    if (known.size < MOST_REMEMBERED) known.set(text, isName)
    return isName
  }
  tests.set(classifier, test)
  return test
}
