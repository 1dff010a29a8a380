// Promises: how much a sentence is like those of the labelled corpus that claim something. It sees what no rule names.
// Must not: be asked about what the rules have found. Called by: claims/classify-text.ts.
import { codeOf, eachPart, stemsOf } from './features.ts'
import { openTable, type WeightTable } from './weight-table.ts'
import learnt from './weights.json' with { type: 'json' }

interface Tables {
  readonly claim: WeightTable
  readonly authority: WeightTable
}

let tables: Tables | undefined

/** Opened on first use: most workspaces have a sentence that needs them, and `--help` does not. */
function opened(): Tables {
  tables ??= { claim: openTable(learnt.claim), authority: openTable(learnt.authority) }
  return tables
}

/** Positive for what is more like a claim than not; in log odds, at the share of claims that the corpus has. */
export function likenessOf(tokens: readonly string[]): number {
  const { claim } = opened()
  const seen = new Set<number>()
  let sum = claim.bias
  eachPart(tokens, (code) => {
    const weight = claim.weightOf(code)
    if (weight === 0 || seen.has(code)) return
    seen.add(code)
    sum += weight
  })
  return sum
}

/** Fewer words than these say too little to be like anything. */
const FEWEST = 3

/** So like a claim that it is taken for one. */
export function isLikeClaim(tokens: readonly string[]): boolean {
  return tokens.filter((token) => /^[a-z]/.test(token)).length >= FEWEST && likenessOf(tokens) > learnt.least
}

/** Of a claim: whether it is more like those of authority than like those of standing. */
export function isLikeAuthority(tokens: readonly string[]): boolean {
  const { authority } = opened()
  const sum = [...new Set(stemsOf(tokens))].reduce(
    (total, stem) => total + authority.weightOf(codeOf('u', stem)),
    authority.bias,
  )
  return sum > 0
}
