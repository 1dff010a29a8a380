// Promises: src/planning/claims/likeness/weights.json, learnt from the labelled corpus and from sentences made of its senses.
// Must not: read the parts of the corpus that are closed or only counted. Called by: developers, after the corpus or the phrases changed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isData } from '../src/planning/claims/find-claims.ts'
import { toTokens } from '../src/planning/claims/grammar/tokens.ts'
import { eachPart, stemsOf } from '../src/planning/claims/likeness/features.ts'
import { createNormaliser } from '../src/planning/claims/normalise.ts'
import { toSpoken } from '../src/planning/claims/quotes.ts'
import { toSentences } from '../src/planning/claims/sentences.ts'
import { resolve } from '../src/planning/claims/topic.ts'
import { parseMarkdown } from '../src/planning/reading/parse-markdown.ts'
import { textBlocksOf } from '../src/planning/reading/text-blocks.ts'
import { minimise } from './minimise.ts'
import { type Example, examplesOfSenses } from './sense-examples.ts'

const CORPUS = new URL('../fixtures/planning/corpus/', import.meta.url)
const TARGET = new URL('../src/planning/claims/likeness/weights.json', import.meta.url)

/** Log odds from which a sentence is taken for a claim, in hundredths. */
const LEAST = 200
/** How dear large weights are. */
const DEAR = 1
/** Smaller weights are left out. */
const SMALLEST = 0.025

function corpusExamples(without: ReadonlySet<string>): readonly Example[] {
  const parts = readdirSync(CORPUS).filter(
    (name) =>
      name.endsWith('.jsonl') && !name.startsWith('closed-') && !without.has(name.replace('.jsonl', '')),
  )
  return parts.flatMap((name) =>
    readFileSync(new URL(name, CORPUS), 'utf8')
      .trimEnd()
      .split('\n')
      .flatMap((line) => {
        const { label, text } = JSON.parse(line) as { label: string; text: string }
        return oneByOne({ text, isClaim: label !== 'none' })
      }),
  )
}

/** The running text of a page, block by block. */
function blocksOf(text: string): readonly string[] {
  const parsed = parseMarkdown(text)
  if (!parsed.ok) return []
  return textBlocksOf(parsed.root).flatMap((block) =>
    block.kind === 'row'
      ? block.cells.map((cell) => cell.text)
      : block.kind === 'settings' || isData(block.content.text)
        ? []
        : [block.content.text],
  )
}

function sentencesIn(block: string): readonly string[] {
  return toSentences(block).map((sentence) => sentence.text)
}

/** Which of several sentences claims something, or is taken back by another, is not known. */
function oneByOne({ text, isClaim }: Example): readonly Example[] {
  const sentences = blocksOf(text).map(sentencesIn)
  const single = sentences.filter(({ length }) => length === 1).flat()
  return isClaim && single.length > 1 ? [] : single.map((sentence) => ({ text: sentence, isClaim }))
}

/** Notes and titles that are told apart in `rows.json`, and those with a gap, filled. */
function rowExamples(): readonly Example[] {
  const { claims, others, containers, standings, openStates } = JSON.parse(
    readFileSync(new URL('rows.json', CORPUS), 'utf8'),
  ) as Record<'claims' | 'others' | 'containers' | 'standings' | 'openStates', readonly string[]>
  const filled = (states: readonly string[]): readonly string[] =>
    containers.flatMap((container, at) =>
      states
        .filter((_, turn) => (turn + at) % 3 === 0)
        .map((state) => container.replace(/V(?=[^A-Za-z]|$)/, () => state)),
    )
  return [
    ...[...claims, ...filled(standings)].map((text) => ({ text, isClaim: true })),
    ...[...others, ...filled(openStates)].map((text) => ({ text, isClaim: false })),
  ].flatMap(oneByOne)
}

function learn(examples: readonly Example[]) {
  const { toNormal } = createNormaliser({ candidate: 'case', others: [] })
  const names = new Map<number, string>()
  const counts = new Map<number, number>()
  const judged = examples
    .filter(({ text }) => !text.endsWith('?'))
    .map(({ text, isClaim }) => {
      const tokens = resolve(toTokens(toSpoken(text, '', toNormal)), 'unknown')
      const stems = stemsOf(tokens)
      const codes = new Set<number>()
      eachPart(tokens, (code, part, first, second) => {
        codes.add(code)
        if (!names.has(code))
          names.set(code, [part, stems[first], ...(second < 0 ? [] : [stems[second]])].join(' '))
      })
      for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
      return { codes, isClaim }
    })
  const columns = new Map([...counts].filter(([, count]) => count > 1).map(([code], at) => [code, at]))
  const rows = judged.map(({ codes, isClaim }) => ({
    parts: Int32Array.from([...codes].flatMap((code) => columns.get(code) ?? [])),
    sign: isClaim ? 1 : -1,
  }))
  const weights = minimise(rows, columns.size, DEAR)
  const lines = [...columns]
    .map(([code, at]) => ({ name: names.get(code) ?? '', weight: weights[at] ?? 0 }))
    .filter(({ weight }) => Math.abs(weight) >= SMALLEST)
    .map(({ name, weight }) => `${name} ${Math.round(weight * 100)}`)
    .sort()
  return { least: LEAST, bias: Math.round((weights[columns.size] ?? 0) * 100), weights: lines.join('\n') }
}

/** The project's own pages claim nothing: they are how honest prose about engines reads. */
function pageExamples(): readonly Example[] {
  return ['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(new URL(`../${folder}/`, import.meta.url))
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) =>
        blocksOf(readFileSync(new URL(`../${folder}/${name}`, import.meta.url), 'utf8')).flatMap(sentencesIn),
      )
      .map((text) => ({ text, isClaim: false })),
  )
}

const without = new Set(['heldout', ...process.argv.slice(2)])
const examples = [
  ...corpusExamples(without),
  ...pageExamples(),
  ...rowExamples(),
  ...examplesOfSenses().flatMap(oneByOne),
]
const learnt = learn(examples)
writeFileSync(TARGET, `${JSON.stringify(learnt, undefined, 2)}\n`)
console.log(`${examples.length} sentences, ${learnt.weights.split('\n').length} weights`)
