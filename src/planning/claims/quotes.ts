import { MARK } from './marks.ts'
import { capitalOfWord } from './spelling.ts'

/** Introduces words that are spoken of, not spoken: a rule, an example, a list of what is refused. */
export const RULE_WORDS =
  /\b(?:reject\w*|refus\w*|forbid\w*|forbidden|disallow\w*|prohibit\w*|not allowed|never (?:write|say|state|call)|(?:do|must|may|should|can) not (?:write|say|state|claim|call|contain|appear|be)|not (?:say|write|state|claim)|don't (?:write|say|state)|wrong|bad|incorrect|invalid|findings?|flag\w*|catch\w*|caught|fails? (?:the )?validation|for example|e\.g\.|such as|sentences?|phrases?|wording|words like|statements? like|claims? like|violation\w*|drift|avoid|counter-?examples?|detect\w*|matches|rule|rules|pattern\w*|plain claim|non-goals?|out of scope|is not|are not|has not|does not|was not|neither|must not|may not|can not|unless|if|open questions?|false|untrue|myths?|misconceptions?)\b/

const QUOTED =
  /“([^”]{1,400})”|"([^"]{1,400})"|«([^»]{1,400})»|`([^`]{1,400})`|(?<![\w])‘([^’]{1,400})’(?!\w)|(?<![\w])'([^']{3,400})'(?!\w)/g

/**
 * A quotation counts as an example when the words around it speak of rules, sentences or rejection, or when it has a
 * part of its own in a longer sentence. A sentence that is nothing but a quotation is judged as what it says. Quotations of rules and examples are replaced by a
 * mark, other quotation marks taken off.
 */
function withoutExamples(sentence: string, context: string): string {
  const outside = sentence.replace(QUOTED, ' ')
  const isExample = RULE_WORDS.test(outside.toLowerCase()) || RULE_WORDS.test(context.toLowerCase())
  const attributed =
    /\b(?:says?|said|states?|stated|writes|wrote|announc\w+|put it|confirm\w+|told|declares?|declared|reads?)\b/i.test(
      outside,
    )
  return sentence.replace(QUOTED, (whole, ...groups: readonly unknown[]) => {
    const inner = groups.slice(0, 6).find((group): group is string => typeof group === 'string') ?? ''
    if (!/\s/.test(inner.trim())) return whole.startsWith('`') ? capitalOfWord(inner) : inner
    const isWhole = /^\W*(?:[\w.-]+\s*[:=]\s*)?[^\p{L}\p{N}]*$/u.test(outside)
    if (isExample) return ` ${MARK.quote} `
    const at = sentence.indexOf(whole)
    const isPredicate =
      /\b(?:is|was|are|remains|became|as|status|state|now)[:=]? $/i.test(sentence.slice(0, at)) &&
      /^[.!]?$/.test(sentence.slice(at + whole.length))
    if (isWhole || attributed || isPredicate || wordsOf(inner) < 3) return inner
    return ` ${MARK.quote} `
  })
}

/** A sentence as the rules and likeness read it. @param toNormal as of the normaliser */
export function toSpoken(sentence: string, context: string, toNormal: (text: string) => string): string {
  return toNormal(withoutExamples(sentence, context)).replace(/^[\s"'“”‘’*_>#-]+/, '')
}

function wordsOf(text: string): number {
  return text.trim().split(/\s+/).length
}
