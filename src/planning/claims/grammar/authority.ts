// Promises: whether a sentence gives an engine authority over itself or over Core, or makes a planning page more than one.
// Must not: know Markdown or files. Called by: claims/classify-text.ts.

import type { Clause } from './assertion.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

type Words = readonly string[]

export interface AuthorityReading {
  readonly kind: 'authority' | 'document'
  readonly rule: string
}

/** Acts that need somebody else: doing them to oneself or to one's own work is authority. */
const APPROVE =
  /^(?:self-)?(?:approv(?:e|es|ed|ing)|promot(?:e|es|ed|ing)|authori[sz](?:e|es|ed|ing)|grants?|granted|signs?|signed|signs_off|signed_off|signed_off_on|signs_off_on|sign_off|rubber-stamps?|certif(?:y|ies|ied)|merg(?:e|es|ed|ing)|accepts?|accepted|admits?|admitted|releas(?:e|es|ed)|elevat(?:e|es|ed)|lifts?|lifted|enabl(?:e|es|ed)|endors(?:e|es|ed)|waiv(?:e|es|ed)|appoint(?:s|ed)?|declar(?:e|es|ed)|clears?|cleared|confirms?|confirmed|wav(?:e|es|ed)|ratif(?:y|ies|ied)|upgrad(?:e|es|ed)|advanc(?:e|es|ed)|moves?|award(?:s|ed)?|giv(?:e|es|en)|gave|green-lights?|vouch(?:es)?|whitelists?)$/
/** Acts that are harmless unless their object is a matter of authority. */
const DECIDE =
  /^(?:selects?|selected|choos(?:e|es)|chose|chosen|picks?|decid(?:e|es|ed)|determin(?:e|es|ed)|sets?|controls?|controlled|rul(?:e|es|ed)|chang(?:e|es|ed)|defin(?:e|es|ed)|writ(?:e|es)|issu(?:e|es|ed)|remov(?:e|es|ed)|opens?|assign(?:s|ed)?|extend(?:s|ed)?|widen(?:s|ed)?|expand(?:s|ed)?|governs?|owns?|judg(?:e|es|ed)|sign(?:s|ed)?|raises?|raised)$/
const AUTHORITY_NOUN =
  /^(?:authority|authorities|permissions?|rights?|gates?|stages?|promotions?|approvals?|approvers?|reviewers?|policy|policies|limits|mandate|standing|status|enablement|admission|powers?|privileges?|access|risk|candidacy|fate|readiness|eligibility|scope|rank|verdicts?)$/
const OWN_NOUN =
  /^(?:promotions?|approvals?|authority|stages?|gates?|policy|enablement|admission|patch(?:es)?|work|changes|output|results?|runs?|merges?|standing|status|pull|request|requests|candidacy|code|rights?|permissions?|recommendations?|verdicts?|evidence|access|commits?)$/
const BYPASS =
  /^(?:bypass(?:es|ed)?|skip(?:s|ped)?|ignor(?:e|es|ed)|overrid(?:e|es|den)|overrode|overrul(?:e|es|ed)|waiv(?:e|es|ed)|circumvents?|sidesteps?|evad(?:e|es)|disabl(?:e|es)|vetoe?s?|lifts?|dispens(?:e|es)_with)$/
const GATE =
  /^(?:gates?|approvals?|reviews?|policy|policies|checks?|ladder|sandbox|denials?|approvers?|reviewers?|rejections?|verdicts?|sign-off|people|humans?|person|decisions?|requirements?|core|signatures?|rules)$/
const CONSENT =
  /^(?:approvals?|sign-off|signoff|signature|signatures|consent|permission|review|reviewer|reviewers|say-so|blessing|gate|gates|approver|clearance|authorisation|authorization|go-ahead|nod|supervision|oversight|countersignature|human)$/
