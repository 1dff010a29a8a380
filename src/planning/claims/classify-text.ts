// Promises: the sentences of a text that claim a standing or an authority for the candidate, with their offsets.
// Must not: know Markdown, files or lines. Called by: claims/blocks-to-claims.ts and the corpus test.
import { ACHIEVEMENT_RULES } from './achievement-rules.ts'
import { AUTHORITY_NAMED_RULES, AUTHORITY_SUBJECT_RULES, DOCUMENT_RULES } from './authority-rules.ts'
import { NAMED_RULES, SUBJECT_RULES } from './candidate-rules.ts'
import { MARK } from './lexicon.ts'
import { createNormaliser, type Names } from './normalise.ts'
import { namesStandingOutright } from './plain-phrase.ts'
import { withoutExamples } from './quotes.ts'
import type { Rule } from './rule.ts'
import { type Segment, toSegments } from './segments.ts'
import { toSentences } from './sentences.ts'
import { USAGE_RULES } from './usage-rules.ts'
import {
  isDeniedAfter,
  isHedged,
  isVetoedAfter,
  isVetoedBefore,
  OBJECT_OF,
  RULE_WORDS,
  withoutFalseNegations,
} from './vetoes.ts'

/**
 * `standing`: default, chosen, approved and the like. `authority`: of an engine. `document`: of a planning page.
 * `achievement`: something is said to have passed, which is fine when evidence is named.
 */
export type ClaimKind = 'standing' | 'authority' | 'document' | 'achievement'

export interface TextClaim {
  readonly kind: ClaimKind
  readonly rule: string
  readonly sentence: string
  readonly offset: number
}

export interface TextContext {
  /** Heading above and words that lead in ("The validator rejects:"). */
  readonly leadIn: string
  /** Whether "it" at the start may stand for the candidate. */
  readonly topic: Topic
}

/** What was last spoken of. */
export type Topic = 'candidate' | 'other' | 'document' | 'unknown'

export interface TextVerdict {
  readonly claims: readonly TextClaim[]
  readonly topic: Topic
}

export interface Classifier {
  classify(text: string, context: TextContext): TextVerdict
  mentionsCandidate(text: string): boolean
  /** Whether the text is the candidate's name and nothing more. */
  isCandidateName(text: string): boolean
  /** Whether the candidate's name stands in the text, be it as a name or as a word. Cheap. */
  hasName(text: string): boolean
}

const GENERIC_RULES = SUBJECT_RULES.filter((rule) => rule.id === 'copula' || rule.id === 'production')
const WHOLE_STANDING = [...NAMED_RULES, ...USAGE_RULES].filter((rule) => rule.whole)
const WHOLE_AUTHORITY = AUTHORITY_NAMED_RULES.filter((rule) => rule.whole)

