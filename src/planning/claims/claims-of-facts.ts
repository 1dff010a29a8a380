// Promises: the claims that rows, settings and lines make by a label and its value.
// Must not: read running text. Called by: claims/row-claims.ts, claims-of-data.ts, find-claims.ts.
import type { YamlData } from '../reading/parse-yaml.ts'
import type { SettingsBlock } from '../reading/settings-block.ts'
import type { ProseBlock, RowBlock, TextBlock } from '../reading/text-blocks.ts'
import { type Claim, leadInOf, oneLine } from './claim.ts'
import type { Classifier } from './classify-text.ts'
import { plainWords } from './facts/answers-in-cells.ts'
import { type Entry, factsOfData } from './facts/data-facts.ts'
import { behindDoneMark, toDone } from './facts/done-statements.ts'
import { factsOfLines, type LineFact } from './facts/line-facts.ts'
import { type About, type FactReading, readFact } from './facts/read-fact.ts'
import { factsOfRow } from './facts/row-facts.ts'
import { nameTestOf } from './name-test.ts'
import { capital } from './spelling.ts'

/** Below such a heading, or after such words, facts are shown, aimed at or asked. */
export const NOT_STATED =
  /\b(?:examples?|samples?|would|could|might|proposed|proposals?|planned|drafts?|sketch|tests?|goals?|aims?|targets?|conditions?|criteria|risks?|roadmap|future|scenarios?|possible|options?|alternatives?|if|requirements?|todo|next|reject\w*|refuse\w*|forbid\w*|findings?)\b/i

export function isStated(block: TextBlock): boolean {
  return (
    leadInOf(block).startsWith('heading:') === false &&
    !NOT_STATED.test(block.heading) &&
    !NOT_STATED.test(block.intro)
  )
}

export function claimsOfRowFacts(row: RowBlock, known: About, classifier: Classifier): readonly Claim[] {
  const texts = [...row.cells.map(({ text }) => text), ...row.header]
  if (known === 'nobody' && !texts.some((text) => isWorthReading(text, classifier))) return []
  if (!isStated(row)) return []
  const isName = nameTestOf(classifier)
  const found = factsOfRow(row, known, isName).flatMap((fact) => readFact(fact, isName) ?? [])
  const sentence = oneLine(row.cells.map(({ text }) => text).join(' | '))
  if (found.length === 0) return claimsOfMet(row, classifier)
  return found.slice(0, 1).map((reading) => ({ ...reading, sentence, line: row.cells[0]?.lineOf(0) ?? 1 }))
}

const DEMAND = /^\W*(?:requirements?|criteri(?:on|a)|milestones?|items?|tasks?|steps?|actions?|to ?do)\W*$/i
const MET = /^\W*(?:met|done|reached|fulfilled|completed?|achieved|closed|finished|yes|[✓✔✅☑x])\W*$/iu

/** A demand with "met" behind it. */
function claimsOfMet(row: RowBlock, classifier: Classifier): readonly Claim[] {
  const at = row.header.findIndex((header) => DEMAND.test(header))
  const cell = row.cells[at]
  if (cell === undefined || !row.cells.some(({ text }, other) => other !== at && MET.test(text))) return []
  return claimsOfDoneText(cell.text, cell.lineOf(0), classifier)
}

/** Powers over oneself and of pages; without these, and without the candidate's name, no fact is a claim. */
const OF_POWER = /core|self|\bown\b|\bauto/i

function isWorthReading(text: string, classifier: Classifier): boolean {
  return classifier.hasName(text) || OF_POWER.test(text)
}

export function claimsOfDataFacts(
  entries: readonly Entry[],
  data: YamlData,
  classifier: Classifier,
): readonly Claim[] {
  const isName = nameTestOf(classifier)
  return factsOfData(entries, isName, (text) => isWorthReading(text, classifier)).flatMap((fact) => {
    const reading = readFact(fact, isName)
    return reading === undefined
      ? []
      : [{ ...reading, sentence: oneLine(`${fact.label}: ${fact.value}`), line: data.lineOf(fact.path) }]
  })
}

/** "Case: waived" below the heading "Human approval"; "Case: general availability reached" below any. */
function belowHeading(
  fact: LineFact,
  heading: string,
  isName: (text: string) => boolean,
): readonly LineFact[] {
  if (!isName(capital(fact.label))) return []
  const standing = { ...fact, label: 'standing' }
  return heading !== '' && heading.length < 40
    ? [standing, { ...fact, label: plainWords(heading) }]
    : [standing]
}

/** Longer blocks are running text, whatever their lines look like. */
const LONGEST_BLOCK = 30_000

/** The claims of a block's lines, and whom the lines that follow in the same list are about. */
export function claimsOfLineFacts(
  block: ProseBlock,
  known: About,
  classifier: Classifier,
): { readonly claims: readonly Claim[]; readonly about: About } {
  const { text } = block.content
  if (text.length > LONGEST_BLOCK || !/[:=—–]/.test(text) || block.isOpen === true || /^\s*\[ \]/.test(text))
    return { claims: [], about: known }
  if (known === 'nobody' && !isWorthReading(text, classifier)) return { claims: [], about: known }
  const isName = nameTestOf(classifier)
  if (!isStated(block)) return { claims: [], about: 'nobody' }
  const { facts: found, about } = factsOfLines(text, known, isName)
  const facts = [...found, ...found.flatMap((fact) => belowHeading(fact, block.heading, isName))]
  const claims = facts.flatMap((fact): readonly Claim[] => {
    const reading: FactReading | undefined = readFact(fact, isName)
    return reading === undefined
      ? []
      : [{ ...reading, sentence: oneLine(fact.text), line: block.content.lineOf(fact.offset) }]
  })
  return { claims, about }
}

/** Notes behind a setting say whom it is about; the parser drops them. */
export function claimsOfSettingLines(block: SettingsBlock, classifier: Classifier): readonly Claim[] {
  if (!/(?:#|\/\/)/.test(block.yaml)) return []
  const isName = nameTestOf(classifier)
  return factsOfLines(block.yaml, 'nobody', isName).facts.flatMap((fact): readonly Claim[] => {
    const reading = readFact(fact, isName)
    if (reading === undefined) return []
    const line = block.line + block.yaml.slice(0, fact.offset).split('\n').length - 1
    return [{ ...reading, sentence: oneLine(fact.text), line }]
  })
}

/** What a ticked box, or "DONE" in front, says was done. */
export function claimsOfDone(block: ProseBlock, classifier: Classifier): readonly Claim[] {
  const text = block.isDone === true ? block.content.text : behindDoneMark(block.content.text)
  if (text === undefined || !isStated(block)) return []
  return claimsOfDoneText(text, block.content.lineOf(0), classifier)
}

function claimsOfDoneText(text: string, line: number, classifier: Classifier): readonly Claim[] {
  const sentence = oneLine(text)
  if (/^(?:an? )?(?:active )?core protocol(?: status)?,? (?:is )?active$/i.test(sentence))
    return [{ kind: 'document', rule: 'ticked', sentence, line }]
  const done = toDone(sentence) ?? sentence
  return classifier
    .classify(done, { leadIn: '', topic: 'unknown', isProse: true })
    .claims.slice(0, 1)
    .map(({ kind }) => ({ kind, rule: 'ticked', sentence, line }))
}
