// Promises: the sentences from which likeness is learnt, as tokens, with what their authors called them, the same each time.
// Must not: read the parts of the corpus that are closed or only counted. Called by: script/learn-claims.ts, likeness.test.ts.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isData } from '../src/planning/claims/find-claims.ts'
import { toTokens } from '../src/planning/claims/grammar/tokens.ts'
import { createNormaliser } from '../src/planning/claims/normalise.ts'
import { toSpoken } from '../src/planning/claims/quotes.ts'
import { fillGap } from '../src/planning/claims/rows.fixture.ts'
import { toSentences } from '../src/planning/claims/sentences.ts'
import { resolve } from '../src/planning/claims/topic.ts'
import { parseMarkdown } from '../src/planning/reading/parse-markdown.ts'
import { textBlocksOf } from '../src/planning/reading/text-blocks.ts'
import { examplesOfSenses } from './sense-examples.ts'

const CORPUS = new URL('../fixtures/planning/corpus/', import.meta.url)
/** Parts whose authors said of each claim whether it is one of standing or of authority. */
const AUTHORS = 'authors/'

/** `claim` where it is not known which of the two. */
export type Kind = 'none' | 'claim' | 'standing' | 'authority'

export interface TokenExample {
  readonly tokens: readonly string[]
  readonly kind: Kind
}

interface TextExample {
  readonly text: string
  readonly kind: Kind
}

const KINDS: Readonly<Record<string, Kind>> = {
  'candidate-wording': 'standing',
  'authority-claim': 'authority',
}

/** @param without parts of the corpus to leave out: `blind-a`, `authors/tester`. @throws for a part that is not there */
export function claimExamples(without: ReadonlySet<string> = new Set()): readonly TokenExample[] {
  const missing = [...without].filter((part) => !existsSync(new URL(`${part}.jsonl`, CORPUS)))
  if (missing.length > 0) throw new Error(`no such part of the corpus: ${missing.join(', ')}`)
  const { toNormal } = createNormaliser({ candidate: 'case', others: [] })
  return [
    ...partsIn('', without, () => 'claim'),
    ...partsIn(AUTHORS, without, (label) => KINDS[label] ?? 'none'),
    ...honestPages(),
    ...rowExamples(),
    ...examplesOfSenses().flatMap(({ text, isClaim }) =>
      oneByOne({ text, kind: isClaim ? 'claim' : 'none' }),
    ),
  ]
    .filter(({ text }) => !text.endsWith('?'))
    .map(({ text, kind }) => ({ tokens: resolve(toTokens(toSpoken(text, '', toNormal)), 'unknown'), kind }))
}

/** What was learnt belongs to examples with this digest and to no others. */
export function digestOf(examples: readonly TokenExample[]): string {
  const hash = createHash('sha256')
  for (const { tokens, kind } of examples) hash.update(`${kind} ${tokens.join(' ')}\n`)
  return hash.digest('hex')
}

function partsIn(
  folder: string,
  without: ReadonlySet<string>,
  kindOf: (label: string) => Kind,
): readonly TextExample[] {
  return readdirSync(new URL(folder, CORPUS))
    .filter((name) => name.endsWith('.jsonl') && !name.startsWith('closed-') && name !== 'heldout.jsonl')
    .filter((name) => !without.has(`${folder}${name.replace('.jsonl', '')}`))
    .sort()
    .flatMap((name) =>
      readLines(`${folder}${name}`).flatMap((line) => {
        const { label, text } = JSON.parse(line) as { label: string; text: string }
        return oneByOne({ text, kind: label === 'none' ? 'none' : kindOf(label) })
      }),
    )
}

/** Sentences of the project's own pages, which claim nothing: how honest prose about engines reads. */
function honestPages(): readonly TextExample[] {
  return readLines('honest-pages.txt').map((text) => ({ text, kind: 'none' }))
}

function readLines(name: string): readonly string[] {
  return readFileSync(new URL(name, CORPUS), 'utf8').trimEnd().split('\n')
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

/** Which of several sentences claims something, or is taken back by another, is not known. */
function oneByOne({ text, kind }: TextExample): readonly TextExample[] {
  const sentences = blocksOf(text).map((block) => toSentences(block).map((sentence) => sentence.text))
  const single = sentences.filter(({ length }) => length === 1).flat()
  return kind !== 'none' && single.length > 1 ? [] : single.map((sentence) => ({ text: sentence, kind }))
}

/** Notes and titles that are told apart in `rows.json`, and those with a gap, filled. */
function rowExamples(): readonly TextExample[] {
  const { claims, others, containers, standings, openStates } = JSON.parse(
    readFileSync(new URL('rows.json', CORPUS), 'utf8'),
  ) as Record<'claims' | 'others' | 'containers' | 'standings' | 'openStates', readonly string[]>
  const filled = (states: readonly string[], oneIn: number): readonly string[] =>
    containers.flatMap((container, at) =>
      states.filter((_, turn) => (turn + at) % oneIn === 0).map((state) => fillGap(container, state)),
    )
  return [
    ...[...claims, ...filled(standings, 3)].map((text): TextExample => ({ text, kind: 'claim' })),
    ...[...others, ...filled(openStates, 1)].map((text): TextExample => ({ text, kind: 'none' })),
  ].flatMap(oneByOne)
}
