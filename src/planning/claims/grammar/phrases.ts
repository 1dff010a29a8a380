// Promises: the phrases of a clause that name a standing: "default", "our production backend".
// Must not: decide whose standing it is. Called by: claims/grammar/.

import type { Words } from './scope.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

export interface Phrase {
  readonly start: number
  readonly end: number
  /** `adjective` stands alone; `noun` is an engine noun with a standing; `weak` needs words on where or for whom. */
  readonly kind: 'adjective' | 'noun' | 'weak'
}

const CLOSED = new Set(
  `, and or but for in of on at by to from over across throughout as with without within since because until till unless after not instead_of rather_than which that who whenever
  wherever when if everywhere yet also surely otherwise_than_others even_if even so then ahead before during this next last these despite where while though although we they you via through per is has was are were be
  yesterday earlier later anyway forever given according alongside besides under above among against between outside inside except any no in_production by_default everyone company-wide
  globally only here there too again already now today thanks_to alone itself regardless ; : . ! ? ) ] ( [ - -- – — | = -> => → _s enough x describes explains shows lists covers summarises summarizes documents tells gives means`.split(
    /\s+/,
  ),
)
export const PLAIN_NOUN = new Set(
  'the_engine backend backends engine engines runner agent tool choice pick option one winner solution workhorse platform'.split(
    ' ',
  ),
)
export const TITLE = new Set('status role place position seat slot spot title rank standing badge'.split(' '))
export const MODIFIER = new Set(
  `cto coding software ai autonomous team workspace harness code company in-house new nightly codegen patch task dev development
  build execution inference workflow scheduling automation repair maintenance migration refactoring bug-fix bugfix delivery deployment release
  orchestration generation editing authoring reasoning programming engineering project language model llm cloud server agentic`.split(
    /\s+/,
  ),
)

/** With an engine behind it this is the one that does the work; of anything else it says nothing. */
const ATTRIBUTE = new Set('regular house resident lead acting serving sitting everyday usual'.split(' '))

export function phraseAt(words: Words, at: number): Phrase | undefined {
  const word = words[at] ?? ''
  if (W.STANDING.has(word)) {
    let end = at
    while (true) {
      const next = words[end + 1] ?? ''
      if (W.STANDING.has(next)) end += 1
      else if (
        (next === 'and' || next === ',' || next === '/' || next === 'or') &&
        W.STANDING.has(words[end + 2] ?? '')
      )
        end += 2
      else break
    }
    let noun = end + 1
    while (MODIFIER.has(words[noun] ?? '') && noun < end + 4) noun += 1
    const head = words[noun] ?? ''
    if (W.ENGINE_NOUN.has(head) && TITLE.has(words[noun + 1] ?? '')) noun += 1
    if (W.ENGINE_NOUN.has(head) && !isHeldOff(words, noun))
      return { start: leftOf(words, at), end: noun, kind: 'noun' }
    if (head === '' || (noun === end + 1 && isClosed(head)))
      return { start: leftOf(words, at), end, kind: 'adjective' }
    return undefined
  }
  if (
    /^(?:candidates?|contenders?|candidacy)$/.test(words[at - 1] ?? '') ||
    (words[at - 1] === '©' && word === 'of_choice')
  )
    return undefined
  if (W.STANDING_NOUN.has(word)) return { start: leftOf(words, at), end: at, kind: 'noun' }
  if (
    ATTRIBUTE.has(word) &&
    /^(?:backend|engine|agent|runner)$/.test(words[at + 1] ?? '') &&
    !isHeldOff(words, at + 1)
  )
    return { start: leftOf(words, at), end: at + 1, kind: 'noun' }
  if (W.WEAK_STANDING.has(word)) return { start: at, end: at, kind: 'weak' }
  return undefined
}

function isClosed(word: string): boolean {
  return (
    CLOSED.has(word) ||
    W.CONDITION.has(word) ||
    /^\d|ly$/.test(word) ||
    W.isAdverb(word) ||
    isVerb(word) ||
    word === '©' ||
    word === '€'
  )
}

/** "The default backend candidate", "the approved engine under test". */
function isHeldOff(words: Words, noun: number): boolean {
  const next = words[noun + 1] ?? ''
  return (
    next === 'candidate' ||
    next === 'candidates' ||
    next === 'under' ||
    next === 'candidacy' ||
    next === 'claim' ||
    next === 'claims'
  )
}

function leftOf(words: Words, at: number): number {
  let start = at
  while (
    start > 0 &&
    (W.DETERMINER.has(words[start - 1] ?? '') ||
      W.isAdverb(words[start - 1] ?? '') ||
      /'s$/.test(words[start - 1] ?? ''))
  )
    start -= 1
  return start
}

export function phrasesOf(words: Words): readonly Phrase[] {
  const found: Phrase[] = []
  for (let at = 0; at < words.length; at += 1) {
    const phrase = phraseAt(words, at)
    if (phrase === undefined) continue
    found.push(phrase)
    if (phrase.kind !== 'weak') at = phrase.end
  }
  return found
}

export function hasEngineNoun(words: Words, from: number, to: number): boolean {
  return words.slice(from, to).some((word) => PLAIN_NOUN.has(word))
}
