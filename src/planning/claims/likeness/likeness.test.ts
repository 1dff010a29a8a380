import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { claimExamples, digestOf } from '../../../../script/claim-examples.ts'
import { minimise } from '../../../../script/minimise.ts'
import { claimsOfMarkdown } from '../claims-of-markdown.ts'
import { createClassifier } from '../classify-text.ts'
import { codeOf, PARTS, stemsOf } from './features.ts'
import { isLikeAuthority, likenessOf } from './likeness.ts'
import { openTable, storeTable } from './weight-table.ts'
import learnt from './weights.json' with { type: 'json' }

const LINES = readFileSync(new URL('weights.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const at = line.lastIndexOf(' ')
    const from = line.indexOf(' ')
    return { table: line.slice(0, from), part: line.slice(from + 1, at), weight: Number(line.slice(at + 1)) }
  })
const weights = new Map(
  LINES.flatMap(({ table, part, weight }) => (table === 'claim' ? [[part, weight] as const] : [])),
)

/** The sum as whoever reads the file would make it. */
function byName(tokens: readonly string[]): number {
  const stems = stemsOf(tokens)
  const about = stems.indexOf('©')
  const parts = stems.flatMap((stem, at) => [
    `u ${stem}`,
    ...(about >= 0 ? [`${at > about ? 'r' : 'l'} ${stem}`] : []),
    ...(at + 1 < stems.length ? [`b ${stem} ${stems[at + 1]}`] : []),
    ...(at + 2 < stems.length ? [`k ${stem} ${stems[at + 2]}`] : []),
  ])
  return [...new Set(parts)].reduce((sum, part) => sum + (weights.get(part) ?? 0), learnt.claim.bias) / 100
}

describe('likeness to a claim', () => {
  test.each([
    '© holds the keys to the merge queue',
    'the board has not said yes to ©',
    'nothing here is about an engine',
    '©',
  ])('of "%s" is the sum of the weights that the file gives its parts', (text) => {
    expect(likenessOf(text.split(' '))).toBeCloseTo(byName(text.split(' ')), 6)
  })

  // Reads tens of thousands of sentences.
  test('was learnt from the corpus and the phrases as they are (otherwise: node script/learn-claims.ts)', {
    timeout: 240_000,
  }, () => {
    expect(digestOf(claimExamples())).toBe(learnt.examples)
  })

  test.each(['claim', 'authority'] as const)(
    'of %s is stored with the weights that the text says, and no others',
    (name) => {
      const lines = LINES.filter(({ table }) => table === name)
      const { weightOf } = openTable(learnt[name])
      expect(Buffer.from(learnt[name].codes, 'base64').byteLength).toBe(4 * lines.length)
      const differing = lines.filter(({ part, weight }) => {
        const [kind, first = '', second] = part.split(' ')
        const letter = PARTS.find((letter) => letter === kind)
        return letter === undefined || Math.round(weightOf(codeOf(letter, first, second)) * 100) !== weight
      })
      expect(lines.length).toBeGreaterThan(1000)
      expect(differing).toEqual([])
    },
  )

  test('of authority is told from likeness of standing', () => {
    expect(isLikeAuthority('© has the last word on its own patches'.split(' '))).toBe(true)
    expect(isLikeAuthority('every team works with © since march'.split(' '))).toBe(false)
  })

  const classifier = createClassifier({ candidate: 'case', others: [] })
  const rulesOf = (text: string) => claimsOfMarkdown(text, classifier).map(({ rule }) => rule)

  test('finds what no rule names, and not its denial', () => {
    expect(rulesOf('Since Codex left, Case has had the queue.')).toEqual(['like-a-claim'])
    expect(rulesOf('If Codex left, Case would have had the queue.')).toEqual([])
  })

  test('is asked only about running text', () => {
    const text = 'Since Codex left, Case has had the queue.'
    expect(classifier.classify(text, { leadIn: '', topic: 'unknown' }).claims).toEqual([])
    expect(classifier.classify(text, { leadIn: '', topic: 'unknown', isProse: true }).claims).toHaveLength(1)
  })
})

test('a part of the corpus that is not there can not be left out', () => {
  expect(() => claimExamples(new Set(['tester']))).toThrow('no such part of the corpus: tester')
})

test('a stored table gives back each weight in hundredths, and none for other numbers', () => {
  const table = openTable(
    storeTable(
      -0.5,
      new Map([
        [7, 0.25],
        [-2_000_000_000, -3.456],
        [2_000_000_000, 12],
      ]),
    ),
  )
  expect(table.bias).toBe(-0.5)
  expect([7, -2_000_000_000, 2_000_000_000].map(table.weightOf)).toEqual([0.25, -3.46, 12])
  expect([-2_147_483_648, 0, 8, 2_147_483_647].map(table.weightOf)).toEqual([0, 0, 0, 0])
})

test('what is learnt tells yes from no, and pays for large weights', () => {
  const rows = [
    { parts: Int32Array.of(0), sign: 1 },
    { parts: Int32Array.of(0, 2), sign: 1 },
    { parts: Int32Array.of(1), sign: -1 },
    { parts: Int32Array.of(1, 2), sign: -1 },
  ]
  const [yes = 0, no = 0, either = 0] = minimise(rows, 3, 1)
  expect(yes).toBeGreaterThan(0.4)
  expect(no).toBeCloseTo(-yes, 3)
  expect(either).toBeCloseTo(0, 3)
  const [dearer = 0] = minimise(rows, 3, 10)
  expect(dearer).toBeGreaterThan(0)
  expect(dearer).toBeLessThan(yes)
})
