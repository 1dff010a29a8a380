import type { ProviderFacts } from '../contract/facts.ts'
import { BILLION } from '../kernel/price.ts'
import type { Budget, UsedUp } from './port.ts'

/**
 * The limits that no further request may pass. Where the use is not known, because an answer named no tokens or a model
 * has no price, a limit that depends on it counts as used up.
 */
export function usedUp(budget: Budget | undefined, spent: ProviderFacts): UsedUp[] {
  if (budget === undefined) return []
  const { requests, inputTokens, outputTokens, unmetered, cost } = spent
  const found: UsedUp[] = []
  const count = (limit: number | undefined, used: number, noun: string, unknown: number) => {
    if (limit === undefined) return
    if (used >= limit) found.push({ limit: `${limit} ${noun}`, used })
    else if (unknown > 0) found.push({ limit: `${limit} ${noun}, ${unknown} answers not metered`, used })
  }
  count(budget.requests, requests, 'requests', 0)
  count(budget.tokens, inputTokens + outputTokens, 'tokens', unmetered)
  count(budget.inputTokens, inputTokens, 'input tokens', unmetered)
  count(budget.outputTokens, outputTokens, 'output tokens', unmetered)
  if (budget.cost !== undefined) {
    const unknown = cost === undefined ? requests : unmetered + cost.unpriced
    const noun = `${cost?.currency ?? '(no prices)'} of cost`
    count(budget.cost, (cost?.billionths ?? 0) / BILLION, noun, unknown)
  }
  return found
}
