// Pages as people write them, for bench/validate.ts: the lines of our own planning documents, with sentences that are
// the beginning of one of theirs and the end of another. No sentence is there twice.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleTexts, ISSUES, PRD } from '../../src/planning/example.fixture.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const LEAST_CHARACTERS = 6_500
const MOST_HOLES_OF_A_PAGE = 400

/** One sentence in so many names the candidate: 20 of the 203 of three planning documents that people wrote. */
const NAMED_ONE_IN = 6

/** Text that stays, or a place for a sentence. */
type Piece = string | null

/** Makes the nth page of about 10 kB. */
export function createRealPages(): (at: number) => string {
  const example = exampleTexts()
  const [prd, issues] = [example.get(PRD) ?? '', example.get(ISSUES) ?? '']
  const [planning = '', admission = '', approvals = ''] = ['planning', 'admission', 'approvals'].map((name) =>
    read(`docs/${name}.md`),
  )
  const sources = [prd, issues, planning, admission, approvals, ...decisions()]
  const pool = sources.flatMap((text) => {
    const sentences: string[] = []
    toPieces(text, (sentence) => sentences.push(sentence))
    return sentences
  })
  const sentenceAt = toSentenceMaker(pool)
  const shapes = [issues, prd, planning, issues, admission, prd, issues, approvals].map((text) =>
    toPieces(text, () => undefined),
  )
  return (at) => {
    let page = `---\nname: page-${at}\ntier: local\nstatus: draft\nlast_reviewed: 2026-11-01\nlifecycle_classification: planning\ncore_promotion_status: not-promoted\n---\n\n`
    let hole = at * MOST_HOLES_OF_A_PAGE
    for (let turn = at; page.length < LEAST_CHARACTERS; turn += 1) {
      for (const piece of shapes[turn % shapes.length] ?? []) page += piece ?? sentenceAt(hole++)
    }
    return page
  }
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

function decisions(): readonly string[] {
  return readdirSync(join(ROOT, 'docs/decisions')).map((name) => read(`docs/decisions/${name}`))
}

const OF_SEVERAL_WORDS = /^(?:\S+\s+){3}/
const MARKED = /[*[\]()<>"“|]/

/** Takes a document apart: each sentence of four words and more, of prose or in a cell, is told and becomes a place. */
function toPieces(text: string, onSentence: (sentence: string) => void): readonly Piece[] {
  const pieces: Piece[] = []
  const add = (prose: string): void => {
    for (const part of prose.split(/(?<=[a-z`]{2}[.;?])(\s+)/)) {
      if (OF_SEVERAL_WORDS.test(part) && !MARKED.test(part)) {
        onSentence(part.replace(/\s+/g, ' '))
        pieces.push(null)
      } else pieces.push(part)
    }
  }
  for (const block of text.replace(/^---\n[\s\S]*?\n---\n/, '').split(/\n(?=\n)|\n(?=[-|]|\d+\.)/)) {
    const mark = /^\n*(?:- (?:\[ \] )?|\d+\. |[A-Z][\w ]+: )?/.exec(block)?.[0] ?? ''
    const rest = block.slice(mark.length)
    if (/^(?:#|```|\|-)/.test(rest)) pieces.push(block)
    else if (rest.startsWith('|')) {
      pieces.push(mark)
      for (const cell of rest.split(/(\s*\|\s*)/)) add(cell)
    } else {
      pieces.push(mark)
      add(rest)
    }
    pieces.push('\n')
  }
  return pieces
}

const NAME = /\bcase\b/i

function toSentenceMaker(sentences: readonly string[]): (count: number) => string {
  const plain: string[] = []
  const named: string[] = []
  const ends: string[] = []
  for (const sentence of sentences) {
    const words = sentence.split(' ')
    const middle = middleOf(words)
    const [beginning, end] = [words.slice(0, middle).join(' '), words.slice(middle).join(' ')]
    ;(NAME.test(beginning) ? named : plain).push(beginning)
    if (!NAME.test(end)) ends.push(end)
  }
  return (count) => {
    const from = count % NAMED_ONE_IN === 0 ? named : plain
    const turn = from === named ? count / NAMED_ONE_IN : count
    const at = turn % from.length
    return `${from[at] ?? ''} ${ends[(Math.floor(turn / from.length) + at * 17) % ends.length] ?? ''}`
  }
}

/** Half-way, outside of code. */
function middleOf(words: readonly string[]): number {
  let ticks = 0
  for (const [at, word] of words.entries()) {
    if (at >= words.length / 2 && ticks % 2 === 0) return at
    ticks += word.split('`').length - 1
  }
  return words.length
}
