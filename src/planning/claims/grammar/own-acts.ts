import { isOpen, isPermission, subjectBefore } from './authority-subject.ts'
import {
  APPROVE,
  AUTHORITY_NOUN,
  DECIDE,
  MATTER,
  OWN_NOUN,
  REFLEXIVE,
  type Words,
} from './authority-words.ts'
import { isVerbish } from './verbs.ts'
import * as W from './words.ts'

/** "© decides for itself when it is promoted." */
export function decidesOnItself(tokens: Words): boolean {
  const text = tokens.join(' ')
  const match =
    /(?:©|the_engine|engines?|backend|candidate) (?:(?:may|can|also|surely|has the right to|is free to|is allowed to) )*(?:decid\w+|determin\w+|judges?|rules?|rul\w+ on|choos\w+|chose|settles)(?:_on)? (?:(?:itself|by itself|for itself|alone|freely|on its own) )*(?:on |about )?(?:when|whether|if|how|that) (?:it|ª|©) (?:is|becomes|gets|may|can|was|moves)\b/.exec(
      text,
    )
  return (
    match !== null &&
    !isOpen(
      tokens,
      text
        .slice(0, match.index)
        .split(' ')
        .filter((word) => word !== '').length,
    ) &&
    !tokens.slice(0, 6).some((word) => word === 'not' || word === 'never' || word === 'no')
  )
}

const ITS_POWER = '(?:remit|powers?|rights?|authority|mandate|competence|purview|hands|gift|discretion)'
/** "Which stage comes next is for © to decide", "self-approval is within the powers of ©". */
const FALLS_TO_IT = new RegExp(
  `(?:^|\\b)(?:whether|which|when|what|how|if|self-approval|approving|approvals?|promotions?|(?:the )?decision)\\b.* (?:is|are|lies|lie|falls|fall|rests|remains|stays) (?:\\S+ly |surely |well )?(?:(?:for|up to) ©(?: to (?:decide|choose|say|judge|determine))?$|(?:with)?in (?:the )?(?:© _s|its(?: own)?) ${ITS_POWER}|(?:with)?in the ${ITS_POWER} of ©|at the discretion of ©|a matter for ©$)`,
)
const CHOOSES_FREELY =
  /(?:©|the_engine|candidate) (?:(?:\S+ly|surely|now|may|can|also|then) )*(?:decid\w+|determin\w+|judges?|rul\w+|choos\w+|chose|picks?|picked)(?:_on)? (?:itself|by itself|for itself|alone|on its own|freely|as it likes) (?:whether|when|which|what|how|if|on)\b/

export function readOwnChoice(words: Words): string | undefined {
  const text = words.filter((word) => word !== '.' && word !== '!').join(' ')
  if (!FALLS_TO_IT.test(text) && !CHOOSES_FREELY.test(text)) return undefined
  return isOpen(
    words.map((word) => (word === 'whether' ? 'when' : word)),
    words.length - 1,
  )
    ? undefined
    : 'own-choice'
}

/** "© may approve itself", "© signs off its own work", "© merges what it wrote". */
export function readOwnAct(words: Words): string | undefined {
  for (const [at, spelled] of words.entries()) {
    const word = spelled.replace(/_(?:on|for)$/, '')
    const approves = APPROVE.test(word)
    if (!approves && !DECIDE.test(word)) continue
    const subject = subjectBefore(words, at)
    if (subject < 0 || isOpen(words, at)) continue
    if (words.slice(subject + 1, at).includes('no_longer')) continue
    const verb = words[at - 1] ?? ''
    if (isVerbish(verb) && !W.COPULA.has(verb) && !W.AUXILIARY.has(verb)) continue
    if (words[subject] !== '©' && ['that', 'which', 'who'].includes(words[subject + 1] ?? '')) continue
    if (
      words.slice(subject + 1, at).some((next) => W.COPULA.has(next)) &&
      !isPermission(words.slice(subject + 1, at)) &&
      !/ing$/.test(word)
    )
      continue
    const object = words.slice(at + 1, at + 9)
    const stop = object.findIndex((next) => [',', 'but', 'when'].includes(next))
    const near = stop >= 0 ? object.slice(0, stop) : object
    const self = near.findIndex((next) => REFLEXIVE.has(next))
    if (
      self >= 0 &&
      self <= 3 &&
      near[self - 1] !== 'it' &&
      near[0] !== 'what' &&
      near[self - 1] !== '_s' &&
      near[self - 1] !== 'in' &&
      (approves || DECIDE_SELF.test(word))
    )
      return 'acts-on-itself'
    const own = near.findIndex(
      (next, index) =>
        (next === 'own' && ['its', 'their', 'his', 'the'].includes(near[index - 1] ?? '')) ||
        next === "own's",
    )
    if (
      own >= 0 &&
      near
        .slice(0, own - 1)
        .every(
          (next) =>
            W.isAdverb(next) ||
            W.PREPOSITION.has(next) ||
            AUTHORITY_NOUN.test(next) ||
            OWN_NOUN.test(next) ||
            next === 'the' ||
            next === 'what' ||
            next === 'and' ||
            next === 'when' ||
            next === 'off',
        )
    ) {
      const nouns = near.slice(own + 1, own + 4)
      if (nouns.some((next) => AUTHORITY_NOUN.test(next)) || (approves && nouns.length > 0))
        return 'acts-on-its-own'
      if (/^judg/.test(word) && nouns.some((next) => OWN_NOUN.test(next))) return 'acts-on-its-own'
      if (nouns.length === 0 && /^(?:decid|rul|determin)/.test(word)) return 'acts-on-its-own'
    }
    if (
      approves &&
      /\bof its own$/.test(
        near
          .slice(0, 6)
          .join(' ')
          .replace(/ (?:now|today)$/, ''),
      )
    )
      return 'acts-on-its-own'
    const its = near.findIndex((next) => next === 'its' || next === 'their')
    if (
      its >= 0 &&
      its <= 2 &&
      near
        .slice(its + 1, its + 3)
        .some((next) => AUTHORITY_NOUN.test(next) && !/^(?:reviewers?|access|scope|limits|risk)$/.test(next))
    )
      return 'acts-on-its-own'
    const text = near.join(' ')
    if (
      /\b(?:what|whatever|everything|anything|all|patches|changes|code)(?: that)? (?:it|ª|©|they) (?:itself )?(?:wrote|writes|makes|made|does|did|produces|produced|proposes|recommends|has)\b/.test(
        text,
      ) &&
      approves
    )
      return 'acts-on-its-own'
    if (
      /^(?:\w+ ){0,2}?(?:when|whether|if|how|that) (?:it|ª|©) (?:is|becomes|gets|may|can|was|has)\b/.test(
        text,
      ) &&
      /^(?:decid|rul|determin|judg|choos|chose)/.test(word)
    )
      return 'decides-on-itself'
  }
  return undefined
}

