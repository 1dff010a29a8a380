// Promises: whether a phrase that names a standing is said of the candidate.
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts.

import { hasEngineNoun, type Phrase, TITLE } from './phrases.ts'
import {
  hasStudy,
  isDeniedAfter,
  isDroppedAfter,
  isHead,
  isLimited,
  isOpen,
  lastOf,
  previous,
  type Words,
} from './scope.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

function headsOf(words: Words): readonly number[] {
  return words.flatMap((word, at) => (word === '©' && isHead(words, at) ? [at] : []))
}

export function readPhrase(words: Words, phrase: Phrase): string | undefined {
  if (phrase.kind !== 'noun' && isLimited(words, phrase.end)) return undefined
  if (
    phrase.kind === 'noun' &&
    words[phrase.end] !== 'winner' &&
    isLimited(words, phrase.end) &&
    !/^(?:status|role)$/.test(words[phrase.end] ?? '')
  )
    return undefined
  if (phrase.kind === 'weak' && !isWide(words, phrase.end)) return undefined
  if (isWeighed(words, phrase.end)) return undefined
  if (isDeniedAfter(words, phrase.end) || isDroppedAfter(words, phrase.end)) return undefined
  for (const head of headsOf(words)) {
    if (head < phrase.start && isPredicate(words, head, phrase) && !isOpen(words, 0, phrase.end))
      return 'predicate'
  }
  if (phrase.kind === 'weak') {
    const at = words.indexOf('©')
    const opens =
      at === 1 && /^(?:enabled|deployed|launched|released|opened|activated|installed)$/.test(words[0] ?? '')
    if (opens && phrase.start === 0 && isWide(words, at)) return 'caused'
    const found = /^(?:found|rated|declared|deemed|considered|judged)$/.test(words[previous(words, at)] ?? '')
    return found && phrase.start === at + 1 && !isOpen(words, 0, phrase.end) ? 'caused' : undefined
  }
  if (isFrontedBare(words, phrase)) return 'fronted'
  for (const [at, word] of words.entries()) {
    if (word !== '©' || words[at + 1] === '_s') continue
    if (
      at > phrase.end &&
      isInverse(words, phrase, at) &&
      !isOpen(words, 0, at) &&
      (words[phrase.end] === 'winner' || !hasStudy(words, 0, at))
    )
      return 'inverse'
    if (at > phrase.end && isBefore(words, phrase, at) && !isOpen(words, 0, at)) return 'apposition-before'
    if (
      at < phrase.start &&
      phrase.kind === 'noun' &&
      words[at + 1] === ',' &&
      ['the', 'our', "cto's"].includes(words[at + 2] ?? '') &&
      phrase.start === at + 2 &&
      !words.slice(0, at).some((word) => W.NEGATION.has(word)) &&
      !['and', 'or'].includes(words[phrase.end + 1] ?? '')
    )
      return 'presupposed'
    if (at < phrase.start && isAfter(words, at, phrase) && !isOpen(words, 0, phrase.end)) return 'apposition'
    if (
      at < phrase.start &&
      isCaused(words, at, phrase) &&
      !isOpen(words, 0, phrase.end) &&
      !hasStudy(words, Math.max(0, at - 1), phrase.end)
    )
      return 'caused'
    if (at > phrase.end && isSetTo(words, phrase, at) && !isOpen(words, 0, at) && !hasStudy(words, 0, at))
      return 'set-to'
  }
  return undefined
}

/** "Making © the default was considered and rejected": what is weighed was not done. */
function isWeighed(words: Words, end: number): boolean {
  return (
    /ing$/.test(words.find((word) => !W.isAdverb(word)) ?? '') &&
    words
      .slice(end + 1)
      .some((word) =>
        /^(?:considered|discussed|proposed|planned|weighed|suggested|rejected|postponed|tabled)$/.test(word),
      )
  )
}

/** "Production-ready from day one, © ..." */
function isFrontedBare(words: Words, phrase: Phrase): boolean {
  if (phrase.start !== 0 || phrase.kind !== 'adjective') return false
  const comma = words.indexOf(',')
  const between = words.slice(phrase.end + 1, comma)
  return (
    comma > 0 &&
    words[comma + 1] === '©' &&
    !between.some((word) => isVerb(word) || word === '€' || word === '¤') &&
    !isOpen(
      words,
      0,
      /^(?:in_production|production|live|in_use)$/.test(words[phrase.end] ?? '') ? words.length - 1 : comma,
    )
  )
}

/** Whether a word that needs to say for whom or where is followed by all or by production. */
export function isWide(words: Words, end: number): boolean {
  const rest = words.slice(end + 1, end + 8)
  const stop = rest.findIndex((word) => word === ';' || word === 'but')
  return (stop < 0 ? rest : rest.slice(0, stop)).some((word) => W.WIDE.has(word))
}

