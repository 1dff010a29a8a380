// Promises: whether a clause gives the candidate a standing by what is done: chosen, agreed to, put in another's place.
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts.

import { hasStudy, isHead, isLimited, isOpen, isOwned, previous, RESOLVED, type Words } from './scope.ts'
import * as W from './words.ts'

export function readChosen(words: Words, at: number): string | undefined {
  if (isOwned(words, at) || isLimited(words, at)) return undefined
  const before = previous(words, at)
  const verb = words[before] ?? ''
  const prior = words[previous(words, before)] ?? ''
  const resolved =
    prior === 'to' && words.slice(Math.max(0, before - 4), before).some((word) => RESOLVED.has(word))
  if (!W.CHOOSE.has(verb) || (isVerbOfOther(prior) && !resolved)) return undefined
  if (isOpen(words, 0, at) || hasStudy(words, at + 1, endOfPart(words, at, 6))) return undefined
  if (words.slice(0, before).includes('©')) return undefined
  if (before === 0 && /^(?:approved|accepted|confirmed|promoted|cleared|released|selected)$/.test(verb))
    return 'chosen'
  if (W.COPULA.has(prior) && !/_(?:to|on|with)$|^rolling_out$/.test(verb)) return undefined
  if (words[at + 1] === 'as' && words.slice(at + 2, at + 4).includes('©')) return undefined
  return 'chosen'
}

/** The last word before "and", "but" or a comma, at most so many words on. */
function endOfPart(words: Words, at: number, most: number): number {
  const next = words.findIndex((word, index) => index > at && ['and', 'but', ','].includes(word))
  return Math.min(words.length - 1, at + most, next < 0 ? words.length : next)
}

function isVerbOfOther(word: string): boolean {
  return word === 'to' || W.MODAL.has(word)
}

export function readNod(words: Words, at: number): string | undefined {
  const nod = words.findIndex((word) => W.NOD.has(word))
  if (nod < 0 || isLimited(words, Math.max(nod, at)) || isOpen(words, 0, Math.max(nod, at))) return undefined
  const next = words[nod + 1] ?? ''
  if (
    /^(?:request|requests|event|events|process|record|records|gate|gates|rule|rules|authority|page|form|flow|right|rights|power|path|step|queue|hook|requirement|policy)$/.test(
      next,
    )
  )
    return undefined
  if (
    next === 'of' &&
    !/^(?:the|all|every|everyone|everybody|both|our|jp|cto|two|three|its)$/.test(words[nod + 2] ?? '')
  )
    return undefined
  if (nod > at && !isOwned(words, at) && isHead(words, at)) {
    const gap = words.slice(at + 1, nod).filter((word) => !W.isAdverb(word) && !W.DETERMINER.has(word))
    if (
      gap.some((word) => W.RECEIVE.has(word)) &&
      gap.length <= 6 &&
      !gap.some((word) => ['records', 'emits', 'requests', 'a', 'per'].includes(word)) &&
      !words.slice(nod).includes('itself')
    )
      return 'nod'
    if (words.slice(Math.max(0, at - 3), at).some((word) => W.GIVE.has(word))) return 'nod-given'
  }
  if (nod < at) {
    const link = words[previous(words, at)] ?? ''
    if (
      (link === 'to' || link === 'for' || link === 'on') &&
      words
        .slice(0, at)
        .some((word) => W.GIVE.has(word) || word === 'got' || word === 'have' || word === 'full')
    )
      return 'nod-given'
    if ((link === 'to' || link === 'for') && /^(?:full|green_light|go|nod)$/.test(words[0] ?? ''))
      return 'nod-note'
  }
  return undefined
}

export function readReplaced(words: Words, at: number): string | undefined {
  const near = words.slice(0, at + 9)
  if (isOwned(words, at) || isOpen(near, 0, near.length - 1) || near.some((word) => W.LADDER.has(word)))
    return undefined
  if (words.includes('once') || words.includes('one')) return undefined
  const right = words.slice(at + 1)
  const verb = right.findIndex((word) => W.REPLACE.has(word))
  const others = (list: Words): boolean =>
    list.some(
      (word) =>
        word === '€' ||
        word === 'predecessor' ||
        word === 'incumbent' ||
        word === 'old' ||
        word === 'previous' ||
        word === 'former' ||
        word === 'everything' ||
        word === 'others',
    )
  if (
    verb >= 0 &&
    verb <= 3 &&
    right.slice(0, verb).every((word) => W.isAdverb(word) || W.AUXILIARY.has(word)) &&
    isHead(words, at) &&
    (others(right) || right[verb]?.startsWith('t') === true) &&
    right[verb + 1] !== '¤'
  )
    return 'replaced'
  const link = words[previous(words, at)] ?? ''
  const left = words.slice(0, at)
  if (
    ['by', 'for', 'with', 'of', 'to', 'from'].includes(link) &&
    others(left) &&
    left.some((word) => W.REPLACED.has(word)) &&
    !left.includes('¤')
  )
    return 'replaced-by'
  if (
    ['for', 'behind', 'to'].includes(link) &&
    left.includes('€') &&
    left.some((word) => word === 'fallback' || word === 'backup')
  )
    return 'fallback'
  return undefined
}

/** Won, went live, moved into production. */
export function readTaken(words: Words, at: number): string | undefined {
  if (isOwned(words, at) || !isHead(words, at)) return undefined
  const right = words.slice(at + 1)
  const verb = right.findIndex((word) => !W.isAdverb(word) && !W.AUXILIARY.has(word) && !W.MODAL.has(word))
  const word = right[verb] ?? ''
  const rest = right.slice(verb + 1)
  if (
    isOpen(words, 0, Math.min(words.length - 1, at + verb + 4)) ||
    words.slice(0, words.includes(',') ? words.indexOf(',') : words.length).includes('€')
  )
    return undefined
  if (/^graduated$/.test(word) && rest.length === 0) return 'won'
  if (
    /^(?:reached|reaches|entered|entering)$/.test(word) &&
    ['production', 'prod', 'generally_available', 'in_production'].includes(rest[0] ?? '')
  )
    return 'went-live'
  if (/^(?:won|wins|prevailed|triumphed)$/.test(word))
    return rest.length === 0 ||
      rest[0] === ',' ||
      rest.some((next) =>
        /^(?:evaluation|comparison|bake-off|selection|vote|contest|race|contract|day|decision|shoot-out|tender|out|clearly)$/.test(
          next,
        ),
      )
      ? 'won'
      : undefined
  if (/^(?:emerged|came|comes|emerges|finished|ended)$/.test(word))
    return rest.some((next) => /^(?:winner|top|first|victor|ahead)$/.test(next)) ? 'won' : undefined
  if (
    /^(?:run|went|goes|gone|moved|moves|got|shipped|launched|landed|entered|reached|hit|passed|is|was|now|runs|running|lives|works|sits|operates|been|stays|stayed)$/.test(
      word,
    )
  ) {
    if (rest.some((next) => W.LADDER.has(next))) return undefined
    return rest
      .slice(0, 4)
      .some(
        (next) =>
          next === 'in_production' ||
          next === 'live' ||
          next === 'generally_available' ||
          next === 'ga' ||
          next === 'mainstream',
      )
      ? 'went-live'
      : undefined
  }
  if (word === 'in_production') return 'went-live'
  return undefined
}
