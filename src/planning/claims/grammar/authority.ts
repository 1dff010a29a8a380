// Promises: whether a sentence gives an engine authority over itself or over Core, or makes a planning page more than one.
// Must not: know Markdown or files. Called by: claims/classify-text.ts.

import type { Clause } from './assertion.ts'
import type { AuthorityReading } from './authority-reading.ts'
import { APPROVE, BYPASS, ENGINE, PAGE, type Words } from './authority-words.ts'
import { readCore, readLabel } from './core-authority.ts'
import {
  decidesOnItself,
  readByItself,
  readOwnAct,
  readOwnChoice,
  readOwnRole,
  readSelf,
} from './own-acts.ts'
import { needsNobody, readBypass, readNoConsent, readOffice, readPower } from './own-power.ts'
import { readBinding, readOwnWord } from './own-word.ts'
import { isTakenBack } from './retraction.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

/** Without one of these words nobody is given authority. */
const HINT =
  /core|itself|themselves|own|self|its|approv|authorit|right|power|say|judg|decid|bypass|skip|ignor|overr|waiv|circumvent|sidestep|evad|disabl|exempt|consent|permission|review|sign|gate|human|it$|free|promot|fate|hands|lies|polic|rule|appl|bind|above|determin|charge|respons|answer|optional|merg|releas|deploy|final|outrank|trump|supersed|police|govern|binding|word|stage/

export function readAuthority(tokens: Words, clauses: readonly Clause[]): AuthorityReading | undefined {
  if (!tokens.some((word) => HINT.test(word))) return undefined
  const label = readLabel(tokens)
  if (label !== undefined) return label
  if (needsNobody(tokens)) return { kind: 'authority', rule: 'no-consent-needed' }
  if (isOnlyReported(clauses)) return undefined
  const first = clauses.findIndex(({ words }) => words.some((word) => ENGINE.has(word)))
  const isStated = clauses[first]?.asserted === true || (first === 0 && clauses[0]?.opener === '')
  if (isStated && decidesOnItself(tokens)) return { kind: 'authority', rule: 'decides-on-itself' }
  const choice = readOwnChoice(tokens)
  if (choice !== undefined) return { kind: 'authority', rule: choice }
  let subject: string | undefined
  const role = isStated ? readOwnRole(tokens) : undefined
  if (role !== undefined) return { kind: 'authority', rule: role }
  for (const [at, clause] of clauses.entries()) {
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
    if ((!clause.asserted && !isHabit(clauses, at)) || isTakenBack(clauses, at)) continue
    const rule = readEngine(words)
    if (rule !== undefined) return { kind: 'authority', rule }
    const own = readOwnWord(words)
    if (own !== undefined) return { kind: 'authority', rule: own }
    const binding = readBinding(words)
    if (binding !== undefined) return { kind: 'document', rule: binding }
    const core = readCore(words)
    if (core !== undefined) return core
  }
  return undefined
}

/** The first clause that names the engine stands below one that denies, asks or reports it. */
function isOnlyReported(clauses: readonly Clause[]): boolean {
  const at = clauses.findIndex(({ words }) => words.some((word) => ENGINE.has(word)))
  return at > 0 && clauses.slice(at).every((clause, next) => !clause.asserted && !isHabit(clauses, at + next))
}

const OPENS_CONDITION = /^(?:if|unless|until|when|once|whether|provided|suppose)$/

/** "When a stage ends, © promotes itself": what happens whenever something else does, happens. */
function isHabit(clauses: readonly Clause[], at: number): boolean {
  const before = clauses[at - 1]
  return (
    (at === 1 || (at === 2 && !OPENS_CONDITION.test(clauses[0]?.opener ?? ''))) &&
    before !== undefined &&
    (before.opener === 'when' || before.opener === 'whenever') &&
    clauses[at]?.opener === '' &&
    !before.words.some((word) => word === '©' || word === 'ª' || W.NEGATION.has(word) || W.DOUBT.has(word))
  )
}

function readEngine(words: Words): string | undefined {
  if (words.includes('|')) return undefined
  return (
    readOwnAct(words) ??
    readOwnRole(words) ??
    readPower(words) ??
    readOffice(words) ??
    readBypass(words) ??
    readNoConsent(words) ??
    readByItself(words) ??
    readSelf(words)
  )
}
