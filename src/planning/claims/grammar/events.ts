// Promises: whether a clause tells of the event that gave the candidate a standing, or says that it is "our backend".
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts.

import { MODIFIER, PLAIN_NOUN, phrasesOf } from './phrases.ts'
import { hasStudy, isHead, isLimited, isOpen, isOwned, lastOf, previous, type Words } from './scope.ts'
import { HEAVY, hasHeavy } from './wide.ts'
import * as W from './words.ts'

/** "The status of © is approved", "©'s status was changed to approved". */
export function readStatusOf(words: Words): string | undefined {
  const noun = words.findIndex((word) =>
    ['status', 'state', 'standing', 'verdict', 'outcome', 'role', 'position', 'rank'].includes(word),
  )
  const at = words.indexOf('©')
  if (noun < 0 || isOpen(words, 0, words.length - 1)) return undefined
  const isOf =
    at > noun
      ? at - noun <= 3 && ['of', 'for', 'on'].includes(words[previous(words, at)] ?? '')
      : words[at + 1] === '_s' && noun - at <= 4
  if (!isOf) return undefined
  const from = Math.max(at, noun)
  return phrasesOf(words).some(
    (phrase) =>
      phrase.start > from &&
      phrase.kind !== 'weak' &&
      !isLimited(words, phrase.end) &&
      ['is', 'to', 'was', 'remains', 'as', 'has_been'].includes(lastOf(words, from + 1, phrase.start - 1)),
  )
    ? 'status-of'
    : undefined
}

const CONTEST =
  /^(?:choice|vote|decision|selection|search|comparison|evaluation|verdict|pick|discussion|bake-off|contest|lot|preference|contract)$/

/** "Our choice fell on ©", "the vote ended with ©". */
export function readEnded(words: Words): string | undefined {
  const noun = words.findIndex((word) => CONTEST.test(word))
  const at = words.indexOf('©')
  if (noun < 0 || at < noun || isOwned(words, at) || isOpen(words, 0, words.length - 1)) return undefined
  if (
    !['on', 'to', 'with', 'for', 'of', 'in'].includes(words[previous(words, at)] ?? '') &&
    !W.CHOOSE.has(words[previous(words, at)] ?? '')
  )
    return undefined
  return words
    .slice(noun + 1, at)
    .some((word) =>
      /^(?:fell|falls|fallen|went|goes|ended|ends|closed|concluded|finished|resulted|settled|came|landed|landed_on|settled_on|stands)$/.test(
        word,
      ),
    )
    ? 'ended'
    : undefined
}

export const EVENT_STATE = new Set([
  'done',
  'ok',
  'complete',
  'completed',
  'final',
  'granted',
  'confirmed',
  'approved',
  'given',
  'official',
  'closed',
  'finished',
])

const STANDING_NOTE = new Set([
  'production',
  'default',
  'full',
  'final',
  'formal',
  'prod',
  'engine',
  'backend',
])
const TOLD =
  /^(?:thanks_to|following|ended|ends|concluded|closed|resulted|led|announce|announced|celebrate|celebrated|after|since|granted|completed|finished|wrapped_up|confirmed|signed|issued|recorded|sealed|obtained|secured|received)$/

/** "Approval requests" are no approval. */
const ABOUT_IT =
  /^(?:requests?|records?|process|procedure|gates?|rules?|pages?|forms?|flow|criteria|steps?|queue|hook|requirements?|policy|policies|prompts?|modes?|plans?|notes?|events?|conditions?|settings?|bodies|body|entries|entry|statements?|signatures?|paths?)$/

