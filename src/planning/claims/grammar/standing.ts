// Promises: whether a sentence gives the candidate a standing.
// Must not: know Markdown or documents. Called by: claims/classify-text.ts.

import type { Clause } from './assertion.ts'
import { readBeyond } from './beyond.ts'
import { readConfigured } from './configured.ts'
import { readChosen, readNod, readReplaced, readTaken } from './deeds.ts'
import { readBare, readEnded, readEvent, readStatusOf } from './events.ts'
import { readLabel } from './labels.ts'
import { isNamedBefore } from './named-before.ts'
import { isHistory } from './past.ts'
import { phraseAt, phrasesOf } from './phrases.ts'
import { isWide, readPhrase } from './predicates.ts'
import { isTakenBack } from './retraction.ts'
import { isLimited, isOpen, type Words } from './scope.ts'
import { readTie } from './ties.ts'
import { readUse } from './use.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

/** The form in which it does; in the tokens the candidate, and all words that stand for it, are `©`. */
export function readStanding(tokens: Words, clauses: readonly Clause[]): string | undefined {
  if (!tokens.includes('©')) return undefined
  const label = readLabel(tokens, clauses)
  if (label !== undefined) return label
  let subject: string | undefined
  for (const [at, clause] of clauses.entries()) {
    const words = decreed(
      withSubject(
        clause,
        clause.opener === 'which' || clause.opener === 'who' || clause.opener === 'that'
          ? (antecedentOf(clause, clauses[at - 1]) ?? subject)
          : subject,
        clauses[at - 1],
      ),
      clause,
      clauses[at - 1],
    )
    subject = subjectOf(words) ?? subject
    if (isTakenBack(clauses, at) || isHistory(words)) continue
    if (isNamedBefore(clauses, at)) return 'named-before'
    if (isApposed(clauses, at)) return 'apposition'
    if (isFrontedStanding(clauses, at)) return 'fronted'
    if (isElliptic(clauses, at)) return 'elliptic'
    if (!clause.asserted && isMadeSureOf(clauses, at)) return 'presupposed'
    const configured = clause.asserted ? readConfigured(clauses, at, words) : undefined
    const rule = clause.asserted ? (readClause(words) ?? configured) : undefined
    if (rule !== undefined) return rule
  }
  return undefined
}

const SUBJECTS = new Set(['©', '€', 'º', 'ª', '¦', '¤', '§'])

function lastMarkOf(words: Words): string | undefined {
  return words.findLast((word) => SUBJECTS.has(word))
}

/** What a clause with "that" or "which" is about. In "a run of © that is active" it is the run. */
function antecedentOf(clause: Clause, before: Clause | undefined): string | undefined {
  const words = before?.words ?? []
  const isOfIt =
    clause.opener === 'that' && words.at(-1) === '©' && ['of', 'by', 'for'].includes(words.at(-2) ?? '')
  return isOfIt && !words.some((word) => isVerb(word)) ? 'other' : lastMarkOf(words)
}

/** "It was decided that © will be": what is decided is not a prospect. */
function decreed(words: Words, clause: Clause, before: Clause | undefined): Words {
  const isDecided =
    clause.opener === 'that' &&
    before?.words.some((word) =>
      /^(?:decided|agreed|resolved|announced|confirmed|decreed|ruled|settled)$/.test(word),
    )
  return isDecided === true
    ? words.filter((word) => word !== 'will' && word !== 'shall')
    : words.filter((word, at) => word !== 'shall' || words[at + 1] === 'not')
}

/** "Approved in May, © handles merges." */
function isFrontedStanding(clauses: readonly Clause[], at: number): boolean {
  const here = clauses[at]
  const next = clauses[at + 1]
  if (
    here === undefined ||
    next === undefined ||
    here.opener !== '' ||
    next.opener !== '' ||
    next.words[0] !== '©' ||
    !here.asserted
  )
    return false
  if (here.words.some((word) => SUBJECTS.has(word))) return false
  const first = here.words.findIndex(
    (word) => !W.isAdverb(word) && !['having', 'been', 'being', 'once', 'has_been'].includes(word),
  )
  const isBeing = here.words.slice(0, first).includes('being')
  const phrase =
    first < 0
      ? undefined
      : isBeing
        ? phrasesOf(here.words).find(({ start, end }) => start <= first && first <= end)
        : phraseAt(here.words, first)
  return (
    phrase !== undefined &&
    (isBeing || phrase.kind === 'adjective' || (phrase.kind === 'weak' && isWide(here.words, phrase.end))) &&
    !isLimited(here.words, phrase.end) &&
    !isOpen(here.words, 0, phrase.end)
  )
}

