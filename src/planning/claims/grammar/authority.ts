// Promises: whether a sentence gives an engine authority over itself or over Core, or makes a planning page more than one.
// Must not: know Markdown or files. Called by: claims/classify-text.ts.

import type { Clause } from './assertion.ts'
import { APPROVE, BYPASS, ENGINE, PAGE, type Words } from './authority-words.ts'
import { readCore, readLabel } from './core-authority.ts'
import { decidesOnItself, readByItself, readOwnAct, readOwnRole, readSelf } from './own-acts.ts'
import { readBypass, readNoConsent, readPower } from './own-power.ts'
import { isVerb } from './verbs.ts'
import * as W from './words.ts'

export interface AuthorityReading {
  readonly kind: 'authority' | 'document'
  readonly rule: string
}

/** Without one of these words nobody is given authority. */
const HINT =
  /core|itself|themselves|own|self|its|approv|authorit|right|power|say|judg|decid|bypass|skip|ignor|overr|waiv|circumvent|sidestep|evad|disabl|exempt|consent|permission|review|sign|gate|human|it$|free|promot|fate|hands|lies/

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
