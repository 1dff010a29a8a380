import parseExpression from 'spdx-expression-parse'
import satisfies from 'spdx-satisfies'

/** Said where no licence could be confirmed, and where none is. Neither is an SPDX expression. */
const UNLICENSED = ['NONE', 'NOASSERTION'] as const
export type Unlicensed = (typeof UNLICENSED)[number]

/** Whether a licence note concludes that there is nothing to go by. */
export function isUnlicensed(concluded: string): concluded is Unlicensed {
  return UNLICENSED.some((word) => word === concluded)
}

/** Why a text is no SPDX expression; null when it is one. */
export function expressionProblem(text: string): string | null {
  try {
    parseExpression(text)
    return null
  } catch (error) {
    // The parser has no error class of its own; whatever it says, the text could not be understood.
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether an expression can be met with allowed licences alone. What does not parse can not. */
export function isLicenceAllowed(expression: string, allowed: readonly string[]): boolean {
  if (expressionProblem(expression) !== null) return false
  const known = allowed.filter((id) => expressionProblem(id) === null)
  return known.length > 0 && satisfies(expression, known)
}