/** "Codex is no longer the default; © is." */
function isElliptic(clauses: readonly Clause[], at: number): boolean {
  const words = (clauses[at]?.words ?? []).filter((word) => !W.isAdverb(word))
  const before = clauses[at - 1]
  if (before === undefined || words.length !== 2 || words[0] !== '©' || !W.COPULA.has(words[1] ?? ''))
    return false
  if (
    clauses[at]?.asserted === true &&
    clauses
      .slice(0, at)
      .some(
        (clause) =>
          clause.opener === 'whether' &&
          clause.words[0] === '©' &&
          phrasesOf(clause.words).some(({ kind, end }) => kind !== 'weak' && !isLimited(clause.words, end)),
      )
  )
    return true
  return (
    (before.words.includes('€') || before.words.includes('else')) &&
    before.words.some((word) => ['no_longer', 'not', 'was', 'used', 'nothing', 'no'].includes(word)) &&
    phrasesOf(before.words).some(
      (phrase) => phrase.kind !== 'weak' && !isLimited(before.words, phrase.end),
    ) &&
    clauses[at]?.asserted === true
  )
}

/** A clause without a subject speaks of the subject before it. */
function withSubject(clause: Clause, subject: string | undefined, before: Clause | undefined): Words {
  if (subject === undefined) return clause.words
  if (
    clause.opener === 'but' &&
    clause.words.length > 0 &&
    before?.words.includes('©') === true &&
    before.words.some((word) => W.COPULA.has(word)) &&
    !clause.words.some((word) => isVerb(word))
  )
    return [subject, 'is', ...clause.words]
  const first = clause.words.find((word) => !W.isAdverb(word)) ?? ''
  if (
    clause.opener === 'that' &&
    subject === '©' &&
    !clause.words.some((word) => SUBJECTS.has(word) || W.OTHER_SUBJECT.has(word) || W.DETERMINER.has(word))
  )
    return [subject, ...clause.words]
  if (
    first === ',' ||
    isVerb(first) ||
    clause.opener === 'which' ||
    clause.opener === 'who' ||
    (clause.opener === 'that' && isVerb(first))
  )
    return [subject, ...clause.words]
  if (
    (clause.opener === 'though' || clause.opener === 'although' || clause.opener === 'while') &&
    !clause.words.some((word) => SUBJECTS.has(word))
  )
    return [subject, ...clause.words]
  return clause.words
}

function subjectOf(words: Words): string | undefined {
  const at = words.findIndex((word) => SUBJECTS.has(word))
  if (at >= 0) return words[at]
  return words.length > 2 && words.some((word) => isVerb(word)) ? 'other' : undefined
}

function readClause(words: Words): string | undefined {
  if (
    !words.includes('©') ||
    words.includes('wrongly') ||
    tellsHow(words) ||
    ITS_DEED.test(words.join(' ')) ||
    isOwnVoice(words) ||
    isElsewhere(words)
  )
    return undefined
  const phrases = phrasesOf(words)
  for (const phrase of phrases) {
    const rule = readPhrase(words, phrase)
    if (rule !== undefined) return rule
  }
  return readVerbs(words) ?? readTie(words)
}

/** "What it approved before stays good": it approves here, and nobody approves it. */
const ITS_DEED = /^what © (?:\S+ly )?(?:approved|accepted|signed|merged|released|confirmed|promoted)\b/

