import { isHeadOf, isOpen, isOpenBut, isPermission, subjectBefore } from './authority-subject.ts'
import { BYPASS, CONSENT, GATE, type Words } from './authority-words.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

/** "© has the final say on its promotion", "© was given the right to approve". */
const OFFICE = '(?:approvals?|promotions?|admissions?|gates?|sign-offs?)'
const ITS_OWN = '(?:promotions?|approvals?|stages?|admission|enablement|candidacy|readiness|standing|fate)'
/** "© decides on approvals", "© may grant approvals", "© is in charge of its own promotion". */
const HOLDS_OFFICE = new RegExp(
  `(?:©|the_engine|º) (?:(?:(?:\\S+ly|surely|now|alone|may|can) )*(?:decid\\w+|rul\\w+)(?:_on| on| about| over)? (?:(?:all|the|merge|its|every) )*${OFFICE}|(?:may|can|is (?:\\S+ )?(?:allowed|authori[sz]ed|entitled|free|permitted|empowered) to) (?:grant|issue|give|sign|hand) (?:out )?(?:(?:all|the|merge|its|every) )*${OFFICE}|(?:is|are) (?:surely )?(?:in charge of|responsible for|in control of|master of) its (?:own )?${ITS_OWN})(?= |$)`,
)

export function readOffice(words: Words): string | undefined {
  return HOLDS_OFFICE.test(words.join(' ')) && !isOpen(words, words.length - 1) ? 'power' : undefined
}

export function readPower(words: Words): string | undefined {
  const text = words.join(' ')
  const match =
    /(?:©|º|the_engine|engine|engines|candidate|backend) (?!_s)(?:[\w-]+ ){0,5}?(?:has|have|holds?|given|granted|gets?|got|enjoys?|with|possess(?:es)?|retains?|wields?|has_been) (?:the |an? |full |final |sole |all |its |own |any |explicit )*(?:(?:right|rights|power|powers|authority|mandate|permission|freedom|privilege|licence) (?:to (?:[\w-]+ly )?(?:approve|promote|decide|select|merge|sign|grant|authori[sz]e|override|bypass|skip|waive|certify|release|accept)|(?:over|of|on|about) (?:its|the promotion|promotion|approvals?|merges?|itself|core|gates?))|(?:final|last|approval|promotion|full|merge|decision) (?:say|word|authority)|say (?:on|over|in|about) its)/.exec(
      text,
    )
  if (match === null) return undefined
  return isOpen(words, words.length - 1) || words.slice(0, 3).includes('people') ? undefined : 'power'
}

export function readBypass(words: Words): string | undefined {
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

/** "No signature is needed when © promotes itself." */
export function needsNobody(tokens: Words): boolean {
  return /^(?:surely ,? ?)?no (?:\S+ )?(?:signature|approval|review|consent|sign-off|permission|person) (?:is |are )?(?:required|needed|necessary|asked) (?:when|if|for|before|once|after|that) ©(?! is not)/.test(
    tokens.join(' '),
  )
}

/** "No approval is needed for ©", "© needs nobody's consent", "© merges without review". */
export function readNoConsent(words: Words): string | undefined {
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
      /\b(?:approvals?|sign-off|consent|permission|review|signature)s? (?:\S+ ){0,4}?(?:is|are) (?:\S+ )?(?:optional|unnecessary|superfluous|waived|needless)\b/.test(
        text,
      ) &&
      !isOpen(words, words.length - 1)
    )
      return 'no-consent-needed'
  }
  const isGuess = isOpen(words, Math.max(0, words.indexOf('©')))
  if (
    !isGuess &&
    /© (?:surely )?(?:does|do|will) not (?:has_to|need to|need) (?:be )?(?:approved|signed|reviewed|wait|ask|seek)/.test(
      text,
    )
  )
    return 'no-consent-needed'
  if (
    engine >= 0 &&
    /^(?:surely )?(?:no one|nobody|no (?:human|person|reviewer|approver|people|maintainer|owner|one)) (?:else )?(?:has_to|needs?(?: to)?|must|has to|is needed to|is required to|need) (?:\S+ )?(?:approve|sign|review|agree|promote|check|countersign|confirm|look|read|see|inspect)/.test(
      text,
    )
  )
    return 'nobody-approves'
  if (
    /^(?:surely )?(?:the |our |these )?(?:gates?|rules?|polic\w+|checks?|reviews?|approvals?|limits?)(?: of \S+)? (?:surely )?(?:do|does|did) not (?:apply|hold|bind|count|concern|govern)(?: (?:to|for))? ©$/.test(
      text.replace(/ [.!]$/, ''),
    )
  )
    return 'no-gate-applies'
  if (
    /^(?:people|humans|persons|reviewers|owners|nobody|no one) (?:need not|do not (?:need to|has_to|have to)) (?:\S+ )?(?:approve|sign|review|check)\b.*(?:©|¤|\bits\b)/.test(
      text,
    )
  )
    return 'no-consent-needed'
  if (
    !isGuess &&
    /© answers? to (?:no one|nobody|none|itself)(?= |$)/.test(text) &&
    !/\b(?:not|never)\b/.test(text)
  )
    return 'exempt'
  if (
    /\b(?:gates?|rules?|polic\w+|checks?|reviews?) (?:is|are) (?:\S+ )?(?:off|disabled|lifted|suspended|waived|optional) for ©/.test(
      text,
    ) &&
    !/\b(?:not|never|no)\b/.test(text)
  )
    return 'no-gate-applies'
  if (
    /\b(?:patches|work|changes|merges|code|commits|results) (?:by|of|from) © (?:are|is|get|gets|goes|go) (?:\S+ )?(?:merged|accepted|approved|delivered|in)? ?without (?:an?y? )?(?:review|approval|sign-off|consent|reviewer)/.test(
      text,
    )
  )
    return 'without-consent'
  if (engine >= 0 && /\bno (?:gate|approval|review|policy)s? (?:applies|apply|holds) (?:to|for) ©/.test(text))
    return 'no-gate-applies'
  return undefined
}
