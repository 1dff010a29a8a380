// Promises: whether a note without a verb gives the candidate a standing: "default = case", "Decision: case".
// Must not: read sentences. Called by: claims/grammar/standing.ts.

import type { Clause } from './assertion.ts'
import { EVENT_STATE } from './events.ts'
import { PLAIN_NOUN, phrasesOf, TITLE } from './phrases.ts'
import { isTakenBackAny } from './retraction.ts'
import { hasStudy, isLimited, isOpen, type Words } from './scope.ts'
import { isVerb } from './verbs.ts'
import { hasHeavy } from './wide.ts'
import * as W from './words.ts'

const SEPARATORS = new Set([':', '=', '->', '=>', '→', '–', '—', '-', '--', '|', '(', '[', ','])

const LABEL_WORDS = new Set(
  'result vote decided decision verdict outcome result winner choice pick selection conclusion chosen selected adopted approved backend engine'.split(
    ' ',
  ),
)

/** "Approval: granted (©)" and "Go-live (©): done" in the order that they mean: "© approval: granted". */
function inOrder(words: Words): Words {
  const text = words.join(' ')
  const behind = /^(\S+(?: \S+)?) : (.+?) ,? ?(?:, |\( |for )© ?,?$/.exec(text)
  if (behind !== null && W.EVENT.has(behind[1]?.split(' ').at(-1) ?? ''))
    return `© ${behind[1] ?? ''} : ${behind[2] ?? ''}`.split(' ')
  const inside = /^(\S+(?: \S+)?) (?:, |\( )© ?,? : (.+)$/.exec(text)
  return inside === null ? words : `© ${inside[1] ?? ''} : ${inside[2] ?? ''}`.split(' ')
}

const CLEAR_NOD = new Set([
  'green_light',
  'go-ahead',
  'thumbs-up',
  'go',
  'all-clear',
  'ok',
  'okay',
  'approved',
])
const NO_SENSE = new Set([',', 'month', 'surely', 'on', 'in'])

/** Notes without a verb: "default = ©", "©: approved", "decision: ©". */
export function readLabel(tokens: Words, clauses: readonly Clause[]): string | undefined {
  if (
    tokens.some(
      (word, at) =>
        word === 'no_longer' &&
        tokens[at + 1] !== 'candidate' &&
        !['a', 'only', 'just', 'gated'].includes(tokens[at + 1] ?? ''),
    )
  )
    return undefined
  const words = inOrder(tokens.filter((word) => word !== '.' && word !== '!' && word !== ']' && word !== ')'))
  const at = words.indexOf('©')
  if (at < 0 || words.length > 14 || isTakenBackAny(clauses)) return undefined
  const inline = /^(?:backend|engine|agent|runner) : © , /.test(words.join(' '))
  const separator =
    words.findIndex((word, index) => SEPARATORS.has(word) && word !== ',' && !(inline && index < at)) >= 0 ||
    !inline
      ? words.findIndex(
          (word, index) =>
            SEPARATORS.has(word) &&
            word !== ',' &&
            !(
              word === ':' &&
              index < at &&
              words.slice(index + 1).some((next) => SEPARATORS.has(next) && next !== ',')
            ),
        )
      : at + 1
  if (separator < 0) return undefined
  if (
    isOpen(words, 0, words.length - 1) ||
    (hasStudy(words, 0, words.length - 1) && !words.includes('from')) ||
    words.some((word) => W.CONDITION.has(word) || word === '?')
  )
    return undefined
  const phrases = phrasesOf(words)
  const strong = phrases.filter((phrase) => phrase.kind !== 'weak' && !isLimited(words, phrase.end))
  if (separator < at) {
    const left = words.slice(0, separator)
    const between = words
      .slice(separator + 1, at)
      .filter((word) => !W.isAdverb(word) && !['€', ',', 'and'].includes(word))
    const after = words.slice(at + 1)
    const isEnd =
      after.length === 0 ||
      ['-', '(', ',', ';', '|', 'for', 'since', 'in', 'from', 'as'].includes(after[0] ?? '') ||
      (isVerb(after[0] ?? '') === false && after.length <= 2)
    if (between.length > 0) return undefined
    if (isEnd && strong.some((phrase) => phrase.end < separator)) return 'label'
    if (
      after.length === 0 &&
      left.some((word) => LABEL_WORDS.has(word)) &&
      (left.length <= 5 || left[0] === 'our') &&
      left.some(
        (word) =>
          [
            'decision',
            'decided',
            'verdict',
            'outcome',
            'winner',
            'choice',
            'pick',
            'selection',
            'chosen',
            'selected',
            'adopted',
            'result',
            'vote',
          ].includes(word) ||
          (word === 'outcome' && left.length > 1),
      )
    )
      return 'decision'
    if (
      after.length === 0 &&
      PLAIN_NOUN.has(left.at(-1) ?? '') &&
      left.some((word) => ['current', 'only', 'single', 'sole', 'new', 'one'].includes(word)) &&
      !left.includes('next')
    )
      return 'only-one'
    if (
      after.length === 0 &&
      left.at(-1) !== undefined &&
      PLAIN_NOUN.has(left.at(-1) ?? '') &&
      left.at(-2) === 'our'
    )
      return 'our-engine'
    return undefined
  }
  const left = words.slice(0, at)
  const dense = words.slice(at + 1, separator).filter((word) => !W.isAdverb(word))
  const ofStatus = left.some(
    (word) =>
      word === 'status' ||
      word === 'state' ||
      word === 'verdict' ||
      word === 'decision' ||
      word === 'promotion' ||
      word === 'approval' ||
      word === 'outcome' ||
      word === 'rollout' ||
      word === 'adoption' ||
      word === 'migration',
  )
  if (dense.length > 3 && !ofStatus && !left.some((word) => W.EVENT.has(word))) return undefined
  if (
    left.length === 0 &&
    words[separator + 1] === 'from' &&
    /\bto (?:default|production|approved)\b/.test(words.slice(separator).join(' '))
  )
    return 'value'
  if (dense.some((word) => isVerb(word) || W.USE.has(word))) return undefined
  if (
    left.length === 0 &&
    dense.length === 0 &&
    hasHeavy(words) &&
    /^(?:the|our) (?:\S+ ){0,2}(?:engine|backend|agent) (?:behind|that|which|for|of) /.test(
      words.slice(separator + 1).join(' '),
    ) &&
    !words.some((word) => W.LADDER.has(word))
  )
    return 'value'
  if (
    left.length > 0 &&
    !(left.length === 1 && /^(?:discover|meet|introducing|presenting|try|behold)$/.test(left[0] ?? '')) &&
    !ofStatus &&
    !left.some((word) => W.EVENT.has(word)) &&
    left.at(-1) !== ':'
  )
    return undefined
  const value = strong.find((phrase) => phrase.start > separator)
  if (
    value !== undefined &&
    words.slice(separator + 1, value.start).length <= 3 &&
    !words.slice(separator + 1, value.start).some((word) => isVerb(word))
  )
    return 'value'
  if (
    left.length === 0 &&
    words.slice(separator + 1).some((word) => W.EVENT.has(word) || W.NOD.has(word) || TITLE.has(word)) &&
    words
      .slice(separator + 1)
      .some((word) =>
        ['granted', 'given', 'confirmed', 'complete', 'completed', 'done', 'final'].includes(word),
      ) &&
    words.length - separator <= 4
  )
    return 'event'
  const said = words.slice(separator + 1).filter((word) => !NO_SENSE.has(word) && !/^\d/.test(word))
  if (left.length === 0 && dense.length === 0 && said.length === 1 && CLEAR_NOD.has(said[0] ?? ''))
    return 'nod'
  if (
    left.length === 0 &&
    dense.some((word) => W.EVENT.has(word)) &&
    !dense.some((word) => W.LADDER.has(word)) &&
    said.length === 1 &&
    (W.COMPLETED.has(said[0] ?? '') || said[0] === 'all' || said[0] === 'everywhere')
  )
    return 'event'
  const event = left.some((word) => W.EVENT.has(word))
  if (event && words.length - separator <= 3 && (W.COMPLETED.has(words.at(-1) ?? '') || said[0] === 'all'))
    return 'event'
  if (
    ofStatus &&
    words.slice(separator + 1).some((word) => EVENT_STATE.has(word)) &&
    words.length - separator <= 3
  )
    return 'status'
  return undefined
}
