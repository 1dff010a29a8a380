import type { AuthorityReading } from './authority-reading.ts'
import { isOpen } from './authority-subject.ts'
import { ENGINE, HOLDS, PAGE, type Words } from './authority-words.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

/** "The page for ©" is a page. */
function withoutTopic(words: Words): Words {
  const at = words.findIndex(
    (word, index) =>
      word === '©' &&
      ['for', 'of', 'about', 'on'].includes(words[index - 1] ?? '') &&
      words.slice(0, index - 1).some((before) => PAGE.has(before)),
  )
  return at < 0 ? words : [...words.slice(0, at - 1), ...words.slice(at + 1)]
}

/** Core authority held, Core Protocol been. */
export function readCore(said: Words): AuthorityReading | undefined {
  const words = withoutTopic(said)
  const core = words.findIndex((word) => word === 'core' || word.startsWith('core-'))
  if (core < 0) return undefined
  const holder = words.findIndex(
    (word, at) =>
      (ENGINE.has(word) || PAGE.has(word) || word === 'ª') &&
      !(W.PREPOSITION.has(words[at - 1] ?? '') && at < core),
  )
  const text = words.join(' ')
  const kind = (at: number): AuthorityReading['kind'] =>
    ENGINE.has(words[at] ?? '') ? 'authority' : 'document'
  const next = words[core + 1] ?? ''
  const isAuthority =
    /^(?:authority|authorities|power|powers|mandate)$/.test(next) || /\bauthority of core\b/.test(text)
  if (
    /\b(?:consider|treat|declare|regard|read|view|make|makes|made)\w* (?:¦|this|the(?! (?:active |official |binding )*core)) (?:\S+ )?(?:as )?(?:an? |the )?(?:active |official |binding )*core (?:protocol|authority)|\b(?:has|have|with) the (?:force|rank|weight|standing|status) of (?:an? )?(?:active )?core protocol|\bwith (?:¦|this \w+) comes (?:\w+ )?core authority/.test(
      text,
    ) &&
    !isOpen(words, core)
  )
    return { kind: 'document', rule: 'treated-as-core' }
  if (isOpen(words, Math.min(words.length - 1, core + 1))) return undefined
  if (words.slice(Math.max(0, core - 3), core).some((word) => word === 'without' || word === 'lacking'))
    return undefined
  if (
    /\bcore (?:surely )?(?:entrusts?|trusts?|invests?|vests?|entrusted|vested|invested) © with (?:its |full |the )*(?:core )?authority/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'core-granted' }
  if (isAuthority) {
    if (
      /(?:core authority of ©|© _s core authority) (?:is|was|has_been) (?:surely )?(?:active|granted|confirmed|in_place|valid|given|real)/.test(
        text,
      )
    )
      return { kind: 'authority', rule: 'has-core' }
    if (/^with (?:(?:full|active|all|complete|the) )*core authority (?:behind it )?, ©/.test(text))
      return { kind: 'authority', rule: 'has-core' }
    if (
      /\b(?:grants?|granted|gives?|gave|given|delegates?|hands?|handed|confers?|assigns?|assigned) (?:©|¦|the_engine) (?:\S+ ){0,2}?core|\b(?:grants?|granted|gives?|gave|delegates?|hands?|confers?|assigns?) (?:\S+ ){0,2}?core (?:authority|power) (?:to|on|upon) (?:©|¦|the_engine)/.test(
        text,
      )
    )
      return { kind: 'authority', rule: 'core-granted' }
    if (holder >= 0 && holder < core) {
      const between = words.slice(holder + 1, core)
      if (
        between.some((word) => HOLDS.test(word)) &&
        !between.some(
          (word) =>
            ['€', 'people', 'we', 'for', 'about', 'as', 'from'].includes(word) ||
            (word === 'with' && between[0] === 'compared'),
        )
      )
        return { kind: kind(holder), rule: 'has-core' }
      return undefined
    }
    const to = words.findIndex(
      (word, at) =>
        at > core &&
        (ENGINE.has(word) || PAGE.has(word)) &&
        ['to', 'in', 'with', 'by', 'on', 'upon', 'into', 'for'].includes(words[at - 1] ?? ''),
    )
    const to2 = words.findIndex(
      (word, at) =>
        at > core &&
        (ENGINE.has(word) || PAGE.has(word)) &&
        ['the', 'this', 'these'].includes(words[at - 1] ?? '') &&
        ['to', 'in', 'with', 'by', 'on', 'upon', 'into', 'for'].includes(words[at - 2] ?? ''),
    )
    const at = to >= 0 ? to : to2
    if (
      at >= 0 &&
      !isOpen(words, words.length - 1) &&
      words.some((word) =>
        /^(?:granted|given|gives?|gave|grants?|delegated|delegates?|transferred|assigned|assigns|handed|hands|vested|lies|rests|belongs|held|passes|goes|sits|is|comes|confers?|conferred|extends|placed|lodged|has_been)$/.test(
          word,
        ),
      )
    )
      return { kind: kind(at), rule: 'core-granted' }
    if (
      /\b(?:grants?|granted|gives?|gave|delegates?|hands?|confers?|assigns?) (?:©|¦|the_engine) (?:\S+ ){0,2}?core/.test(
        text,
      )
    )
      return { kind: 'authority', rule: 'core-granted' }
    return undefined
  }
  if (holder < 0 || holder > core) {
    if (
      /^core (?:surely )?(?:has |now )?(?:granted|grants|gave|given|gives|delegated|conferred|handed|lent|transferred) (?:its |full )?(?:©|authority to ©)/.test(
        text,
      )
    )
      return { kind: 'authority', rule: 'core-granted' }
    return undefined
  }
  const between = words.slice(holder + 1, core)
  const verb =
    between.find(
      (word) =>
        isVerb(word) ||
        /^(?:acts|counts|constitutes?|represents?|embod(?:y|ies)|forms?|makes? up|belongs?|overrides?|supersedes?|binds?|speaks|decides|rules|joins|joined|stands)$/.test(
          word,
        ),
    ) ?? ''
  if (verb === '') return undefined
  const rest = text.slice(text.indexOf('core'))
  if (/^core protocols?(?= candidates?)/.test(rest)) return undefined
  if (
    /(?:¦|this|workspace|document|page|prd|plan|sequence|artifact) (?:is|are|has become|became) (?:surely )?(?:the )?(?:active )?core$/.test(
      text,
    )
  )
    return { kind: 'document', rule: 'is-core' }
  const becomes =
    between.some((word) => W.COPULA.has(word)) ||
    /^(?:acts_as|counts_as|constitutes?|represents?|embod(?:y|ies)|forms?|stands|has_been|counts|acts)$/.test(
      verb,
    )
  if (
    becomes &&
    /^core[- ](?:protocols?|policy|policies|rule|document|standard)\b/.test(rest) &&
    !between.some(
      (word) =>
        ['for', 'about', 'from', 'by', 'with', 'than', 'to', 'on', 'in', 'compared'].includes(word) &&
        !(word === 'to' && between.some((other) => /^(?:promoted|elevated|raised)$/.test(other))),
    )
  )
    return { kind: kind(holder), rule: 'is-protocol' }
  if (/^(?:core-approved|core-level|core-authori[sz]ed|core-sanctioned|core-grade)/.test(rest) && becomes)
    return { kind: kind(holder), rule: 'is-core' }
  if (
    becomes &&
    /\b(?:promoted|elevated|raised|admitted|added|moved) (?:in)?to (?:an? |the )?(?:active )?core\b/.test(
      text,
    )
  )
    return { kind: kind(holder), rule: 'promoted-to-core' }
  if (
    (becomes || verb === 'belongs') &&
    /\b(?:part of|member of|belongs to|now in|in) (?:the )?(?:active )?core$/.test(
      text.replace(/ (?:now|already|today)$/, ''),
    )
  )
    return { kind: kind(holder), rule: 'part-of-core' }
  if (becomes && /\b(?:authoritative|binding|normative|mandatory) (?:for|on|in) core\b/.test(text))
    return { kind: kind(holder), rule: 'binds-core' }
  if (/^(?:overrides?|supersedes?|binds?)$/.test(verb) && between.length <= 3)
    return { kind: kind(holder), rule: 'binds-core' }
  if (
    /^(?:speaks|acts|decides|rules)$/.test(verb) &&
    /\b(?:for|in the name of|on behalf of|with the voice of) core\b/.test(text)
  )
    return { kind: kind(holder), rule: 'speaks-for-core' }
  return undefined
}

