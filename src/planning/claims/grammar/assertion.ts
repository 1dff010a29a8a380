// Promises: which clauses of a sentence are asserted, and which stand under a condition, a denial, a plan or a question.
// Must not: cut sentences. Called by: claims/grammar/clauses.ts.
import { isConfiguration, OPEN_CONDITION } from './conditions.ts'
import { isSettled } from './settled.ts'
import { hasVerb, isVerb, isVerbish } from './verbs.ts'
import {
  AUXILIARY,
  CONDITION,
  COPULA,
  DOUBT,
  MODAL,
  NEGATION,
  PAST,
  REPLACE,
  STUDY,
  TEMPORAL,
} from './words.ts'

export interface Clause {
  /** The word that opens it: "if", "because", "and", or a mark of punctuation; empty at the start. */
  readonly opener: string
  readonly words: readonly string[]
  /** False under a condition, a denial of the whole, a plan, a question asked. */
  readonly asserted: boolean
}

export interface Draft {
  opener: string
  words: string[]
  /** How it hangs on the one before: not at all after a stop. */
  stop: string
}

export function weigh(drafts: readonly Draft[]): readonly Clause[] {
  const conditional = drafts.map((draft, at) => isConditional(draft, drafts[at - 1]))
  let governs = false
  let embedded = false
  let isList = false
  const isGuess = GUESS.test(drafts[0]?.words[0] ?? '')
  return drafts.map((draft, at) => {
    isList = isList || (draft.stop === ':' && opensExamples(drafts[at - 1]?.words ?? []))
    const broken =
      [...(isList ? [] : [';']), '!', '—', '–', '-', '--'].includes(draft.stop) ||
      ['but', 'yet', 'so'].includes(draft.opener)
    const goesOn =
      draft.opener === 'that' ||
      draft.opener === 'which' ||
      draft.opener === 'whether' ||
      draft.stop === ':' ||
      (draft.opener === '' && draft.stop === '') ||
      (isList && draft.stop === ';')
    const isAlong =
      draft.opener === 'and' ||
      draft.opener === 'or' ||
      isLinked(draft) ||
      (at > 0 && !hasVerb(drafts[at - 1]?.words ?? []))
    const before = embedded || (isGuess && at === 1)
    embedded =
      !broken &&
      !(draft.stop === ':' && isAnswer(draft, drafts[at - 1])) &&
      ((governs && goesOn) ||
        (before && (isAlong || goesOn)) ||
        (governs && isAlong && !hasVerb(drafts[at - 1]?.words ?? [])))
    const asserted =
      !embedded &&
      !isJudgedAfter(draft, drafts[at - 1]) &&
      conditional[at] !== true &&
      (!['before', 'even_if'].includes(draft.opener) || (draft.opener === 'before' && isPast(draft))) &&
      !governedByCondition(drafts, conditional, at)
    governs =
      (conditional[at] === true && drafts[at + 1]?.opener === 'that') ||
      (embeds(draft) &&
        !(GRANTED.has(draft.opener) && drafts[at + 1]?.stop === ',' && drafts[at + 1]?.opener === '')) ||
      (drafts[at + 1]?.stop === ':' && opensExamples(draft.words)) ||
      (drafts[at + 1]?.opener === 'which' &&
        draft.words.some((word) => DOUBT.has(word)) &&
        !hasVerb(draft.words))
    return { opener: draft.opener, words: draft.words, asserted }
  })
}

const SAYING =
  /^(?:writ|sa(?:y|id)|stat|claim|call|read|assert|declar|suggest|mean|word|sentenc|phras|rule|exampl|reject|refus|forbid|prohibit|disallow|invalid|wrong|false|untrue|myth|mistake|allow)/

const NEEDLESS =
  /^nothing (?:remains|is left)|^(?:no|none|nothing) .*\b(?:needed|required|necessary|shown|proved|proven|missing)$|\bnot (?:\S+ )?(?:fail|failed|rejected|just|only|merely)\b/

/** "© is no candidate: it is the default", "nothing stands in its way: © is approved". A denial of what was said before. */
function isAnswer(draft: Draft, before: Draft | undefined): boolean {
  const [first = '', second = ''] = draft.words
  if (first === '©' && draft.words.length === 1 && before !== undefined && isSettled(before.words))
    return true
  return (
    (first === '©' || first === 'ª') &&
    (COPULA.has(second) || AUXILIARY.has(second) || MODAL.has(second) || isVerbish(second)) &&
    before !== undefined &&
    hasVerb(before.words) &&
    !before.words.some(
      (word) =>
        !NEEDLESS.test(before.words.join(' ')) &&
        (SAYING.test(word) || (DOUBT.has(word) && !STUDY.has(word)) || OPENS_EXAMPLES.test(word)),
    )
  )
}