/** What others make of it in words. */
const SPOKEN_OF = /^(?:sold|described|portrayed|presented|depicted|quoted)$/

const LINKS = new Set(['as', 'to', 'among', 'into'])

function isPredicate(words: Words, head: number, phrase: Phrase): boolean {
  const gap = words.slice(head + 1, phrase.start)
  const since = gap.slice(gap.findLastIndex((word) => ['and', 'but', ','].includes(word)) + 1)
  const isShared = since.some((word) => isVerb(word)) && !since.some((word) => word === '€' || word === '¤')
  if (
    !isShared &&
    gap.some(
      (word, at) =>
        (word === '€' && !(at <= 2 && ['and', ','].includes(gap[at - 1] ?? ''))) ||
        word === '¤' ||
        word === '¦' ||
        word === 'º',
    )
  )
    return false
  const last = lastOf(words, head + 1, phrase.start - 1)
  const isTitle = TITLE.has(words[phrase.end] ?? '')
  if (last === '' && phrase.kind === 'weak')
    return words.slice(0, head).every((word) => W.isAdverb(word)) && W.WIDE.has(words[phrase.end + 1] ?? '')
  if (last === '') {
    // Nothing but adverbs between: a note without a verb.
    const upTo = words.slice(0, head).filter((word) => !W.isAdverb(word))
    return phrase.kind !== 'weak' || upTo.length === 0
      ? phrase.kind === 'adjective' &&
          upTo.length <= 2 &&
          !upTo.some((word) => isVerb(word) || W.CAUSE.has(word))
      : false
  }
  const hasCopula = gap.some((word) => W.COPULA.has(word))
  if (last === 'among')
    return hasCopula || /^(?:counts?|ranks?|figures?|is|belongs?)$/.test(gap[0] ?? '')
      ? !gap.includes('not')
      : false
  if (last === 'among') return hasCopula && isFiniteVerbOf(gap.slice(0, gap.lastIndexOf('among')))
  if (LINKS.has(last) && phrase.kind !== 'weak' && gap.some((word) => MOTION.test(word))) return true
  const joint = gap.findLastIndex((word) => word === 'and' || word === ',' || word === 'but')
  if (gap.slice(joint + 1).some((word) => W.STUDY.has(word))) return false
  if (W.COPULA.has(last)) return isFiniteVerbOf(gap)
  if (isTitle && (W.RECEIVE.has(last) || last === 'in' || last === 'into')) return true
  if (last === 'as' && gap.some((word) => W.LADDER.has(word) || W.DOUBT.has(word) || SPOKEN_OF.test(word)))
    return false
  if (last === 'as') return !gap.includes('same') && (gap.length > 1 || words.slice(0, head).length === 0)
  if (last === 'and' || last === ',' || last === 'but' || last === 'or')
    return hasCopula && phrase.kind !== 'noun'
      ? true
      : gap.filter((word) => isVerb(word)).length > 0 && hasCopula
  if (
    phrase.kind !== 'weak' &&
    gap.filter((word) => !W.isAdverb(word)).length === 1 &&
    /^(?:made|declared|named|set|confirmed|marked|elected|appointed|deemed|rated|considered)$/.test(last)
  )
    return true
  if (hasCopula && (W.CAUSE.has(last) || last === 'being' || W.STANDING.has(last))) return true
  if (hasCopula && gap.length <= 5 && phrase.kind === 'adjective' && isAdjective(last)) return true
  return last === 'joined' || last === 'joins'
}

const MOTION =
  /^(?:matured|progressed|evolved|developed|climbed|transitioned|graduated|moved|promoted|advanced|risen|rose|elevated|raised|upgraded|went|gone|belongs|belong|counts|count|ranks|rank|joined|turned|evolved|grew|grown|put|proved|proven|out|went_with)$/

/** The verb must be the candidate's own: "the patch that © wrote was approved" is not of ©. */
function isFiniteVerbOf(gap: Words): boolean {
  let at = gap.length - 1
  while (at >= 0 && (W.isAdverb(gap[at] ?? '') || W.DETERMINER.has(gap[at] ?? '') || isVerb(gap[at] ?? '')))
    at -= 1
  const before = gap[at]
  return (
    before === undefined ||
    ['and', ',', 'but', 'otherwise_than_others', 'surely', 'or', '€'].includes(before) ||
    /ly$/.test(before)
  )
}

function isAdjective(word: string): boolean {
  return /(?:ed|able|al|ful|ive|ous|en|ly)$/.test(word)
}

