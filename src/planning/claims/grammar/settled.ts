// Promises: whether a clause says that a question of choice is settled, without saying how.
// Must not: look at more than one clause. Called by: claims/grammar/.
import { LADDER, MODAL, NEGATION } from './words.ts'

export function isSettled(words: readonly string[]): boolean {
  return (
    words.some((word) =>
      /^(?:question|matter|choice|decision|contest|search|selection|debate|vote|board|committee|jury|die)$/.test(
        word,
      ),
    ) &&
    words.some((word) =>
      /^(?:settled|answered|decided|made|closed|over|resolved|done|ended|taken|clear|in|spoken|cast)$/.test(
        word,
      ),
    ) &&
    !words.some((word) => LADDER.has(word) || MODAL.has(word) || NEGATION.has(word))
  )
}