/** "The web site of © calls it production-ready": its makers' words. */
function isOwnVoice(words: Words): boolean {
  return (
    /^(?:the |its )?(?:¤|© _s (?:\S+ ){1,2}?|(?:makers?|authors?|vendors?|developers?|website|readme) of ©)(?: \S+ly)? ?(?:calls?|says?|claims?|describes?|declares?|states?|advertises?|names?|presents?|labels?|considers?|praises?|sells?|markets?|speaks of)\b/.test(
      words.join(' '),
    ) || TOLD_OF_A_PAGE.test(words.join(' '))
  )
}

/** "A page called © the default": told of some page, that it did. */
const TOLD_OF_A_PAGE =
  /^(?:an?|one|another|some|two|three|several|old|earlier) (?:\S+ )?(?:pages?|documents?|notes?|slides?|drafts?|papers?|headings?|readmes?|lines?|passages?|articles?|posts?|tables?|footnotes?|titles?) (?:\S+ly |still )?(?:called|named|described|labelled|labeled|presented|listed|praised) ©/

/** "© is used in production by another company". */
function isElsewhere(words: Words): boolean {
  return /\b(?:by|at|of|for|in|with|among) (?:(?:its|their|another|other|some|several|many|most|certain|different|the|own|few|a|an) )*(?:authors?|vendors?|vendor's|makers?|maker's|other compan(?:y|ies)|another company|firms?|competitors?|startups?|other projects?|other organi[sz]ations?|developers of ©)\b|\belsewhere\b/.test(
    words.join(' '),
  )
}

/** "... of ©, the backend that we have selected". */
function isApposed(clauses: readonly Clause[], at: number): boolean {
  const here = clauses[at]
  const before = clauses[at - 1]
  if (here?.opener !== '' || !here.asserted || before?.words.at(-1) !== '©' || before.words.includes('€'))
    return false
  if (before.words.some((word) => W.NEGATION.has(word)) || here.words.some((word) => SUBJECTS.has(word)))
    return false
  return (
    /^(?:the|our) (?:\S+ ){0,2}(?:backend|engine|agent) (?:that|which|we) (?:[^,]+)$/.test(
      here.words.join(' '),
    ) && readBeyond(['©', ',', ...here.words]) !== undefined
  )
}

/** "Make sure that ©, our default engine, is reachable": what is named by the way is stated. */
function isMadeSureOf(clauses: readonly Clause[], at: number): boolean {
  const before = clauses[at - 1]?.words.join(' ') ?? ''
  const text = clauses[at]?.words.join(' ') ?? ''
  if (!/^(?:please )?(?:make sure|ensure|check|verify|see to it)$/.test(before)) return false
  const named = /© , ((?:the|our) [^,]+) ,/.exec(text)?.[1]
  return named !== undefined && readClause(['©', 'is', ...named.split(' ')]) !== undefined
}

/** "How © becomes the default is described below": the way there, and not that it was gone. */
function tellsHow(words: Words): boolean {
  return (
    (words[0] === 'how' || words[0] === 'what') &&
    !words.slice(0, 6).some((word) => W.PAST.has(word)) &&
    words.some((word) =>
      /^(?:described|explained|shown|written|listed|defined|set|fixed|stands|says|below|above|here|in|on)$/.test(
        word,
      ),
    ) &&
    words[words.indexOf('©') - 1] === words[0]
  )
}

function readVerbs(said: Words): string | undefined {
  const words = withoutInsertion(said)
  for (const [at, word] of words.entries()) {
    if (word !== '©') continue
    const rule =
      readChosen(words, at) ??
      readUse(words, at) ??
      readNod(words, at) ??
      readReplaced(words, at) ??
      readTaken(words, at)
    if (rule !== undefined) return rule
  }
  return readStatusOf(words) ?? readEvent(words) ?? readEnded(words) ?? readBeyond(words) ?? readBare(words)
}

/** "©, tested for a year, runs in production": without what stands between the commas. */
function withoutInsertion(words: Words): Words {
  const at = words.indexOf('©')
  if (words[at + 1] !== ',') return words
  const end = words.indexOf(',', at + 2)
  return end < 0 || end - at > 12 ? words : [...words.slice(0, at + 1), ...words.slice(end + 1)]
}
