// Promises: the sentences of a text that claim a standing or an authority for the candidate, with their offsets.
// Must not: know Markdown, files or lines. Called by: claims/find-claims.ts, row-claims.ts, claims-of-data.ts.
import { toContrast, toStatement } from './answers.ts'
import { readAchievement } from './grammar/achievements.ts'
import { readAuthority } from './grammar/authority.ts'
import { toClauses } from './grammar/clauses.ts'
import { readRung } from './grammar/rungs.ts'
import { readStanding } from './grammar/standing.ts'
import { toTokens, toWords } from './grammar/tokens.ts'
import { isLikeAuthority, isLikeClaim } from './likeness/likeness.ts'
import { MARK } from './marks.ts'
import { createNormaliser, type Names } from './normalise.ts'
import { RULE_WORDS, toSpoken } from './quotes.ts'
import { toSentences } from './sentences.ts'
import { toSetting } from './settings.ts'
import { pairIn, resolve, type Topic, topicAfter, withPair } from './topic.ts'

/**
 * `standing`: default, chosen, approved and the like. `authority`: of an engine. `document`: of a planning page.
 * `achievement`: something is said to have passed, which is fine when evidence is named. `stage`: a rung of the ladder on
 * which the candidate is put, which is fine when it stands there.
 */
export type ClaimKind = 'standing' | 'authority' | 'document' | 'achievement' | 'stage'

export interface TextClaim {
  readonly kind: ClaimKind
  /** The form in which it is claimed. */
  readonly rule: string
  readonly sentence: string
  readonly offset: number
}

export interface TextContext {
  /** Heading above and words that lead in ("The validator rejects:"). */
  readonly leadIn: string
  /** Whether "it" at the start may stand for the candidate. */
  readonly topic: Topic
  /** Whether somebody wrote it as running text; what is put together of cells and keys is judged by the rules alone. */
  readonly isProse?: boolean
}

export interface TextVerdict {
  readonly claims: readonly TextClaim[]
  readonly topic: Topic
}

export interface Classifier {
  classify(text: string, context: TextContext): TextVerdict
  mentionsCandidate(text: string): boolean
  /** Whether the text is the candidate's name and nothing more. */
  isCandidateName(text: string): boolean
  /** Whether the candidate's name stands in the text, be it as a name, as a word or in a key (`CASE_IS_DEFAULT`). Cheap. */
  hasName(text: string): boolean
}

/** Without one of these, and without the name of an engine, nothing is claimed and the topic stays. */
const WORTH_A_LOOK =
  /\b(?:this|these|backend|engine|adapter|candidate|agent|core|stage|gate|runs?|dry-run|fixtures?|matrix|controls?|conformance|protocol|authority)|self-|approv|artificial|copied|disposable|noncritical/i

/** What normalised text has that claims anything: the candidate or what stands for it, Core, an engine, or something passed. */
const MAY_CLAIM =
  /[©ªº¤§]|core|self-|engine|backend|candidate|adapter|agent|its own|pass|reach|complet|clear|finish|master|surviv|succe|green|hold|held|done|went through/

/** Without one of these no rung of the ladder is named. */
const NAMES_A_RUNG = /gated|artificial|copied|disposable|owned|§/

const OF_PAIR = /\bthe (?:latter|former)\b/i

/** Likeness weighs words. Where only "it" stands for the candidate, words that mean nothing of the kind weigh as much. */
const NAMES_ITS_SUBJECT = /©|\b(?:core|itself|themselves)\b|\b(?:its|their) own\b|\bself-/

/** A sentence of one or two words after the bare name speaks of it: "Case. Approved." */
const FRAGMENT = /^[\w-]+(?:,? (?:and )?[\w-]+){0,4}[.!]*$/

/** A sentence that takes back the one before: "Rejected.", "That is wrong." */
const TAKES_BACK =
  /^(?:rejected|denied|declined|not carried|voted down|withdrawn|no|nope|false|wrong|not true|untrue|not so|not yet|not really|nonsense|(?:this|that|it) (?:is|was) (?:false|wrong|not true|untrue|a lie|an error|a mistake|nonsense|not so|incorrect|rejected|withdrawn|corrected|retracted|premature|too early|inaccurate|misleading|an overstatement|an exaggeration|overstated|no longer true)(?: (?:later|since|again))?|(?:it|he|she|this|that) (?:isn['’]t|wasn['’]t|is not|was not|doesn['’]t|didn['’]t)(?: so| true)?|(?:motion|proposal) (?:rejected|failed|withdrawn))[.!]*$/i

/** "Engine: Case." and then "Status: approved." */
const LABEL_OF_NAME =
  /^(?:the )?(?:engine|backend|agent|candidate|runner|subject|name|item|component)(?: under (?:evaluation|review|test))?\s*[:=]\s*/i
const STATE_OF_IT = /^(?:the )?(?:status|state|standing|verdict|decision|role|result)\s*[:=]\s*(.{2,60})$/i

/** The candidate's name where a sentence is nothing more; otherwise empty. */
function nameAlone(words: string, isName: (word: string) => boolean): string {
  const name = words.replace(LABEL_OF_NAME, '').replace(/\W+$/, '')
  return words.length < 50 && isName(name) ? name : ''
}