export function readEvent(words: Words): string | undefined {
  if (
    /© is production readiness (?:\S+ )?(?:has_been|was|is) (?:\S+ )?(?:confirmed|shown|proven|given|reached|established|certified)/.test(
      words.join(' '),
    )
  )
    return 'event'
  const event = words.findIndex((word, at) => W.EVENT.has(word) && !ABOUT_IT.test(words[at + 1] ?? ''))
  if (event < 0) return undefined
  if (words.some((word) => W.LADDER.has(word) && !/^(?:evaluation|vote|voting)$/.test(word))) return undefined
  const at = words.indexOf('©')
  const isBare = at >= 0 && at < event && words.slice(at + 1, event).every((word) => STANDING_NOTE.has(word))
  const near = at > event ? at - event <= 6 : event - at <= 6 && (isOwned(words, at) || isBare)
  if (!near) return undefined
  if (at > event && !['of', 'to', 'for', 'on'].includes(words[previous(words, at)] ?? '')) return undefined
  if (words.slice(event, at).includes('¤')) return undefined
  const from = Math.max(at, event) + 1
  const completed = words.findIndex((word, index) => index >= from && W.COMPLETED.has(word))
  if (/\bis \S+ by (?:an?|two|some|people|persons|someone|somebody)\b/.test(words.slice(from).join(' ')))
    return undefined
  if (completed >= 0) return isOpen(words, 0, completed) ? undefined : 'event'
  const told = words.slice(0, event).some((word) => TOLD.test(word))
  return told && !isOpen(words, 0, at) ? 'event-ended' : undefined
}

/** "© is our backend", "the backend of CTO is ©", "the engine we picked is ©". */
export function readBare(words: Words): string | undefined {
  const at = words.indexOf('©')
  if (
    at < 0 ||
    isOwned(words, at) ||
    isOpen(words, 0, words.length - 1) ||
    hasStudy(words, 0, words.length - 1)
  )
    return undefined
  if (words.some((word) => W.LADDER.has(word))) return undefined
  const noun = words.findIndex((word) => PLAIN_NOUN.has(word))
  if (noun < 0 || ['under', 'candidate', 'candidates', 'adapter'].includes(words[noun + 1] ?? '')) {
    const what = words.indexOf('what')
    if (what < 0) return undefined
    return words.some((word) => W.USE.has(word) || W.CHOOSE.has(word)) &&
      words.some((word) => W.COPULA.has(word)) &&
      (hasHeavy(words) ||
        words.some((word) =>
          [
            'we',
            'cto',
            'production',
            'company',
            'team',
            'they',
            'teams',
            'board',
            'owner',
            'jp',
            'management',
          ].includes(word),
        ))
      ? 'what-we-run'
      : undefined
  }
  const owner = words
    .slice(Math.max(0, noun - 3), noun)
    .some((word) => word === 'our' || word === "cto's" || word === 'cto' || /'s$/.test(word))
  const definite =
    words[noun] === 'the_engine' ||
    words
      .slice(Math.max(0, noun - 3), noun)
      .some((word) => word === 'the' || word === 'that' || word === 'only')
  const next = words.slice(noun + 1, noun + 6)
  const chosen = next.some(
    (word) =>
      W.CHOOSE.has(word) ||
      W.USE.has(word) ||
      W.STANDING.has(word) ||
      word === 'in_use' ||
      word === 'in_place' ||
      word === 'behind' ||
      (['that', 'which', 'everyone', 'everybody', 'all'].includes(word) && hasHeavy(words.slice(noun))),
  )
  const ofCto = next[0] === 'of' && next.slice(1, 4).some((word) => word === 'cto')
  const copula = words.findIndex((word, index) => W.COPULA.has(word) && index > Math.min(at, noun))
  if (words[noun] === 'one' && !chosen && !/ is the one$/.test(words.join(' '))) return undefined
  if (noun < at) {
    const before = previous(words, at)
    if (!W.COPULA.has(words[before] ?? '')) return undefined
    return owner || ofCto || (definite && chosen) ? 'is-our-engine' : undefined
  }
  if (
    !isHead(words, at) ||
    copula < 0 ||
    copula > noun ||
    words.slice(at + 1, copula).some((word) => !W.isAdverb(word) && !W.AUXILIARY.has(word))
  )
    return undefined
  if (
    words
      .slice(copula + 1, noun)
      .some(
        (word) =>
          !W.isAdverb(word) &&
          !W.DETERMINER.has(word) &&
          word !== 'only' &&
          !MODIFIER.has(word) &&
          !/'s$/.test(word),
      )
  )
    return undefined
  const end = next[0] ?? ''
  if (owner) return 'is-our-engine'
  if (
    definite &&
    (end === '' ||
      end === '.' ||
      end === ',' ||
      ofCto ||
      chosen ||
      (end === 'for' && next.some((word) => HEAVY.has(word) || word === 'cto')))
  )
    return 'is-the-engine'
  return definite && chosen ? 'is-our-engine' : undefined
}
