// Promises: what a sentence speaks of, so that "it" in the next one can be understood.
// Must not: judge. Called by: claims/classify-text.ts.
import type { Clause } from './grammar/assertion.ts'
import { isVerb } from './grammar/verbs.ts'
import { isAdverb } from './grammar/words.ts'
import { MARK } from './marks.ts'

/** What was last spoken of. */
export type Topic = 'candidate' | 'other' | 'document' | 'unknown'

const SPOKEN_OF = /[©€ªº¤¦]|\b(?:this (?:is|document|page)|the [a-z-]+|a [a-z-]+|every [a-z]+)\b/u

export function topicAfter(clauses: readonly Clause[], before: Topic): Topic {
  let topic = before
  for (const clause of clauses) topic = topicOf(clause.words.join(' '), topic)
  return topic
}

function topicOf(text: string, before: Topic): Topic {
  const word = SPOKEN_OF.exec(text)?.[0]
  if (word === undefined) return before
  if (word === MARK.candidate) return 'candidate'
  if (word === MARK.pronoun || word === MARK.generic) return before
  if (word === MARK.other) return 'other'
  if (word === MARK.document || word.startsWith('this')) return 'document'
  return text.includes(MARK.candidate) ? 'candidate' : text.includes(MARK.other) ? 'other' : before
}

/** The candidate and another engine in the order in which a sentence names them; empty when it does not name both. */
export function pairIn(normal: string): string {
  const names = [...normal].filter((mark) => mark === MARK.candidate || mark === MARK.other)
  const [last] = names.slice(-1)
  const first = names.findLast((mark) => mark !== last)
  return first === undefined || last === undefined ? '' : `${first}${last}`
}

/** "The former designation" is no engine. */
const LATTER =
  /\bthe (latter|former)\b(?= (?:is|was|has|had|runs|became|becomes|may|can|will|remains|handles|does|now|being|stays|got)\b| ?[,.;:!?)]|'s|$)/g

/** "The latter" and "the former" as the engine that they stand for: of this sentence, else of the pair before. */
export function withPair(normal: string, before: string): string {
  return normal.replace(LATTER, (phrase, which: string, at: number) => {
    const pair = pairIn(normal.slice(0, at)) || before
    if (pair === '') return MARK.pronoun
    return (which === 'former' ? pair[0] : pair[1]) ?? phrase
  })
}

/** "Because it is approved, © runs": the pronoun comes before the name. */
const BEFORE_THE_NAME = /^(?:because|since|as|now_that|although|though|while) ª .*©/

const COMES_BEFORE_A_PREDICATE =
  /^(?:is|was|are|remains|becomes|became|become|has_been|considered|declared|made|called|be|as|of|by)$/
const SAYS_WHICH = /^(?:that|which|we|chosen|selected|approved|used|in|behind|everyone|picked)$/

/** The tokens with the candidate in the place of the words that stand for it: "it", "the engine". */
export function resolve(tokens: readonly string[], before: Topic): readonly string[] {
  const named = tokens.includes(MARK.candidate)
  let topic: Topic = BEFORE_THE_NAME.test(tokens.join(' ')) ? 'candidate' : before
  return tokens.map((token, at) => {
    if (token === MARK.candidate) topic = 'candidate'
    else if (token === MARK.other && !(named && topic === 'candidate')) topic = 'other'
    else if (token === MARK.pronoun) return topic === 'candidate' ? MARK.candidate : token
    else if (token === MARK.generic) {
      const isSubject =
        !COMES_BEFORE_A_PREDICATE.test(tokens.slice(0, at).findLast((word) => !isAdverb(word)) ?? '') &&
        !SAYS_WHICH.test(tokens[at + 1] ?? '') &&
        !(named && tokens[at - 1] === 'for' && !isVerb(tokens[at + 1] ?? ''))
      return isSubject && (topic === 'candidate' || (topic !== 'other' && !named))
        ? MARK.candidate
        : 'the_engine'
    }
    return token
  })
}
