// Promises: which words are verbs, as far as cutting a sentence needs it.
// Must not: look at more than one word. Called by: claims/grammar/.
import { AUXILIARY, COPULA, MODAL, PAST } from './words.ts'

export function isVerb(word: string): boolean {
  return COPULA.has(word) || AUXILIARY.has(word) || MODAL.has(word) || PAST.has(word)
}

const VERBISH =
  /^(?:\w{2,}(?:ed|es|s)|ran|runs?|chose|took|made|went|gave|won|got|use|run|need|beat|met|held|kept|led|left|lost|found|saw|fell|grew)$/

const NOT_VERBISH =
  /^(?:this|its|always|his|status|as|was|is|has|does|us|plus|less|across|access|process|business|unless|thus|perhaps|besides|versus|tests|tasks|backends|engines|ours|yes|candidates|candidate|engines|conditions|requirements|criteria|days|weeks|merges|patches|repositories|gates)$/

export function isVerbish(word: string): boolean {
  return VERBISH.test(word) && !NOT_VERBISH.test(word)
}

export function hasVerb(words: readonly string[]): boolean {
  return words.some((word) => isVerb(word) || isVerbish(word))
}
