import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { claimsOfMarkdown } from './claims-of-markdown.ts'
import { createClassifier } from './classify-text.ts'

const Labelled = z.strictObject({
  id: z.string(),
  label: z.enum(['candidate-wording', 'authority-claim', 'none']),
  text: z.string().min(1),
})
type Labelled = z.infer<typeof Labelled>

const classifier = createClassifier({ candidate: 'case', others: [] })

function readCorpus(part: string): readonly Labelled[] {
  const file = new URL(`../../../fixtures/planning/corpus/${part}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
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

function measure(part: string) {
  const judged = readCorpus(part).map((row) => ({ ...row, said: labelOf(row.text) }))
  const hits = judged.filter((row) => row.label !== 'none' && row.said !== 'none')
  const claimed = judged.filter((row) => row.said !== 'none')
  const real = judged.filter((row) => row.label !== 'none')
  const confused = judged.filter((row) => row.label !== row.said)
  const precision = hits.length / claimed.length
  const recall = hits.length / real.length
  // Whoever reads the output of the test must not come to know them.
  const shown = part.startsWith('closed-') ? [] : confused
  const lines = shown.map(
    (row) => `  ${row.id} is ${row.label}, judged ${row.said}: ${JSON.stringify(row.text)}`,
  )
  console.log(
    [
      `corpus ${part}: ${judged.length} sentences, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, same label ${(1 - confused.length / judged.length).toFixed(3)}`,
      ...lines,
    ].join('\n'),
  )
  return { judged, precision, recall }
}

describe('labelled corpus', () => {
  test.each([
    ['dev', 0.99, 0.975],
    ['heldout', 0.98, 0.95],
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
    ['blind-aa', 0.95, 0.7],
    ['blind-ab', 0.96, 0.72],
    ['blind-ac', 0.98, 0.75],
    ['blind-ba', 0.98, 0.57],
    ['blind-bb', 0.99, 0.67],
    ['blind-bc', 0.99, 0.75],
    ['blind-bd', 0.99, 0.67],
    ['blind-be', 0.98, 0.84],
    ['blind-bf', 0.99, 0.77],
    ['blind-bg', 0.99, 0.87],
    ['blind-bh', 0.99, 0.9],
    ['closed-u', 0.98, 0.97],
    ['closed-x', 0.98, 0.94],
    ['closed-z', 0.95, 0.9],
    ['probes', 0.99, 0.98],
    ['shapes', 0.98, 0.98],
    ['papers', 0.98, 0.98],
  ])('claims of part %s are told from other sentences', (part, leastPrecision, leastRecall) => {
    const { precision, recall } = measure(part)
    expect(precision).toBeGreaterThanOrEqual(leastPrecision)
    expect(recall).toBeGreaterThanOrEqual(leastRecall)
  })

  test('two fifths of the sentences were measured before they were looked at, and no sentence is in two parts', () => {
    const parts = [
      'dev',
      'shapes',
      'probes',
      'heldout',
      'unseen',
      'blind-a',
      'blind-b',
      'blind-c',
      'blind-p',
      'blind-q',
      'blind-r',
      'blind-s',
      'blind-t',
      'blind-v',
      'blind-w',
      'blind-aa',
      'blind-ab',
      'blind-ac',
      'blind-ba',
      'blind-bb',
      'blind-bc',
      'blind-bd',
      'blind-be',
      'blind-bf',
      'blind-bg',
      'blind-bh',
      'closed-u',
      'closed-x',
      'closed-z',
      'papers',
    ].map(readCorpus)
    const texts = parts.flat().map((row) => row.text)
    expect(new Set(texts).size).toBe(texts.length)
    const dev = (parts[0]?.length ?? 0) + (parts[1]?.length ?? 0) + (parts[2]?.length ?? 0)
    expect((texts.length - dev) / texts.length).toBeGreaterThanOrEqual(0.4)
  })
})
