import type { TextBlock } from '../reading/text-blocks.ts'
import type { ClaimKind } from './classify-text.ts'

/** A claim as it stands in a file. */
export interface Claim {
  readonly kind: ClaimKind
  readonly rule: string
  readonly sentence: string
  readonly line: number
}

const HEADING_OF_EXAMPLES =
  /\b(?:rejects|refuses|forbids|flags|drift|rejected|forbidden|refused|disallowed|prohibited|not allowed|wrong|invalid|counter-?examples?|non-?goals?|out of scope|open questions?|questions|myths?|misconceptions?|never|must not|may not|do not|don'ts?|words? to avoid|not to (?:write|say))\b/i

/** Words in front that say whether what follows is stated or only spoken of. */
export function leadInOf(block: TextBlock): string {
  const heading = HEADING_OF_EXAMPLES.test(block.heading) ? `heading: ${block.heading}\n` : ''
  return `${heading}${block.intro}`
}

export function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > 300 ? `${flat.slice(0, 297)}...` : flat
}

/** What makes a text a statement: "[ ] Case approved by a person" is a demand, "[ ] Case is approved" says so. */
export const FINITE = /\b(?:is|are|was|were|has|have|became|becomes|remains|may|can|runs?|uses?)\b/i