/** Stems without which no rule of a kind can match, so that most sentences cost next to nothing. */
const STANDING_HINT =
  /default|chos|choo|select|approv|accept|adopt|read[iy]|producti|active|live|official|standard|primary|go-to|sanction|authori|certif|designat|endors|bless|green|promot|pick|w[io]n|choice|(?:our|cto|the|is|[\w'-]+s?) (?:cto )?(?:backend|engine)s?(?= (?:for|of|in|that|which|we|they|every|cto|has|is|we)|[.,;!]|$)|what |good to go|sign|clear|no longer|more than|no more|any ?more|not (?:just|only|merely)|settl|decid|opted|went|going with|bet on|commit|elect|crown|fall|fell|voted|[º]/
const AUTHORITY_HINT =
  /core|approv|promot|authori|own\b|itself|self-|gate|permission|sign|exempt|bypass|skip|ignor|overr|waiv|planning|bind|supersede|say|power|right|consent|hands|vested/
const ACHIEVEMENT_HINT =
  /pass|reach|complet|clear|finish|master|surviv|succe|green|hold|held|done|behind us|went through/

/** Without one of these and without the name of an engine no rule matches and the topic stays. */
const WORTH_A_LOOK = new RegExp(
  `\\b(?:this|backend|engine|adapter|candidate)|${STANDING_HINT.source.replace('|[º]', '')}|${AUTHORITY_HINT.source}|${ACHIEVEMENT_HINT.source}`,
  'i',
)

/** A classifier for one pair of names; make it once, it builds regular expressions. */
export function createClassifier(names: Names): Classifier {
  const normaliser = createNormaliser(names)
  const known = new Map<string, Judged>()
  /** Documents repeat themselves; a sentence in the same place of thought is judged once. */
  const judge = (text: string, leadIn: string, topic: Topic): Judged => {
    if (!normaliser.engines.test(text) && !WORTH_A_LOOK.test(text)) return { found: [], topic }
    const key = `${topic}\n${leadIn}\n${text}`
    const before = known.get(key)
    if (before !== undefined) return before
    const judged = judgeSentence(text, leadIn, topic, normaliser.toNormal)
    if (known.size < MOST_REMEMBERED) known.set(key, judged)
    return judged
  }
  return {
    hasName: (text) => normaliser.candidate.test(text),
    mentionsCandidate: (text) =>
      normaliser.candidate.test(text) && normaliser.toNormal(text).includes(MARK.candidate),
    isCandidateName: (text) =>
      normaliser.candidate.test(text) &&
      normaliser.toNormal(text).replace(/^[\s"'“”*_`]+|[\s"'“”*_`.]+$/g, '') === MARK.candidate,
    classify(text, context) {
      const claims: TextClaim[] = []
      let topic = context.topic
      for (const sentence of toSentences(text)) {
        const judged = judge(sentence.text, context.leadIn, topic)
        for (const found of judged.found)
          claims.push({ ...found, sentence: sentence.text, offset: sentence.offset })
        topic = judged.topic
      }
      return { claims, topic }
    },
  }
}

interface Judged {
  readonly found: readonly Found[]
  readonly topic: Topic
}

const MOST_REMEMBERED = 50_000

function judgeSentence(
  text: string,
  leadIn: string,
  before: Topic,
  toNormal: (text: string) => string,
): Judged {
  const isQuestion = /\?["'”’»)\]*_]*$/.test(text)
  const unquoted = withoutExamples(text, leadIn).text
  const normal = toNormal(unquoted).replace(/^[\s"'“”‘’*_>#-]+/, '')
  const found: Found[] = []
  let topic: Topic = isCataphoric(normal) ? 'candidate' : before
  let governed = false
  const inherited =
    leadIn.startsWith('heading:') || (RULE_WORDS.test(leadIn.toLowerCase()) && /:\s*$/.test(leadIn))
  const whole = isQuestion || inherited ? undefined : judgeWhole(normal)
  if (whole !== undefined) found.push(whole)
  for (const segment of toSegments(normal)) {
    const carries = governed && (segment.joined === 'and' || segment.joined === 'colon')
    if (!isQuestion && !inherited && !carries) found.push(...judgeSegment(segment, topic))
    topic = topicAfter(segment.text, topic)
    governed = governs(segment, carries)
  }
  return { found: firstOfEachKind(found), topic }
}

/** Whether what this segment says holds for the next one that is joined by "and" or ":". */
function governs(segment: Segment, carried: boolean): boolean {
  if (carried) return true
  if (
    /^(?:if|when|unless|until|whether|once|before|provided|assuming|suppose|should|only)\b/.test(segment.text)
  )
    return true
  return /\b(?:reject\w*|refus\w*|forbid\w*|forbidden|wrong|bad|incorrect|invalid|never (?:write|say)|not (?:say|write|state|claim|allowed|that)|say|says|write|for example|example|false|untrue|findings?|non-goals?|out of scope|question|open|goal|aim|plan|proposal|hypothesis|whether|rejected wording|myth|asked?|idea|risk|option)\b[^:]{0,30}$/.test(
    withoutFalseNegations(segment.text),
  )
}

/** "Because it is approved, © runs": the pronoun comes before the name. */
function isCataphoric(text: string): boolean {
  return /^(?:because|since|as|now that|although|though|while) ª .*©/.test(text)
}

type Found = Omit<TextClaim, 'sentence' | 'offset'>

function judgeWhole(text: string): Found | undefined {
  if (!text.includes(MARK.candidate)) {
    const label = AUTHORITY_HINT.test(text) ? firstMatch(WHOLE_AUTHORITY, text) : undefined
    return label === undefined ? undefined : { kind: 'authority', rule: label.id }
  }
  const standing = firstMatch(WHOLE_STANDING, text)
  if (standing !== undefined) return { kind: 'standing', rule: standing.id }
  const authority = AUTHORITY_HINT.test(text) ? firstMatch(WHOLE_AUTHORITY, text) : undefined
  return authority === undefined ? undefined : { kind: 'authority', rule: authority.id }
}

function judgeSegment(segment: Segment, topic: Topic): readonly Found[] {
  const found = judgeClaim(segment, topic)
  const rule = ACHIEVEMENT_HINT.test(segment.text) ? firstMatch(ACHIEVEMENT_RULES, segment.text) : undefined
  return [
    ...(found === undefined ? [] : [found]),
    ...(rule === undefined ? [] : [{ kind: 'achievement', rule: rule.id } as const]),
  ]
}

function judgeClaim(segment: Segment, topic: Topic): Found | undefined {
  const { text } = segment
  const ofCandidate = topic === 'candidate' || startsWithCandidate(text)
  /** The text with the candidate in the place of the words that stand for it. */
  const meant = ofCandidate
    ? text.replace(/(?<!\b(?:is|are|was|becomes|became|remains|as) )[ªº]/g, MARK.candidate)
    : text
  const rule = STANDING_HINT.test(text) ? standingRule(segment, topic, meant) : undefined
  if (rule !== undefined) return { kind: 'standing', rule: rule.id }
  const use = meant.includes(MARK.candidate)
    ? (firstMatch(USAGE_RULES, meant) ?? firstMatch(USAGE_RULES, text))
    : undefined
  if (use !== undefined) return { kind: 'standing', rule: use.id }
  if (namesStandingOutright(text)) return { kind: 'standing', rule: 'named-outright' }
  if (!AUTHORITY_HINT.test(text)) return undefined
  const ofDocument = topic === 'document' || (topic === 'unknown' && /^ª/.test(text))
  const document =
    firstMatch(DOCUMENT_RULES, text) ??
    (ofDocument ? firstMatch(DOCUMENT_RULES, text.replace(/ª/g, MARK.document)) : undefined)
  if (document !== undefined) return { kind: 'document', rule: document.id }
  const generic = ofCandidate ? meant : text.replace(/º/g, MARK.candidate)
  const authority =
    (generic.includes(MARK.candidate) ? firstMatch(AUTHORITY_SUBJECT_RULES, generic) : undefined) ??
    firstMatch(AUTHORITY_NAMED_RULES, text)
  return authority === undefined ? undefined : { kind: 'authority', rule: authority.id }
}

function standingRule(segment: Segment, topic: Topic, meant: string): Rule | undefined {
  const { text } = segment
  if (meant.includes(MARK.candidate)) {
    const found = firstMatch(SUBJECT_RULES, meant) ?? firstMatch(NAMED_RULES, text)
    if (found !== undefined) return found
  }
  if ((topic === 'unknown' || topic === 'document') && text.includes(MARK.generic)) {
    const untilCondition = text.replace(/\b(?:when|as soon as|once|after|as|if)\b.*$/, 'if')
    const found = firstMatch(GENERIC_RULES, untilCondition.replace(/º/g, MARK.candidate))
    if (found !== undefined) return found
  }
  return elided(segment, topic)
}

function startsWithCandidate(text: string): boolean {
  const at = text.search(/[©ªº€]/)
  return at >= 0 && text[at] === MARK.candidate
}

/** "© is registered, but is the default": a segment without a subject speaks of the one before. */
function elided(segment: Segment, topic: Topic): Rule | undefined {
  if (topic !== 'candidate' || segment.joined === 'start') return undefined
  if (!/^(?:is|was|has|remains|became|becomes|serves|runs)\b/.test(segment.text)) return undefined
  return firstMatch(SUBJECT_RULES, `© ${segment.text}`)
}

function firstMatch(rules: readonly Rule[], text: string): Rule | undefined {
  return rules.find((rule) => {
    const match = rule.exec(text)
    if (match === null) return false
    const after = text.slice(match.index + match[0].length)
    if (isVetoedAfter(after)) return false
    const before = text.slice(0, match.index)
    if ((rule.form === 'nominal' || /\bthat $/.test(before)) && isDeniedAfter(after)) return false
    if (rule.form === 'finite' && /^[©ªº]/.test(match[0]) && OBJECT_OF.test(before)) return false
    if ((rule.form === 'nominal' || rule.id.startsWith('inverse')) && isHedged(match[0])) return false
    return !isVetoedBefore(before, match[0], rule.form === 'nominal' && !STATES.test(match[0]))
  })
}

/** A finite verb that brings a standing about: "established © as the default". */
const STATES = /^(?:\w+(?:ed|[^s]s)|made|chose|took) ©/

function topicAfter(text: string, before: Topic): Topic {
  const first = /[©€ªº¤¦]|\b(?:this (?:is|document|page)|the [a-z-]+|a [a-z-]+|codex|every [a-z]+)\b/u.exec(
    text,
  )
  if (first === null) return before
  const word = first[0]
  if (word === MARK.candidate) return 'candidate'
  if (word === MARK.pronoun || word === MARK.generic) return before
  if (word === MARK.other) return 'other'
  if (word === MARK.document || word.startsWith('this')) return 'document'
  return text.includes(MARK.candidate) ? 'candidate' : text.includes(MARK.other) ? 'other' : before
}

function firstOfEachKind(claims: readonly Found[]): readonly Found[] {
  return claims.filter((claim, at) => claims.findIndex((other) => other.kind === claim.kind) === at)
}