/** "Saying that © is approved is drift": what is said is the subject of a verdict. */
function isJudgedAfter(draft: Draft, before: Draft | undefined): boolean {
  if (
    draft.opener !== 'that' ||
    before === undefined ||
    before.words.some((word) => COPULA.has(word) || AUXILIARY.has(word))
  )
    return false
  const { words } = draft
  return words.some((word, at) => {
    if (at < 2) return false
    if (/^(?:fails?|violates|breaks|contradicts)$/.test(word)) return true
    const next = words.slice(at + 1, at + 4)
    return (
      (COPULA.has(word) || MODAL.has(word)) &&
      words.slice(0, at).some((earlier) => isVerb(earlier) || isVerbish(earlier)) &&
      (next.some((said) => NEGATION.has(said) || DOUBT.has(said)) || TAKEN_BACK.test(next.join(' ')))
    )
  })
}

const TAKEN_BACK =
  /\b(?:retracted|corrected|overturned|annulled|refuted|rescinded|reversed|cancell?ed|undone|reverted|dismissed|overruled|debunked|deleted|pulled|taken back|walked back)\b/

function isLinked(draft: Draft): boolean {
  return draft.words[0] === 'and' || draft.words[0] === 'or' || draft.words[0] === 'nor'
}

const OPENS_EXAMPLES =
  /^(?:(?:counter|non|anti)-?(?:examples?|patterns?)|soon|coming|upcoming|revert|reverted|reverts|undo|rollback|wip|idea|ideas|definition|dod|forbidden|claims|anti-goals?|assumptions?|targets?|next|later|future|steps?|planned|roadmap|vision|milestones?|hypothes[ei]s|denied|rejected|blocked|open|pending|options?|examples?|criteri(?:a|on)|requirements?|conditions?|questions?|rules?|drafts?|proposals?|tests?|expected|acceptance|checks?|requests?|prerequisites?|path|todo|tbd|needed|condition)$/

/** What these open is taken for granted, and the sentence goes on without it. */
const GRANTED = new Set([
  'although',
  'though',
  'while',
  'whereas',
  'because',
  'since',
  'now_that',
  'given_that',
  'even_if',
])

/** "Target reached:", "conditions met:": what follows is so. */
const FULFILLED = /^(?:met|reached|achieved|hit|accomplished|fulfilled|satisfied|completed?|attained)$/

/** "Steps:", but not "step 3:". */
function opensExamples(words: readonly string[]): boolean {
  if (
    FULFILLED.test(words.at(-1) ?? '') &&
    !words.some((word) => NEGATION.has(word) || MODAL.has(word) || CONDITION.has(word) || word === 'to')
  )
    return false
  return words.some(
    (word, at) =>
      OPENS_EXAMPLES.test(word) &&
      (!/^\d/.test(words[at + 1] ?? '') ||
        /^(?:options?|questions?|ideas?|proposals?|assumptions?|hypothes[ei]s|examples?|drafts?)$/.test(
          word,
        )),
  )
}

function isFrontedCondition(draft: Draft): boolean {
  return CONDITION.has(draft.opener) || TEMPORAL.has(draft.opener)
}

/** Whether what follows in the sentence is said, asked, wanted or denied here rather than stated. */
function embeds(draft: Draft): boolean {
  if (
    (/^(?:evidence|proof|confirmation|indications?)$/.test(draft.words.at(-1) ?? '') &&
      !hasVerb(draft.words)) ||
    (/^(?:evidence|proof|confirmation|indications?|signs?|records?)$/.test(draft.words.at(-1) ?? '') &&
      draft.words.some((word) => WANTING.test(word)))
  )
    return true
  if (draft.opener === 'before') return !isPast(draft)
  if (isFrontedCondition(draft) && isConfiguration(draft.words, draft.opener)) return false
  if (
    /^(?:prove|show|demonstrate|check|verify|ensure|test|establish|judge|decide|find)$/.test(
      draft.words[0] ?? '',
    )
  )
    return true
  if (isItsOwnReport(draft.words)) return true
  if (
    (CONDITION.has(draft.opener) || TEMPORAL.has(draft.opener)) &&
    draft.words.some((word) => SPOKEN.test(word))
  )
    return true
  if (draft.words.some((word, at) => word === 'no_longer' && SAYING.test(draft.words[at + 1] ?? '')))
    return true
  if (draft.words[0] === 'only' && draft.words[1] !== '©') return true
  if (TO_BE_SHOWN.test(draft.words.join(' '))) return true
  return draft.words.some((word, at) => {
    if (NEGATION.has(word)) return word !== 'without' && !(word === 'no' && at > 1)
    if (word === 'to' && at === 0)
      return /^(?:say|claim|call|make|become|declare|treat|pretend|assume|be|argue|suggest|believe)$/.test(
        draft.words[1] ?? '',
      )
    if (MODAL.has(word)) return !['can', 'must', 'will', 'shall'].includes(word)
    return DOUBT.has(word) && !STUDY.has(word)
  })
}

