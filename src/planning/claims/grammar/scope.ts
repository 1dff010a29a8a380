// Promises: whether words of a clause deny, ask, want, condition or limit what stands in it.
// Must not: look for claims. Called by: claims/grammar/.

import { isVerb } from './verbs.ts'
import * as W from './words.ts'

export type Words = readonly string[]

/** After these words comes when, over whom or by whom, and no longer for what. */
const ENDS_ITS_PHRASE = new Set([
  ';',
  '.',
  ':',
  ',',
  'but',
  'and',
  'after',
  'over',
  'by',
  'following',
  'since',
  'because',
])

/** "Selected with a flag": how it is named in a command, and not that it was chosen. */
const SELECTS = /^(?:selected|chosen|picked|activated|enabled|active|set|available)$/
const BY_MEANS =
  /^(?:only |explicitly )?(?:with|via|by|through|using|per|from) (?:(?:the|an?|its|explicit|command|command-line|cli|environment) )*(?:flags?|options?|switch|switches|parameters?|arguments?|variables?|engine|--\S*|command|cli|name|registry|settings?|run)(?= |$)/

/** Whether a phrase is limited to what an engine may be on its way: "ready for review", "approved for the fixture only". */
export function isLimited(words: Words, end: number): boolean {
  const rest = words.slice(end + 1, end + 9)
  const stop = rest.findIndex((word) => ENDS_ITS_PHRASE.has(word))
  const near = stop < 0 ? rest : rest.slice(0, stop)
  if (near.some((word) => W.LADDER.has(word))) return true
  if (
    near[0] === 'to' &&
    words[end] !== 'default' &&
    !(
      /^(?:carry|do|take|drive|process|support|own|lead|merge|work|handle|shoulder|bear|tackle|deliver)$/.test(
        near[1] ?? '',
      ) && near.some((word) => W.WIDE.has(word))
    ) &&
    !(rest[1] === 'take' && rest[2] === 'over') &&
    !/^(?:production|prod|default|all|every|everyone|each|the|our|an?|be_|run|handle|power|©|replace|go|ship|launch|serve|take_over|took_over|live|use|general|customers|whole|active|standard|primary)$/.test(
      near[1] ?? '',
    )
  )
    return true
  if (
    near
      .slice(0, 4)
      .some(
        (word) =>
          word === 'only' || word === 'only_if' || word === 'nobody' || word === 'none' || word === 'noone',
      )
  )
    return true
  if (words[end] === 'active' && near[0] === 'on' && !near.some((word) => W.WIDE.has(word))) return true
  if (
    near[0] === 'for' &&
    near
      .slice(1, 4)
      .some((word) => /^(?:first|next|second|third|initial|another|upcoming|further)$/.test(word))
  )
    return true
  if (SELECTS.test(words[end] ?? '') && BY_MEANS.test(rest.slice(0, 5).join(' '))) return true
  return rest[0] === 'or' && rest[1] === 'not'
}

export const RESOLVED = new Set(
  'free decided agreed voted resolved happy proud glad pleased delighted excited thrilled proven proved shown out graduated moved promoted elevated risen gone advanced chose raised went rose up candidate upgraded set changed switched flipped opted known going continues continued found'.split(
    ' ',
  ),
)
const BASE = new Set(
  'be become make adopt approve choose select pick use run treat call consider declare set keep have accept promote go switch move deploy enable standardise standardize take serve replace say name put elect settle ship succeed act trust turn rely'.split(
    ' ',
  ),
)

const THOUGHT = /^(?:thought|assumed|presumed|figured|feared|imagined|fancied|supposed)$/

/** Whether words up to a phrase deny it, ask it, want it or make it possible only. */
export function isOpen(words: Words, from: number, to: number): boolean {
  if (words[0] === 'only' && words[1] !== '©' && words[1] !== 'the') return true
  for (let at = from; at <= to && at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (W.NEGATION.has(word) && !deniesItsNounOnly(words, at, to)) return true
    if (THOUGHT.test(word) && (words[at + 1] === '©' || words[at + 1] === 'that')) return true
    if (W.DOUBT.has(word) && !W.STUDY.has(word) && !(word === 'plans' && words[at + 1] === 'are')) return true
    if (W.MODAL.has(word) && !isPermitted(words, at)) return true
    if (
      word === 'to' &&
      BASE.has(words[at + 1] ?? '') &&
      !words.slice(Math.max(0, at - 3), at).some((before) => RESOLVED.has(before))
    )
      return true
  }
  return false
}

export function hasStudy(words: Words, from: number, to: number): boolean {
  return words.slice(from, to + 1).some((word) => W.STUDY.has(word))
}

const OF_ITS_NOUN = new Set([
  'without',
  'rather_than',
  'instead_of',
  'unlike',
  'against',
  'except',
  'minus',
  'short_of',
])

