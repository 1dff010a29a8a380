import { MARK } from './lexicon.ts'
import { RULE_WORDS } from './vetoes.ts'

const QUOTED =
  /“([^”]{1,400})”|"([^"]{1,400})"|«([^»]{1,400})»|`([^`]{1,400})`|(?<![\w])‘([^’]{1,400})’(?!\w)|(?<![\w])'([^']{3,400})'(?!\w)/g

interface Unquoted {
  /** The sentence with quotations of rules and examples replaced by a mark, and other quotation marks taken off. */
  readonly text: string
}

/**
 * A quotation counts as an example when the words around it speak of rules, sentences or rejection, or when it has a
 * part of its own in a longer sentence. A sentence that is nothing but a quotation is judged as what it says.
 */
export function withoutExamples(sentence: string, context: string): Unquoted {
  const outside = sentence.replace(QUOTED, ' ')
  const isExample = RULE_WORDS.test(outside.toLowerCase()) || RULE_WORDS.test(context.toLowerCase())
  const attributed =
    /\b(?:says?|said|states?|stated|writes|wrote|announc\w+|put it|confirm\w+|told|declares?|declared|reads?)\b/i.test(
      outside,
    )
  const text = sentence.replace(QUOTED, (_whole, ...groups: readonly unknown[]) => {
    const inner = groups.slice(0, 6).find((group): group is string => typeof group === 'string') ?? ''
    if (!/\s/.test(inner.trim())) return inner
    const isWhole = outside.replace(/[^\p{L}\p{N}]/gu, '').length === 0
    if (isExample) return ` ${MARK.quote} `
    if (isWhole || attributed || wordsOf(inner) < 3) return inner
    return ` ${MARK.quote} `
  })
  return { text }
}

function wordsOf(text: string): number {
  return text.trim().split(/\s+/).length
}