const MOST_REMEMBERED = 50_000

/** A classifier for one pair of names; make it once, it builds regular expressions. */
export function createClassifier(names: Names): Classifier {
  const normaliser = createNormaliser(names)
  const known = new Map<string, Judged>()
  const isWorthALook = (text: string, topic: Topic): boolean =>
    normaliser.engines.test(text) ||
    WORTH_A_LOOK.test(text) ||
    (topic === 'candidate' && /\b(?:it|its|latter)\b/i.test(text))
  /** Documents repeat themselves; a sentence in the same place of thought is judged once. */
  const judge = (text: string, leadIn: string, topic: Topic, isProse: boolean, pair = ''): Judged => {
    const isOfPair = pair !== '' && OF_PAIR.test(text)
    if (!isOfPair && !isWorthALook(text, topic)) return { found: [], topic }
    const key = `${topic}${isOfPair ? pair : ''}${isProse ? '' : '-'}\n${leadIn}\n${text}`
    const before = known.get(key)
    if (before !== undefined) return before
    const toNormal = (words: string): string => withPair(normaliser.toNormal(words), pair)
    const judged = judgeSentence(text, leadIn, topic, isProse, toNormal)
    if (known.size < MOST_REMEMBERED) known.set(key, judged)
    return judged
  }
  return {
    hasName: (text) => normaliser.nameInAnyKey.test(text),
    mentionsCandidate: (text) =>
      normaliser.candidate.test(text) && normaliser.toNormal(text).includes(MARK.candidate),
    isCandidateName: (text) =>
      normaliser.candidate.test(text) &&
      normaliser.toNormal(text).replace(/^[\s"'“”*_`]+|[\s"'“”*_`.]+$/g, '') === MARK.candidate,
    classify(text, context) {
      const claims: TextClaim[] = []
      let topic = context.topic
      let before = ''
      let bare = ''
      for (const sentence of toSentences(text)) {
        const { text: words, offset } = sentence
        const pair = before !== '' && OF_PAIR.test(words) ? pairIn(normaliser.toNormal(before)) : ''
        const judged = judge(words, context.leadIn, topic, context.isProse === true, pair)
        if (TAKES_BACK.test(words)) while (claims.at(-1)?.sentence === before) claims.pop()
        for (const found of judged.found) claims.push({ ...found, sentence: words, offset })
        const state = bare === '' ? undefined : STATE_OF_IT.exec(words)?.[1]
        const isFragment = bare !== '' && (state !== undefined || FRAGMENT.test(words))
        const statement = isFragment
          ? `${bare}: ${state ?? words}`
          : (toSetting(words, (word) => this.isCandidateName(word)) ??
            toStatement(before, words, normaliser) ??
            toContrast(before, words, normaliser))
        if (!isFragment) bare = nameAlone(words, (word) => this.isCandidateName(word))
        const [said] = statement === undefined ? [] : judge(statement, context.leadIn, topic, false).found
        if (said !== undefined)
          claims.push({ kind: said.kind, rule: 'answer', sentence: `${before} ${words}`.trim(), offset })
        topic = judged.topic
        before = words
      }
      return { claims, topic }
    },
  }
}

type Found = Omit<TextClaim, 'sentence' | 'offset'>

interface Judged {
  readonly found: readonly Found[]
  readonly topic: Topic
}

function judgeSentence(
  text: string,
  leadIn: string,
  before: Topic,
  isProse: boolean,
  toNormal: (text: string) => string,
): Judged {
  const normal = toSpoken(text, leadIn, toNormal)
  if (!MAY_CLAIM.test(normal)) return { found: [], topic: topicAfter(toClauses(toWords(normal)), before) }
  const tokens = resolve(toTokens(normal), before)
  const clauses = toClauses(tokens)
  const topic = topicAfter(clauses, before)
  const isQuestion = /\?["'”’»)\]*_]*$/.test(text)
  const isSpokenOf =
    leadIn.startsWith('heading:') || (RULE_WORDS.test(leadIn.toLowerCase()) && /:\s*$/.test(leadIn))
  if (isQuestion || isSpokenOf) return { found: [], topic }
  const found: Found[] = []
  const standing = readStanding(tokens, clauses)
  if (standing !== undefined) found.push({ kind: 'standing', rule: standing })
  const authority = readAuthority(tokens, clauses)
  if (authority !== undefined) found.push(authority)
  if (isProse && found.length === 0 && NAMES_ITS_SUBJECT.test(normal) && isLikeClaim(tokens))
    found.push({ kind: kindOf(tokens), rule: 'like-a-claim' })
  const achievement = readAchievement(clauses)
  if (achievement !== undefined) found.push({ kind: 'achievement', rule: achievement })
  const rung = NAMES_A_RUNG.test(normal) ? readRung(clauses) : undefined
  if (rung !== undefined) found.push({ kind: 'stage', rule: rung })
  return { found, topic }
}

/** What a sentence that no rule knows is about. */
function kindOf(tokens: readonly string[]): ClaimKind {
  if (!tokens.includes(MARK.candidate) && tokens.includes('core')) return 'document'
  return isLikeAuthority(tokens) ? 'authority' : 'standing'
}
