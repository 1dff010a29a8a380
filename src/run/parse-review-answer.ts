import { ReviewAnswer } from '../contract/review.ts'

const STRING = /"(?:[^"\\]|\\.)*"/g

/** The answer that a text is as a whole; null when it is none, or when it names a key twice and so says two things. */
export function parseReviewAnswer(text: string): ReviewAnswer | null {
  const parsed = ReviewAnswer.safeParse(parseOrNull(text))
  if (!parsed.success) return null
  // In an object without inner objects, colons outside of strings are its members, repeated ones included.
  const members = text.replace(STRING, '').split(':').length - 1
  if (members !== Object.keys(parsed.data).length) return null
  const { verdict, reasons } = parsed.data
  return { verdict, reasons: reasons.map((reason) => reason.toWellFormed()) }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
