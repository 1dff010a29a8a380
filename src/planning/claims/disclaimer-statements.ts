import type { Root } from 'mdast'
import { textBlocksOf } from '../reading/text-blocks.ts'
import { toSentences } from './sentences.ts'

/** The three statements of a planning document, in the words that findings use. */
export const STATEMENTS = {
  'local-planning': 'local planning only',
  'not-protocol': 'not a Core Protocol',
  'no-authority': 'not active Core authority',
} as const
export type StatementId = keyof typeof STATEMENTS

const NEGATION = /\b(?:not|no|never|neither|nor|isn't|aren't|without|nothing)\b/i

/** Which of the statements a document makes, whatever its wording. */
export function saidStatements(root: Root): ReadonlySet<string> {
  const said = new Set<StatementId>()
  for (const block of textBlocksOf(root)) {
    if (block.kind === 'settings') continue
    const texts = block.kind === 'row' ? block.cells.map((cell) => cell.text) : [block.content.text]
    for (const text of texts)
      for (const sentence of toSentences(text))
        addStatements(sentence.text.replace(/[’]/g, "'").replace(/\s+/g, ' '), said)
  }
  return said
}

function addStatements(sentence: string, said: Set<StatementId>): void {
  if (/\?$/.test(sentence)) return
  for (const clause of sentence.split(/;|,? \bbut\b|\bhowever\b|\byet\b/i)) {
    if (isLocalPlanning(clause)) said.add('local-planning')
    if (isDenied(clause, /\bcore protocols?\b/i)) said.add('not-protocol')
    if (isDenied(clause, /\bcore authority\b/i)) said.add('no-authority')
  }
}

function isLocalPlanning(clause: string): boolean {
  const at = clause.search(
    /\b(?:child-)?local[- ]planning\b|\blocal\b(?=[^.]{0,40}\bplanning\b)|\bplanning\b(?=[^.]{0,40}\blocal\b)/i,
  )
  if (at < 0 || !/\b(?:only|solely|exclusively|nothing (?:more|else|but)|purely|merely)\b/i.test(clause))
    return false
  return !/\b(?:not|no longer|never|more than|isn't)\b[^,]{0,20}(?:only|just|merely|local|planning)/i.test(
    clause,
  )
}

/** Whether `term` stands under a negation in its clause. "Not only a Core Protocol" denies nothing. */
function isDenied(clause: string, term: RegExp): boolean {
  const match = term.exec(clause)
  if (match === null) return false
  const before = clause
    .slice(0, match.index)
    .replace(/\bnot (?:only|just|merely)\b|\bno doubt\b|\bno longer (?:a )?plan\w*/gi, ' ')
  const negation = before.search(NEGATION)
  if (negation < 0) return false
  const between = before.slice(negation)
  return between.length < 160 && !/,\s*(?:and )?(?:it|this)\b (?:is|has)\b(?!\s*(?:not|no)\b)/i.test(between)
}