const ENGINE = new Set([
  '©',
  'º',
  'the_engine',
  'engine',
  'engines',
  'backend',
  'backends',
  'candidate',
  'candidates',
  'adapter',
  'adapters',
  'agent',
  'agents',
  '¤',
])
const PAGE = new Set([
  '¦',
  'document',
  'documents',
  'page',
  'pages',
  'prd',
  'sequence',
  'artifact',
  'plan',
  'plans',
  'text',
  'paper',
  'memo',
  'note',
  'folder',
  'workspace',
  'workboard',
  'matrix',
  'contract',
  'record',
  'records',
  'these',
  'this',
  'both',
  'issues',
  'protocol',
  'file',
  'disclaimer',
  'board',
])
const REFLEXIVE = new Set(['itself', 'themselves', 'himself', 'oneself'])
const HOLDS =
  /^(?:has|have|had|holds?|held|carries|carry|carried|gains?|gained|wields?|exercises?|receives?|received|enjoys?|possess(?:es)?|obtains?|obtained|inherits?|assumes?|given|granted|gets?|got|claims|comes|speaks|acts?|acted|operates?|operated|runs?|works?|endowed|vested|invested|entrusted|equipped|clothed|is|are|with|under|bears?|commands?|has_been|needs)$/

/** Without one of these words nobody is given authority. */
const HINT =
  /core|itself|themselves|own|self|its|approv|authorit|right|power|say|judg|decid|bypass|skip|ignor|overr|waiv|circumvent|sidestep|evad|disabl|exempt|consent|permission|review|sign|gate|human|it$|free|promot|fate|hands|lies/

const isMay = (word: string): boolean => word === 'may' || word === 'can'

/** Whether the words before an act leave it open. "May" and "can" permit, and permission is what is looked for. */
function isOpen(words: Words, to: number): boolean {
  for (let at = 0; at <= to && at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (W.NEGATION.has(word) && !['without', 'no_longer'].includes(word)) return true
    if (W.MODAL.has(word) && !isMay(word) && !(word === 'will' && false)) return true
    if (W.DOUBT.has(word) && !W.STUDY.has(word)) return true
  }
  return words[0] === 'only' || words.slice(0, to).includes('only_if')
}

/** The same, with the denial that is part of the claim left out: "no approval is needed". */
function isOpenBut(words: Words, skip: number): boolean {
  return words.some((word, at) => {
    if (at === skip) return false
    if (W.NEGATION.has(word) && word !== 'without' && !word.endsWith("'s")) return true
    if (W.MODAL.has(word) && !isMay(word) && word !== 'has_to' && word !== 'must') return true
    if (/^(?:requir|need)/.test(word)) return false
    return W.DOUBT.has(word) && !W.STUDY.has(word)
  })
}

export function readAuthority(tokens: Words, clauses: readonly Clause[]): AuthorityReading | undefined {
  if (!tokens.some((word) => HINT.test(word))) return undefined
  const label = readLabel(tokens)
  if (label !== undefined) return label
  const onItself = decidesOnItself(tokens)
  if (onItself) return { kind: 'authority', rule: 'decides-on-itself' }
  let subject: string | undefined
  for (const clause of clauses) {
    const first = clause.words.find((word) => !W.isAdverb(word)) ?? ''
    const elided =
      subject !== undefined &&
      (isVerb(first) ||
        clause.opener === 'which' ||
        clause.opener === 'who' ||
        APPROVE.test(first) ||
        BYPASS.test(first))
    const words = elided && subject !== undefined ? [subject, ...clause.words] : clause.words
    const found = clause.words.find(
      (word) => ENGINE.has(word) || PAGE.has(word) || word === '€' || word === 'people',
    )
    if (found !== undefined && !elided) subject = found
    if (!clause.asserted) continue
    const rule = readEngine(words)
    if (rule !== undefined) return { kind: 'authority', rule }
    const core = readCore(words)
    if (core !== undefined) return core
  }
  return undefined
}