/** Notes without a verb: "Authority: Core", "# Active Core Protocol", "Core authority: granted". */
export function readLabel(tokens: Words): AuthorityReading | undefined {
  const words = tokens.filter((word) => word !== '.' && word !== '!')
  const text = words.join(' ')
  if (!/\bcore\b/.test(text) || words.length > 12) return undefined
  if (isOpen(words, words.length - 1) || words.some((word) => W.CONDITION.has(word) || word === '?'))
    return undefined
  if (
    /^(?:status|authority|standing|level|tier|classification|state|kind|type) (?::|=|-|–|—) (?:(?:active|official|full|binding) )*core(?: protocol| authority)?$/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'label' }
  if (
    /^(?:status|authority|standing|level) of (?:¦|©|(?:this|the) \S+) (?::|=|is|-|–|—) (?:(?:full|active|surely) )*core\b/.test(
      text,
    )
  )
    return { kind: 'document', rule: 'label' }
  if (/^authority (?:of|for|held by) © (?::|=|is|-|–|—) (?:(?:full|active|surely) )*core\b/.test(text))
    return { kind: 'authority', rule: 'label' }
  if (
    /^(?:active )?core (?:protocol|authority) (?::|=|-|–|—) (?:yes|true|active|granted|given|full|held|©|confirmed)\b/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'label' }
  if (
    /^(?:[^:]{1,60} : )?(?:now |already |surely )?(?:an? |the )?(?:active|official|binding) core (?:protocol|authority)(?=$| :| ,)/.test(
      text,
    )
  )
    return { kind: 'document', rule: 'label' }
  if (
    /^(?:grants?|granted|gives?|given)?(?: :)? ?© (?:-> |→ |=> |= |: |- |– |— |, )?(?:now )?(?:with |has |holds )?(?:(?:full|active|official) )*core authority\b/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'label' }
  return undefined
}