/** "The evidence must show", "is needed to show". */
const TO_BE_SHOWN =
  /\b(?:must|has_to|needs_to|need_to|will|shall|to) (?:\S+ )?(?:show|prove|demonstrate|establish|verify|check)$/

function isPast(draft: Draft): boolean {
  return draft.words.some((word) => PAST.has(word))
}

const REPORTS =
  /^(?:says?|said|states?|stated|prints?|reports?|writes?|wrote|declares?|announces?|tells?|told|insists?)$/

/** "© says that", "the log of © reports that": what an engine says of itself proves nothing. */
function isItsOwnReport(words: readonly string[]): boolean {
  const verb = words.findIndex((word) => REPORTS.test(word))
  return verb > 0 && words.slice(0, verb).some((word) => word === '©' || word === '¤')
}

const SPOKEN = /^(?:says?|states?|claims?|calls?|reads?|writes?|stating|saying|claiming|calling)$/

const GUESS =
  /^(?:perhaps|maybe|possibly|allegedly|supposedly|reportedly|presumably|probably|hypothetically|theoretically|apparently|ostensibly|purportedly)$/

const WANTING =
  /^(?:needs?|requires?|lacks?|wants?|waits?|seeks?|looks?|awaits?|demands?|asks?|asked|miss(?:es|ing)?|no|without)$/

const REACHED =
  /\b(?:pass\w*|sign\w*|approv\w*|ready|complet\w*|agree\w*|evidence|gates?|stages?|votes?|people|finish\w*|prov\w*|holds?|earn\w*|exists?|promot\w*|decid\w*|ladder|comparison|evaluation|fixtures?)\b|[©ª]/

function isConditional(draft: Draft, before: Draft | undefined): boolean {
  if (CONDITION.has(draft.opener) || OPEN_CONDITION.has(draft.opener)) {
    if (
      (draft.opener === 'until' || draft.opener === 'till') &&
      draft.words.some((word) => PAST.has(word) || word === 'took_over') &&
      before?.words.some((word) => PAST.has(word)) === true
    )
      return false
    if (['should', 'were', 'had', 'whether'].includes(draft.opener)) return true
    if (['as_soon_as', 'before'].includes(draft.opener) && isPast(draft)) return false
    return !isConfiguration(draft.words, draft.opener)
  }
  if (TEMPORAL.has(draft.opener))
    return (
      REACHED.test(draft.words.join(' ')) &&
      !draft.words.some((word) => PAST.has(word) || REPLACE.has(word)) &&
      !isConfiguration(draft.words, draft.opener)
    )
  return false
}

/** A condition holds for the clauses beside it that no stop parts from it. */
function governedByCondition(drafts: readonly Draft[], conditional: readonly boolean[], at: number): boolean {
  const here = drafts[at]
  if (here === undefined) return false
  for (let before = at - 1, link = here; before >= 0; before -= 1) {
    const draft = drafts[before]
    if (draft === undefined || parts(link)) break
    if (
      conditional[before] === true &&
      TEMPORAL.has(draft.opener) &&
      here.words.some((word) => PAST.has(word))
    )
      return false
    if (conditional[before] === true && !['until', 'till', 'before', 'unless'].includes(draft.opener))
      return true
    if (conditional[before] === true && draft.opener === 'unless' && draft.words.includes('©')) return true
    link = draft
  }
  for (let after = at + 1; after < drafts.length; after += 1) {
    const draft = drafts[after]
    // A condition at the end has nothing else to govern: "© is the default — if it passes".
    const isLast = conditional[after] === true && after === drafts.length - 1 && draft?.stop !== '!'
    if (draft === undefined || (parts(draft) && !isLast)) break
    if (draft.opener === 'and' || draft.opener === 'or' || draft.opener === 'which' || draft.opener === 'who')
      break
    if (conditional[after] === true) return !['until', 'till', 'unless'].includes(draft.opener)
  }
  return false
}

function parts(draft: Draft): boolean {
  return (
    [';', '!', '.', '—', '–', '-', '--'].includes(draft.stop) ||
    ['but', 'yet', 'because', 'since', 'although', 'though', 'while', 'whereas', 'so', 'even_if'].includes(
      draft.opener,
    )
  )
}
