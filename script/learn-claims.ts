// Promises: src/planning/claims/likeness/weights.json and weights.txt, learnt from the examples that script/claim-examples.ts gives.
// Must not: draw lots; the same examples give the same files. Called by: developers, after the corpus or the phrases changed.
// `script/learn-claims.ts [PART...]` leaves these parts of the corpus out, to measure what they are to one who never saw them.
import { writeFileSync } from 'node:fs'
import { codeOf, eachPart, PARTS, stemsOf } from '../src/planning/claims/likeness/features.ts'
import { storeTable } from '../src/planning/claims/likeness/weight-table.ts'
import { claimExamples, digestOf, type TokenExample } from './claim-examples.ts'
import { minimise } from './minimise.ts'

const FOLDER = new URL('../src/planning/claims/likeness/', import.meta.url)

/** Log odds from which a sentence is taken for a claim. */
const LEAST = 1
/** How dear large weights are. */
const DEAR = 1
/** Smaller weights are left out. */
const SMALLEST = 0.06

interface Counted {
  readonly codes: ReadonlySet<number>
  readonly isYes: boolean
}

interface Weighed {
  readonly bias: number
  readonly weights: ReadonlyMap<number, number>
}

/** A weight for each number that occurs in two examples and more. */
function weigh(counted: readonly Counted[]): Weighed {
  const counts = new Map<number, number>()
  for (const { codes } of counted) for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  const columns = new Map([...counts].filter(([, count]) => count > 1).map(([code], at) => [code, at]))
  const rows = counted.map(({ codes, isYes }) => ({
    parts: Int32Array.from([...codes].flatMap((code) => columns.get(code) ?? [])),
    sign: isYes ? 1 : -1,
  }))
  const found = minimise(rows, columns.size, DEAR)
  const weights = new Map(
    [...columns]
      .map(([code, at]) => [code, found[at] ?? 0] as const)
      .filter(([, weight]) => Math.abs(weight) >= SMALLEST),
  )
  return { bias: found[columns.size] ?? 0, weights }
}

function learn(examples: readonly TokenExample[]) {
  const names = new Map<number, string>()
  const claim = weigh(
    examples.map(({ tokens, kind }) => {
      const stems = stemsOf(tokens)
      const codes = new Set<number>()
      eachPart(tokens, (code, part, first, second) => {
        codes.add(code)
        if (names.has(code)) return
        const words = [stems[first], ...(second < 0 ? [] : [stems[second]])]
        names.set(code, [PARTS[part], ...words].join(' '))
      })
      return { codes, isYes: kind !== 'none' }
    }),
  )
  const authority = weigh(
    examples
      .filter(({ kind }) => kind === 'standing' || kind === 'authority')
      .map(({ tokens, kind }) => ({
        codes: new Set(stemsOf(tokens).map((stem) => codeOf('u', stem))),
        isYes: kind === 'authority',
      })),
  )
  const linesOf = ({ weights }: Weighed, sign: string): readonly string[] =>
    [...weights].map(([code, weight]) => `${sign} ${names.get(code)} ${Math.round(weight * 100)}`)
  const lines = [...linesOf(claim, 'claim'), ...linesOf(authority, 'authority')]
  return {
    lines: lines.sort(),
    stored: {
      examples: digestOf(examples),
      least: LEAST,
      claim: storeTable(claim.bias, claim.weights),
      authority: storeTable(authority.bias, authority.weights),
    },
  }
}

const examples = claimExamples(new Set(process.argv.slice(2)))
const { lines, stored } = learn(examples)
writeFileSync(new URL('weights.txt', FOLDER), `${lines.join('\n')}\n`)
writeFileSync(new URL('weights.json', FOLDER), `${JSON.stringify(stored, undefined, 2)}\n`)
console.log(`${examples.length} sentences, ${lines.length} weights`)
