// Promises: the clauses of a sentence, each with what opens it and whether the sentence asserts it.
// Must not: know what a claim is. Called by: claims/grammar/.
import { type Clause, type Draft, weigh } from './assertion.ts'
import { hasVerb, isVerb, isVerbish } from './verbs.ts'
import { CONDITION, ENGINE_NOUN, FACTIVE, OTHER_SUBJECT, TEMPORAL } from './words.ts'

const STOPS = new Set([';', '—', '–', '-', '--', ':', '(', ')', '[', ']', '!', '.', '…'])

const PARTS = new Set([';', '!', '.', '—', '–'])

const CLAUSE_MARKS = new Set(['©', '€', 'ª', 'º', '¦', '¤'])

const STARTERS = new Set([...CLAUSE_MARKS, ...OTHER_SUBJECT, 'no', 'codex', 'the', 'our', 'its'])

const OPENERS = new Set([...CONDITION, ...TEMPORAL, ...FACTIVE, 'before', 'and', 'or', 'that'])

export function toClauses(tokens: readonly string[]): readonly Clause[] {
  const drafts: Draft[] = []
  let open: Draft = { opener: '', words: [], stop: '' }
  const push = (opener: string, stop: string): void => {
    const isEmpty = open.words.length === 0 && open.opener === ''
    if (!isEmpty) drafts.push(open)
    // "; if": the stop before an opener parts it all the same.
    open = { opener, words: [], stop: stop === '' && isEmpty && PARTS.has(open.stop) ? open.stop : stop }
  }
  for (let at = 0; at < tokens.length; at += 1) {
    const word = tokens[at] ?? ''
    const next = tokens[at + 1] ?? ''
    const after = tokens[at + 2] ?? ''
    if (STOPS.has(word)) {
      push('', word)
      continue
    }
    if (word === ',') {
      if (
        OPENERS.has(next) &&
        next !== 'and' &&
        next !== 'or' &&
        next !== 'as' &&
        isOpener(next, after, tokens[at + 3] ?? '', open.words)
      ) {
        push(next, ',')
        at += 1
        continue
      }
      if ((next === 'and' || next === 'or') && startsClause(tokens, at + 2)) {
        push(next, ',')
        at += 1
        continue
      }
      const fronted = isFronted(open)
      if (startsClause(tokens, at + 1) && (hasVerb(open.words) || fronted)) push('', ',')
      else if (fronted && !hasComma(open)) push('', ',')
      else open.words.push(word)
      continue
    }
    if (
      word === 'and' &&
      hasVerb(open.words) &&
      (startsClause(tokens, at + 1) || startsPredicate(tokens, at + 1))
    ) {
      push(word, '')
      continue
    }
    if (isOpener(word, next, after, open.words, tokens.slice(at + 2, at + 6))) {
      push(word, '')
      continue
    }
    open.words.push(word)
  }
  push('', '')
  return weigh(drafts)
}

function hasComma(draft: Draft): boolean {
  return draft.words.includes(',')
}

/** A first part that only says when, why or under which condition. */
function isFronted(draft: Draft): boolean {
  if (CONDITION.has(draft.opener) || TEMPORAL.has(draft.opener) || draft.opener === 'before') return true
  if (
    [
      'because',
      'since',
      'although',
      'though',
      'while',
      'whereas',
      'now_that',
      'given_that',
      'even_if',
    ].includes(draft.opener)
  )
    return true
  return false
}

function startsClause(tokens: readonly string[], from: number): boolean {
  let at = from
  while (['surely', 'then', 'therefore', 'now', 'so', 'also', 'that', 'not'].includes(tokens[at] ?? ''))
    at += 1
  const word = tokens[at] ?? ''
  if (!STARTERS.has(word)) return false
  const ahead = tokens.slice(at + 1, at + 5)
  const stop = ahead.findIndex((token) => token === ',' || STOPS.has(token))
  const near = stop < 0 ? ahead : ahead.slice(0, stop)
  if (
    from > 0 &&
    tokens[from - 1] === ',' &&
    word === '©' &&
    ['for', 'with', 'on', 'at'].includes(near[0] ?? '')
  )
    return false
  const isNoun = word === 'the' || word === 'our' || word === 'no'
  return near.some((token, index) => isVerb(token) || (isVerbish(token) && !(isNoun && index === 0)))
}