/** "© decides for itself when it is promoted." */
function decidesOnItself(tokens: Words): boolean {
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

function readEngine(words: Words): string | undefined {
  if (words.includes('|')) return undefined
  return (
    readOwnAct(words) ??
    readOwnRole(words) ??
    readPower(words) ??
    readBypass(words) ??
    readNoConsent(words) ??
    readByItself(words) ??
    readSelf(words)
  )
}

function subjectBefore(words: Words, to: number): number {
  let found = -1
  for (let at = 0; at < to; at += 1) {
    const word = words[at] ?? ''
    if (!ENGINE.has(word) || word === '¤') continue
    const before = words[at - 1] ?? ''
    if (W.PREPOSITION.has(before) && before !== 'like') continue
    if (words[at + 1] === '_s' || words[at + 1] === 'by') continue
    found = at
    break
  }
  if (
    found >= 0 &&
    words
      .slice(found + 1, to)
      .some(
        (word) =>
          word === '€' ||
          word === 'we' ||
          word === 'people' ||
          word === 'person' ||
          word === 'who' ||
          word === '¦',
      )
  )
    return -1
  return found
}

/** "© may approve itself", "© signs off its own work", "© merges what it wrote". */
function readOwnAct(words: Words): string | undefined {
  for (const [at, spelled] of words.entries()) {
    const word = spelled.replace(/_(?:on|for)$/, '')
    const approves = APPROVE.test(word)
    if (!approves && !DECIDE.test(word)) continue
    const subject = subjectBefore(words, at)
    if (subject < 0 || isOpen(words, at)) continue
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

function isPermission(between: Words): boolean {
  return /\b(?:allowed|permitted|authori[sz]ed|entitled|free|able|empowered|trusted|cleared|in a position|licensed|qualified|fit|welcome) to$|\bto$/.test(
    between.filter((word) => !W.isAdverb(word)).join(' '),
  )
}

/** "© is its own approver." */
function readOwnRole(words: Words): string | undefined {
  const text = words.join(' ')
  const match =
    /(?:©|º|the_engine|engine|candidate|backend) (?:[\w-]+ly |now |may |can |also )*(?:is|be|becomes|acts_as|acts|remains|serves) (?:[\w-]+ly |now |as )*(?:its own (?:\w+ )?(?:approver|reviewer|judge|authority|gatekeeper|gate|auditor|owner|referee|jury|supervisor|boss)|(?:the |an? )?(?:approver|reviewer|judge|auditor|authority) (?:of|for|in|on|over) (?:its own|itself|its))/.exec(
      text,
    )
  return match === null || isOpen(words, words.length - 1) ? undefined : 'own-role'
}

/** "© has the final say on its promotion", "© was given the right to approve". */
function readPower(words: Words): string | undefined {
  const text = words.join(' ')
  const match =
    /(?:©|º|the_engine|engine|engines|candidate|backend) (?!_s)(?:[\w-]+ ){0,5}?(?:has|have|holds?|given|granted|gets?|got|enjoys?|with|possess(?:es)?|retains?|wields?|has_been) (?:the |an? |full |final |sole |all |its |own |any |explicit )*(?:(?:right|rights|power|powers|authority|mandate|permission|freedom|privilege|licence) (?:to (?:[\w-]+ly )?(?:approve|promote|decide|select|merge|sign|grant|authori[sz]e|override|bypass|skip|waive|certify|release|accept)|(?:over|of|on|about) (?:its|the promotion|promotion|approvals?|merges?|itself|core|gates?))|(?:final|last|approval|promotion|full|merge|decision) (?:say|word|authority)|say (?:on|over|in|about) its)/.exec(
      text,
    )
  if (match === null) return undefined
  return isOpen(words, words.length - 1) || words.slice(0, 3).includes('people') ? undefined : 'power'
}

function readBypass(words: Words): string | undefined {
  for (const [at, word] of words.entries()) {
    if (!BYPASS.test(word)) continue
    const subject = subjectBefore(words, at)
    if (subject < 0 || isOpen(words, at)) continue
    if (
      words.slice(subject + 1, at).some((next) => W.COPULA.has(next)) &&
      !isPermission(words.slice(subject + 1, at))
    )
      continue
    if (words.slice(at + 1, at + 6).some((next) => GATE.test(next))) return 'bypasses'
  }
  const text = words.join(' ')
  if (
    /(?:©|the_engine|º) (?:\S+ )?(?:is|stands|are) (?:\S+ )?(?:exempt(?:ed)? from|above|not subject_to|not bound by|outside|bound by no|subject_to no|under no|free (?:of|from)) (?:\S+ ){0,3}?(?:gates?|approvals?|reviews?|policy|checks|ladder|sandbox|oversight|supervision|rules)/.test(
      text,
    )
  ) {
    const skip = /not (?:subject_to|bound by)/.test(text)
      ? words.indexOf('not')
      : /(?:bound by|subject_to|under) no /.test(text)
        ? words.indexOf('no')
        : -1
    return isOpenBut(words, skip) ? undefined : 'exempt'
  }
  return undefined
}

/** "No approval is needed for ©", "© needs nobody's consent", "© merges without review". */
function readNoConsent(words: Words): string | undefined {
  const engine = words.findIndex(
    (word) => word === '©' || word === '¤' || word === 'the_engine' || word === 'º',
  )
  const text = words.join(' ')
  const consent = words.findIndex((word) => CONSENT.test(word))
  if (engine >= 0 && consent >= 0) {
    const skip = words.findIndex((word) =>
      ['no', 'not', 'neither', "nobody's", "one's", 'no_longer', 'without', 'zero', 'never'].includes(word),
    )
    const word = words[skip] ?? ''
    if (skip >= 0 && !isOpenBut(words, skip)) {
      const needs = words.findIndex((next) =>
        /^(?:needs?|needed|requires?|required|necessary|wants?|waits?|asks?|depends?|subject|asked)$/.test(
          next,
        ),
      )
      if (
        needs >= 0 &&
        word !== 'without' &&
        (Math.abs(skip - needs) <= 4 || Math.abs(skip - consent) <= 3) &&
        !(word === 'never' && text.includes('without'))
      )
        return 'no-consent-needed'
      const wanted = words.findIndex((next, index) => index > skip && CONSENT.test(next))
      if (
        word === 'without' &&
        wanted > skip &&
        wanted - skip <= 5 &&
        engine < skip &&
        isHeadOf(words, engine)
      ) {
        const between = words.slice(engine + 1, skip)
        if (
          between.some(
            (next) => isVerb(next) || /(?:s|ed|e|es|ing|get|go|run|act|merge|write|promoted)$/.test(next),
          )
        )
          return 'without-consent'
      }
    }
    if (
      /\b(?:approvals?|sign-off|consent|permission|review|signature)s? (?:\S+ ){0,4}?(?:is|are) (?:\S+ )?(?:optional|unnecessary|superfluous|waived|void|needless)\b/.test(
        text,
      ) &&
      !isOpen(words, words.length - 1)
    )
      return 'no-consent-needed'
  }
  if (
    /© (?:surely )?(?:does|do|will) not (?:has_to|need to|need) (?:be )?(?:approved|signed|reviewed|wait|ask|seek)/.test(
      text,
    )
  )
    return 'no-consent-needed'
  if (
    engine >= 0 &&
    /^(?:surely )?(?:no one|nobody|no (?:human|person|reviewer|approver|people|maintainer|owner|one)) (?:else )?(?:has_to|needs?(?: to)?|must|has to|is needed to|is required to|need) (?:\S+ )?(?:approve|sign|review|agree|promote|check|countersign|confirm)/.test(
      text,
    )
  )
    return 'nobody-approves'
  if (engine >= 0 && /\bno (?:gate|approval|review|policy)s? (?:applies|apply|holds) (?:to|for) ©/.test(text))
    return 'no-gate-applies'
  return undefined
}

function isHeadOf(words: Words, at: number): boolean {
  return !W.PREPOSITION.has(words[at - 1] ?? '') && words[at + 1] !== '_s'
}

const MATTER =
  /\b(?:promotions?|approvals?|patch(?:es)?|runs?|stages?|decisions?|fate|say|authority|verdict|control|judgement|power|merges?|¤|status|right)\b/

/** "The promotion of © is decided by © itself", "its promotion lies in its own hands". */
function readByItself(words: Words): string | undefined {
  const text = words.join(' ')
  if (isOpen(words, words.length - 1) || !/[©¤ª]|\bits\b|candidate|engine/.test(text)) return undefined
  if (
    MATTER.test(text) &&
    /\b(?:is|are|was|were|gets?|has_been) (?:\S+ )?(?:approved|granted|decided|signed|promoted|made|taken|given|selected|signed_off|determined)(?: on)? by (?:©|itself|ª|the_engine|the candidate)(?! _s)(?=$| (?!project|team|owner))/.test(
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

function readSelf(words: Words): string | undefined {
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

/** Core authority held, Core Protocol been. */
function readCore(words: Words): AuthorityReading | undefined {
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
    /\b(?:consider|treat|declare|regard|read|view|make|makes|made)\w* (?:¦|this|the) (?:\S+ )?(?:as )?(?:an? |the )?(?:active |official |binding )*core (?:protocol|authority)|\b(?:has|have|with) the (?:force|rank|weight|standing|status) of (?:an? )?(?:active )?core protocol|\bwith (?:¦|this \w+) comes (?:\w+ )?core authority/.test(
      text,
    ) &&
    !isOpen(words, core)
  )
    return { kind: 'document', rule: 'treated-as-core' }
  if (isOpen(words, Math.min(words.length - 1, core + 1))) return undefined
  if (isAuthority) {
    if (
      /\b(?:grants?|granted|gives?|gave|delegates?|hands?|confers?|assigns?) (?:©|¦|the_engine) (?:\S+ ){0,2}?core|\b(?:grants?|granted|gives?|gave|delegates?|hands?|confers?|assigns?) (?:\S+ ){0,2}?core (?:authority|power) (?:to|on|upon) (?:©|¦|the_engine)/.test(
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
      /^core (?:surely )?(?:has |now )?(?:granted|grants|gave|gives|delegated|conferred|handed) (?:its |full )?(?:©|authority to ©)/.test(
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
        /^(?:acts|counts|constitutes|represents|embodies|belongs|overrides?|supersedes?|binds?|speaks|decides|rules|joins|joined|stands)$/.test(
          word,
        ),
    ) ?? ''
  if (verb === '') return undefined
  const rest = text.slice(text.indexOf('core'))
  if (/^core protocols?(?= candidates?)/.test(rest)) return undefined
  if (
    /(?:¦|this|workspace|document|page|prd|plan|sequence|artifact) (?:is|are|has become|became) (?:surely )?core$/.test(
      text,
    )
  )
    return { kind: 'document', rule: 'is-core' }
  const becomes =
    between.some((word) => W.COPULA.has(word)) ||
    /^(?:acts_as|counts_as|constitutes|represents|embodies|stands|has_been|counts|acts)$/.test(verb)
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
    /\b(?:part of|member of|belongs to|now in|in) (?:the )?core$/.test(
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
function readLabel(tokens: Words): AuthorityReading | undefined {
  const words = tokens.filter((word) => word !== '.' && word !== '!')
  const text = words.join(' ')
  if (!/\bcore\b/.test(text) || words.length > 8) return undefined
  if (isOpen(words, words.length - 1) || words.some((word) => W.CONDITION.has(word) || word === '?'))
    return undefined
  if (
    /^(?:status|authority|standing|level|tier|classification|state|kind|type) (?::|=|-|–|—) (?:(?:active|official|full|binding) )*core(?: protocol| authority)?$/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'label' }
  if (
    /^(?:active )?core (?:protocol|authority) (?::|=|-|–|—) (?:yes|true|active|granted|given|full|held|©|confirmed)\b/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'label' }
  if (
    /^(?:now |already |surely )?(?:an? |the )?(?:active|official|binding) core (?:protocol|authority)(?=$| :| ,)/.test(
      text,
    )
  )
    return { kind: 'document', rule: 'label' }
  if (
    /^© (?:: |- |– |— |, )?(?:now )?(?:with |has |holds )?(?:(?:full|active|official) )*core authority\b/.test(
      text,
    )
  )
    return { kind: 'authority', rule: 'label' }
  return undefined
}