/** "Without a gate, © is ...": the denial ends with its noun. */
function deniesItsNounOnly(words: Words, at: number, to: number): boolean {
  if (!OF_ITS_NOUN.has(words[at] ?? '')) return false
  return words.slice(at + 1, to).some((next) => next === ',' || next === 'and' || isVerb(next))
}

/** "... and decided against it". */
export function isDroppedAfter(words: Words, end: number): boolean {
  return /\b(?:decided|voted|ruled|chose|spoke|argued) (?:against|not|otherwise)\b|\b(?:and|but|then) (?:(?:was|were|then|surely|later|again|has_been) )*(?:rejected|dropped|refused|turned_down|declined|discarded|ruled|dismissed|withdrawn|abandoned|shelved|rolled_back|reverted|denied)\b/.test(
    words.slice(end + 1).join(' '),
  )
}

/** Verbs by which a standing that was named is not held, or not yet. */
const LEAVES_OPEN =
  /^(?:fails?|violates|breaks|needs?|requires?|contradicts|takes|depends|hinges|awaits|waits)$/

/** What is said of the whole after a standing was named: "calling © ready is not allowed". */
export function isDeniedAfter(words: Words, end: number): boolean {
  const rest = words.slice(end + 1)
  if (rest[0] === '©') return false
  const verb = rest.findIndex(
    (word) => isVerb(word) || LEAVES_OPEN.test(word) || /^(?:remains|means|counts|gets)$/.test(word),
  )
  if (verb < 0 || rest.slice(0, verb).some((word) => ['and', ',', 'but'].includes(word))) return false
  const word = rest[verb] ?? ''
  if (W.MODAL.has(word) || LEAVES_OPEN.test(word)) return true
  const said = rest.slice(verb + 1, verb + 5)
  const stop = said.findIndex((next) => next === ',' || next === 'and' || next === 'but')
  return (stop < 0 ? said : said.slice(0, stop)).some(
    (next) =>
      W.NEGATION.has(next) ||
      (W.DOUBT.has(next) && next !== 'candidate') ||
      next === 'unproven' ||
      next === 'up',
  )
}

function isPermitted(words: Words, at: number): boolean {
  const word = words[at] ?? ''
  if (
    word !== 'can' &&
    word !== 'may' &&
    word !== 'must' &&
    word !== 'should' &&
    word !== 'shall' &&
    word !== 'will'
  )
    return false
  const rest = words.slice(at + 1).filter((next) => !W.isAdverb(next))
  if (word === 'can' || word === 'may') {
    if (
      rest[0] === 'be' &&
      [
        'used',
        'run',
        'relied_on',
        'deployed',
        'trusted',
        'considered',
        'regarded',
        'called',
        'treated',
      ].includes(rest[1] ?? '')
    )
      return (
        rest.includes('in_production') ||
        rest.includes('production') ||
        rest.includes('everywhere') ||
        rest.some((next) => /^(?:customers?|everyone|everything|all|every|any)$/.test(next)) ||
        ['considered', 'regarded', 'treated', 'called'].includes(rest[1] ?? '')
      )
    if (['run', 'rely_on', 'use', 'go', 'be'].includes(rest[0] ?? ''))
      return rest.includes('in_production') || rest.includes('production') || rest.includes('as')
  }
  return false
}

/** Not what follows a preposition or is owned: "work on ©", "©'s tests". */
export function isHead(words: Words, at: number): boolean {
  if (words[at + 1] === '_s') return false
  let before = at - 1
  while (
    before >= 0 &&
    (W.isAdverb(words[before] ?? '') || ['the', 'our', 'a', 'an', 'new'].includes(words[before] ?? ''))
  )
    before -= 1
  const word = words[before] ?? ''
  if (words[before - 1] === 'to' && !isVerb(word) && !TELLS.test(word)) return false
  return before < 0 || !(W.PREPOSITION.has(word) || isGerund(word))
}

/** After these the name begins a clause: "happy to announce © is approved". */
const TELLS =
  /^(?:announce|report|say|confirm|see|hear|learn|know|note|tell|state|show|be|find|think|remember|mention|add|declare)$/

/** "Evaluating ©": what is said next is said of the evaluating. */
function isGerund(word: string): boolean {
  return /^(?:evaluat|test|examin|us|runn|compar|assess|review|try|measur|admitt|replac|support|remov|develop|maintain|operat|licens|updat|install|nam)ing$/.test(
    word,
  )
}

export function lastOf(words: Words, from: number, to: number): string {
  for (let at = to; at >= from; at -= 1) {
    const word = words[at] ?? ''
    if (!W.isAdverb(word) && !W.DETERMINER.has(word) && word !== 'otherwise_than_others') return word
  }
  return ''
}

export function previous(words: Words, at: number): number {
  let before = at - 1
  while (
    before >= 0 &&
    (W.isAdverb(words[before] ?? '') || ['the', 'our', 'a', 'an'].includes(words[before] ?? ''))
  )
    before -= 1
  return before
}

export function isOwned(words: Words, at: number): boolean {
  return words[at + 1] === '_s'
}