const FINITE = new Set([
  'is',
  'was',
  'has',
  'are',
  'were',
  'has_been',
  'acts_as',
  'became',
  'becomes',
  'remains',
  'does',
  'runs',
  'handles',
  'serves',
  'powers',
])

/** "and is approved": a predicate of the same subject. */
function startsPredicate(tokens: readonly string[], from: number): boolean {
  let at = from
  while (
    ['surely', 'then', 'therefore', 'now', 'so', 'also', 'hence', 'thus', 'already'].includes(
      tokens[at] ?? '',
    )
  )
    at += 1
  if (/^(?:can|must|will|may|does|shall|should)$/.test(tokens[at] ?? '') && tokens[at + 1] === 'not')
    return true
  return FINITE.has(tokens[at] ?? '')
}

function isOpener(
  word: string,
  next: string,
  after: string,
  before: readonly string[],
  rest: readonly string[] = [],
): boolean {
  if (word === 'as' || word === 'thanks_to' || word === 'thus' || word === 'therefore' || word === 'hence')
    return false
  if (word === 'until' || word === 'till')
    return (
      CLAUSE_MARKS.has(next) ||
      OTHER_SUBJECT.has(next) ||
      before.length === 0 ||
      ['the', 'a', 'two', 'it', 'all', 'each', 'every', 'someone'].includes(next)
    )
  if (word === 'so') return STARTERS.has(next) && before.length > 1
  if (
    word === 'once' &&
    before.length === 0 &&
    hasVerb(rest.slice(0, 4)) &&
    !CLAUSE_MARKS.has(next) &&
    next !== 'a' &&
    next !== 'an'
  )
    return true
  if (word === 'once')
    return (
      CLAUSE_MARKS.has(next) ||
      OTHER_SUBJECT.has(next) ||
      /^(?:the|approved|two|three|both|all|every|each|its|our|enough|one|six)$/.test(next)
    )
  if (word === 'since') return CLAUSE_MARKS.has(next) || next === 'the' || next === 'we'
  if (word === 'before' && ['production', 'everyone', 'any', 'all'].includes(next)) return hasVerb(rest)
  if (word === 'after' || word === 'before')
    return (
      CLAUSE_MARKS.has(next) ||
      OTHER_SUBJECT.has(next) ||
      /ing$/.test(next) ||
      after === 'is' ||
      after === 'has_been'
    )
  if (word === 'provided' || word === 'suppose' || word === 'supposing')
    return next === 'that' || CLAUSE_MARKS.has(next) || before.length === 0
  if (word === 'but') return next !== 'a' || after !== 'few'
  if (word === 'yet')
    return (
      before.length > 0 &&
      (isVerb(next) || CLAUSE_MARKS.has(next)) &&
      !before.includes('not') &&
      !before.includes('no')
    )
  if (word === 'that' || word === 'which' || word === 'who') {
    if (before.length === 0) return false
    return !ENGINE_NOUN.has(before.at(-1) ?? '') && before.at(-1) !== 'the_engine'
  }
  if (word === 'where') return before.length > 0
  if (word === 'should' || word === 'were') return before.length === 0 && CLAUSE_MARKS.has(next)
  if (word === 'had')
    return (
      before.length === 0 &&
      (CLAUSE_MARKS.has(next) || OTHER_SUBJECT.has(next) || next === 'the' || next === 'our')
    )
  return CONDITION.has(word) || TEMPORAL.has(word) || FACTIVE.has(word)
}
