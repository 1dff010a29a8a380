import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { claimsOfMarkdown } from './claims-of-markdown.ts'
import { createClassifier } from './classify-text.ts'
import { fillGap } from './rows.fixture.ts'

const Rows = z.strictObject({
  /** Rows, settings, headings and notes about the candidate; `V` is its state. */
  containers: z.array(z.string().regex(/V/)).min(50),
  standings: z.array(z.string()).min(10),
  openStates: z.array(z.string()).min(20),
  claims: z.array(z.string()).min(80),
  others: z.array(z.string()).min(70),
})

const rows = Rows.parse(
  JSON.parse(readFileSync(new URL('../../../fixtures/planning/corpus/rows.json', import.meta.url), 'utf8')),
)
const classifier = createClassifier({ candidate: 'case', others: [] })

function isClaim(text: string): boolean {
  return claimsOfMarkdown(text, classifier).some(
    ({ kind }) => kind === 'standing' || kind === 'authority' || kind === 'document',
  )
}

function filled(states: readonly string[]): readonly string[] {
  return rows.containers.flatMap((container) => states.map((state) => fillGap(container, state)))
}

test('a standing is a claim in every row, setting, heading and note', () => {
  const missed = filled(rows.standings).filter((text) => !isClaim(text))
  expect(missed.length / filled(rows.standings).length, missed.join('\n')).toBeLessThan(0.01)
})

test('what a candidate may be is none in any of them', () => {
  expect(filled(rows.openStates).filter(isClaim)).toEqual([])
})

test('settings, titles, notes and messages that claim a standing are told from those that do not', () => {
  expect(rows.claims.filter((text) => !isClaim(text))).toEqual([])
  expect(rows.others.filter(isClaim)).toEqual([])
})
