// Promises: how much a sentence is like those of the labelled corpus that claim something. It sees what no rule names.
// Must not: be asked about what the rules have found. Called by: claims/classify-text.ts.
import { codeOf, eachPart, PARTS } from './features.ts'
import learnt from './weights.json' with { type: 'json' }

/** Weights are stored as whole hundredths. */
const UNIT = 100

let weights: ReadonlyMap<number, number> | undefined

/** Read on first use: most workspaces have a sentence that needs them, and `--help` does not. */
function read(): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const line of learnt.weights.split('\n')) {
    const [part = '', first = '', second = '', weight] = line.split(' ')
    const known = PARTS.find((name) => name === part)
    if (known === undefined) continue
    if (weight === undefined) found.set(codeOf(known, first), Number(second) / UNIT)
    else found.set(codeOf(known, first, second), Number(weight) / UNIT)
  }
  return found
}

/** Positive for what is more like a claim than not; in the unit of log odds, for a corpus of as many claims as others. */
export function likenessOf(tokens: readonly string[]): number {
  weights ??= read()
  const known = weights
  const seen = new Set<number>()
  let sum = learnt.bias / UNIT
  eachPart(tokens, (code) => {
    const weight = known.get(code)
    if (weight === undefined || seen.has(code)) return
    seen.add(code)
    sum += weight
  })
  return sum
}

/** Fewer words than these say too little to be like anything. */
const FEWEST = 3

/** So like a claim that it is taken for one. */
export function isLikeClaim(tokens: readonly string[]): boolean {
  return (
    tokens.filter((token) => /^[a-z]/.test(token)).length >= FEWEST &&
    likenessOf(tokens) > learnt.least / UNIT
  )
}
