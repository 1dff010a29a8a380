import type { PriceTable } from '../contract/workspace.ts'

/** Billionths in a unit of money. */
export const BILLION = 1_000_000_000

export interface Tokens {
  readonly input: number
  /** Part of `input`. */
  readonly cachedInput: number
  readonly output: number
}

/** Prices are per million tokens, sums in billionths. */
const BILLIONTHS_OF_A_MILLIONTH = BILLION / 1_000_000

/** What tokens cost, in whole billionths; null when the table has no price for the model. The same numbers give the same sum. */
export function costOf(prices: PriceTable, model: string | null, tokens: Tokens): number | null {
  const named = model !== null && Object.hasOwn(prices.models, model) ? prices.models[model] : undefined
  const price = named ?? (Object.hasOwn(prices.models, '*') ? prices.models['*'] : undefined)
  if (price === undefined) return null
  const cached = Math.min(tokens.cachedInput, tokens.input)
  const sum =
    (tokens.input - cached) * price.input +
    cached * (price.cachedInput ?? price.input) +
    tokens.output * price.output
  return Math.min(Number.MAX_SAFE_INTEGER, Math.round(sum * BILLIONTHS_OF_A_MILLIONTH))
}