function isInverse(words: Words, phrase: Phrase, at: number): boolean {
  let before = at - 1
  while (
    before > phrase.end &&
    (W.isAdverb(words[before] ?? '') ||
      W.DETERMINER.has(words[before] ?? '') ||
      ['called', 'named', ',', ':', 'and', '€', 'both'].includes(words[before] ?? ''))
  )
    before -= 1
  if (before <= phrase.end || !W.COPULA.has(words[before] ?? '')) return false
  const between = words.slice(phrase.end + 1, before)
  if (between.some((word) => word === '€' || word === '¤' || W.COPULA.has(word))) return false
  const prior = lastOf(words, 0, phrase.start - 1)
  if (prior !== '' && (W.PREPOSITION.has(prior) || isVerb(prior)) && prior !== 'of') return false
  return phrase.kind === 'noun' || words[phrase.end] === 'default' || hasEngineNoun(words, 0, before)
}

/** "Our default engine, ©", "the approved ©". */
function isBefore(words: Words, phrase: Phrase, at: number): boolean {
  const between = words.slice(phrase.end + 1, at).filter((word) => word !== ',' && !W.isAdverb(word))
  if (between.length > 0) return false
  const prior = lastOf(words, 0, phrase.start - 1)
  if (prior === 'unlike') return false
  if (COMPARING.has(prior) && phrase.kind === 'noun' && words[at - 1] !== ',') return false
  if (phrase.kind === 'adjective') {
    // An attribute stands directly before the name; a participle after a verb is a predicate of something else.
    if (words[phrase.end] === 'in_production' && words[at - 1] === ',') return false
    return words[at - 1] !== ',' && !isVerb(prior) && !W.CHOOSE.has(words[phrase.end] ?? '')
      ? true
      : phrase.start === 0 || prior === ''
  }
  return true
}

const COMPARING = new Set(['than', 'versus', 'vs', 'against', 'unlike', 'beside', 'alongside', 'like'])

/** "©, the default backend", "© as our default". */
function isAfter(words: Words, at: number, phrase: Phrase): boolean {
  const gap = words
    .slice(at + 1, phrase.start)
    .filter((word) => !W.isAdverb(word) && !['having', 'been', 'being', 'has_been'].includes(word))
  if (gap.length === 1 && gap[0] === ',') {
    if (phrase.kind === 'noun') return true
    const next = words[phrase.end + 1] ?? ''
    return (
      next === ',' ||
      next === '' ||
      next === '.' ||
      ['by', 'in', 'for', 'since', 'at', 'on', 'and', 'surely', 'month'].includes(next) ||
      /^\d/.test(next)
    )
  }
  if (gap.length === 1 && gap[0] === 'as')
    return (
      !words.slice(0, at).some((word) => /^consider(?:ed|s)?$/.test(word)) &&
      !hasStudy(words, Math.max(0, at - 3), phrase.start)
    )
  return false
}

/** "We considered making © the default." */
const ONLY_THOUGHT_OF =
  /^(?:consider|discuss|debat|weigh|propos|suggest|plann?|postpon|delay|contemplat|oppos|avoid|resist|talk|mull)(?:ed|s|es|ing|e)?$|^(?:about|against|before|towards?)$/

function isCaused(words: Words, at: number, phrase: Phrase): boolean {
  const gap = words.slice(at + 1, phrase.start).filter((word) => !W.isAdverb(word))
  if (!gap.every((word) => ['as', 'to', 'be', 'into', 'for', ',', 'being'].includes(word))) return false
  const verb = previous(words, at)
  if (/ing$/.test(words[verb] ?? '') && ONLY_THOUGHT_OF.test(words[previous(words, verb)] ?? '')) return false
  return (
    words.slice(Math.max(0, at - 4), at).some((word) => W.CAUSE.has(word) || W.CHOOSE.has(word)) &&
    phrase.kind !== 'weak'
  )
}

const SETTING =
  /^(?:point|set|sets|setting|changed?|changes|switch(?:ed|es)?|moved?|flipped|flips|points?|pointed|updated?|defaults?|went|goes|reset|belongs?|fell|falls|given|granted|assigned|passed|transferred|awarded|handed|now|made)$/

function isSetTo(words: Words, phrase: Phrase, at: number): boolean {
  let before = at - 1
  while (before >= 0 && W.isAdverb(words[before] ?? '')) before -= 1
  const link = words[before] ?? ''
  if (words.slice(phrase.end + 1, before).includes('¤')) return false
  if (/^(?:switched|moved|flipped|changed|cut)_to$/.test(link))
    return words[phrase.end] === 'default' || phrase.kind === 'noun'
  if (link === 'to' || link === 'at')
    return (
      words.slice(0, before).some((word) => SETTING.test(word)) &&
      (words[phrase.end] === 'default' || phrase.kind === 'noun')
    )
  return false
}
