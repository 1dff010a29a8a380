import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { scanDocuments } from '../validate-workspace.ts'
import { claimsOfMarkdown } from './claims-of-markdown.ts'
import { createClassifier } from './classify-text.ts'

const Labelled = z.strictObject({
  id: z.string(),
  label: z.enum(['candidate-wording', 'authority-claim', 'none']),
  text: z.string().min(1),
})
type Labelled = z.infer<typeof Labelled>

const classifier = createClassifier({ candidate: 'case', others: [] })

const CORPUS = new URL('../../../fixtures/planning/corpus/', import.meta.url)
const PARTS = partsIn('')
/** One part for each of the authors from whom likeness alone has learnt. */
const AUTHORS = partsIn('authors/')

function partsIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, CORPUS))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => `${folder}${name.replace('.jsonl', '')}`)
}

function readCorpus(part: string): readonly Labelled[] {
  return readFileSync(new URL(`${part}.jsonl`, CORPUS), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Labelled.parse(JSON.parse(line)))
}

function labelOf(text: string): Labelled['label'] {
  const kinds = claimsOfMarkdown(text, classifier)
    .map((claim) => claim.kind)
    .filter((kind) => kind !== 'achievement' && kind !== 'stage')
  if (kinds.includes('standing')) return 'candidate-wording'
  return kinds.length > 0 ? 'authority-claim' : 'none'
}

function measure(name: string, parts: readonly string[] = [name]) {
  const judged = parts.flatMap(readCorpus).map((row) => ({ ...row, said: labelOf(row.text) }))
  const hits = judged.filter((row) => row.label !== 'none' && row.said !== 'none')
  const claimed = judged.filter((row) => row.said !== 'none')
  const real = judged.filter((row) => row.label !== 'none')
  const confused = judged.filter((row) => row.label !== row.said)
  const precision = hits.length / claimed.length
  const recall = hits.length / real.length
  // Whoever reads the output of the test must not come to know them.
  const shown = name.startsWith('closed-') ? [] : confused
  const lines = shown.map(
    (row) => `  ${row.id} is ${row.label}, judged ${row.said}: ${JSON.stringify(row.text)}`,
  )
  console.log(
    [
      `corpus ${name}: ${judged.length} sentences, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, same label ${(1 - confused.length / judged.length).toFixed(3)}`,
      ...lines,
    ].join('\n'),
  )
  return { judged, precision, recall }
}

/** Claims of a page of one engine that name it nowhere. */
const WITHOUT_A_NAME = [
  '| Power | Held |\n|---|---|\n| auto promote | yes |',
  '| Power | Held |\n|---|---|\n| self promotion | yes |',
  '| Power | Held |\n|---|---|\n| may merge its own | yes |',
  '- self_merge: yes',
]

/** Part, least precision, least recall. */
const MEASURED: readonly (readonly [string, number, number])[] = [
  ['dev', 0.99, 0.99],
  ['heldout', 0.96, 0.97],
  ['unseen', 0.98, 0.98],
  ['blind-a', 0.98, 0.98],
  ['blind-b', 0.98, 0.95],
  ['blind-c', 0.97, 0.93],
  ['blind-p', 0.98, 0.98],
  ['blind-q', 0.98, 0.97],
  ['blind-r', 0.98, 0.98],
  ['blind-s', 0.98, 0.98],
  ['blind-t', 0.98, 0.95],
  ['blind-v', 0.99, 0.99],
  ['blind-w', 0.99, 0.99],
  ['blind-aa', 0.98, 0.95],
  ['blind-ab', 0.98, 0.93],
  ['blind-ac', 0.98, 0.95],
  ['blind-ba', 0.98, 0.85],
  ['blind-bb', 0.98, 0.92],
  ['blind-bc', 0.98, 0.9],
  ['blind-bd', 0.98, 0.78],
  ['blind-be', 0.97, 0.95],
  ['blind-bf', 0.98, 0.92],
  ['blind-bg', 0.98, 0.95],
  ['blind-bh', 0.98, 0.97],
  ['closed-u', 0.98, 0.98],
  ['closed-x', 0.98, 0.97],
  ['closed-z', 0.95, 0.95],
  ['probes', 0.99, 0.99],
  ['shapes', 0.99, 0.99],
  ['papers', 0.98, 0.98],
  ['closed-planning', 0.93, 0.9],
  ['closed-tester', 0.95, 0.9],
]

describe('labelled corpus', () => {
  test.each(MEASURED)(
    'claims of part %s are told from other sentences',
    (part, leastPrecision, leastRecall) => {
      const { precision, recall } = measure(part)
      expect(precision).toBeGreaterThanOrEqual(leastPrecision)
      expect(recall).toBeGreaterThanOrEqual(leastRecall)
    },
  )

  // Tens of thousands of sentences: slow, and known to be.
  test('claims of the authors from whom likeness has learnt are told from their other sentences', {
    timeout: 240_000,
  }, () => {
    const { precision, recall } = measure('authors', AUTHORS)
    expect(precision).toBeGreaterThanOrEqual(0.97)
    expect(recall).toBeGreaterThanOrEqual(0.91)
  })

  // The scan leaves sections without a word of any rule unread, and most others to a quicker reader than the parser.
  test('scanned as a document of a workspace, each text has the claims that it has by itself', () => {
    const texts = [...PARTS.flatMap(readCorpus).map((row) => row.text), ...WITHOUT_A_NAME]
    const files = new Map(texts.map((text, at) => [`${at}.md`, Buffer.from(text)]))
    const scans = scanDocuments(files, { candidate: 'case', others: [] })
    const differing = texts.filter((text, at) => {
      const scanned = scans.get(`${at}.md`)?.claims.map(({ rule, line }) => `${rule} ${line}`)
      const alone = claimsOfMarkdown(text, classifier).map(({ rule, line }) => `${rule} ${line}`)
      return JSON.stringify(scanned) !== JSON.stringify(alone)
    })
    expect(differing).toEqual([])
  })

  test('every part is measured', () => {
    expect(MEASURED.map(([part]) => part).sort()).toEqual([...PARTS].sort())
  })

  test('two fifths of the sentences were measured before they were looked at, and no sentence is in two parts', () => {
    const all = [...PARTS, ...AUTHORS].flatMap(readCorpus).map((row) => row.text)
    expect(new Set(all).size).toBe(all.length)
    const unread = PARTS.flatMap(readCorpus).length - ['dev', 'shapes', 'probes'].flatMap(readCorpus).length
    expect(unread / PARTS.flatMap(readCorpus).length).toBeGreaterThanOrEqual(0.4)
  })
})