const DECIDE_SELF = /^(?:selects?|selected|choos|chose|decid|judg|control|govern|rul)/

/** "© is its own approver." */
export function readOwnRole(words: Words): string | undefined {
  const text = words.join(' ')
  if (
    /^(?:the )?(?:\S+ )?(?:approver|reviewer|judge|auditor|signer|authority|gatekeeper) (?:of|for|on|over) (?:the )?(?:© _s \S+|¤|(?:\S+ of )?©) (?::|=|is|-|–|—) ©$/.test(
      text,
    )
  )
    return 'own-role'
  const match =
    /(?:©|º|the_engine|engine|candidate|backend) (?:[\w-]+ly |now |may |can |also )*(?:is|be|becomes|acts_as|acts|remains|serves) (?:[\w-]+ly |now |as )*(?:its own (?:\w+ )?(?:approver|reviewer|judge|authority|gatekeeper|gate|auditor|owner|referee|jury|supervisor|boss)|(?:the |an? )?(?:approver|reviewer|judge|auditor|authority) (?:of|for|in|on|over) (?:its own|itself|its))/.exec(
      text,
    )
  return match === null || isOpen(words, words.length - 1) ? undefined : 'own-role'
}

/** "The promotion of © is decided by © itself", "its promotion lies in its own hands". */
export function readByItself(words: Words): string | undefined {
  const text = words.join(' ')
  if (isOpen(words, words.length - 1) || !/[©¤ª]|\bits\b|candidate|engine/.test(text)) return undefined
  if (
    MATTER.test(text) &&
    /\b(?:is|are|was|were|gets?|has_been) (?:\S+ )?(?:approved|granted|decided|signed|promoted|made|taken|given|selected|signed_off|determined|issued|done|handled|performed)(?: on)? by (?:©|itself|ª|the_engine|the candidate)(?! _s)(?=$| (?!project|team|owner))/.test(
      text,
    )
  )
    return 'by-itself'
  if (
    /(?:©|the_engine|candidate) (?:\S+ )?(?:is|was|has_been|gets) (?:\S+ )?(?:approved|promoted|authori[sz]ed|selected) by (?:itself|©|ª)/.test(
      text,
    )
  )
    return 'by-itself'
  if (
    MATTER.test(text) &&
    /\b(?:lies|rests?|lie|is|are|remains?|stays?) (?:(?:\S+ly|surely|now|still|alone) )?(?:with|up to|in the hands of) (?:©|itself|ª)(?! _s| project| team| owner)/.test(
      text,
    )
  )
    return 'lies-with-it'
  if (MATTER.test(text) && /\bin (?:its|© _s) own hands\b/.test(text)) return 'lies-with-it'
  if (
    /\b(?:recommendations?|own (?:signature|word|verdict|judgement|recommendation|opinion|report)|¤|say-so)(?: of ©| by ©)? (?:\S+ )?(?:acts_as|counts_as|is enough|suffices|is sufficient|equals|amounts to|is) (?:\S+ ){0,3}?(?:approval|promotion|sign-off|consent|merge)/.test(
      text,
    ) &&
    !/\b(?:is|are) (?:decided|granted|given)\b/.test(text) &&
    /©|¤|its own|engine/.test(text)
  )
    return 'its-word-is-enough'
  return undefined
}

export function readSelf(words: Words): string | undefined {
  const text = words.join(' ')
  if (!text.includes('self-')) return undefined
  if (
    /\bself-(?:approval|promotion|approving|authori[sz]ation|certification)s?\b(?: (?:by|of|for) \S+)? (?:\S+ )?(?:is|are|has_been|was) (?:\S+ )?(?:allowed|permitted|fine|possible|ok|okay|granted|enabled|accepted|legitimate|on|acceptable|valid|in_place|supported)/.test(
      text,
    )
  )
    return isOpen(words, words.length - 1) ? undefined : 'self-approval'
  const at = words.findIndex((word) =>
    /^self-(?:approv|promot|select|authori|certif|sign|merg)(?:es?|ed|s|e|ies|y|ing)$/.test(word),
  )
  return at >= 0 && subjectBefore(words, at) >= 0 && !isOpen(words, at) ? 'self-approval' : undefined
}
