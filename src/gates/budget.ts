import type { Facts, ProviderFacts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import type { TaskBudget } from '../contract/task.ts'
import { toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** A limit of the task that was passed, and how much was used, as counted at the gateway. */
interface OverBudget {
  readonly limit: string
  readonly used: number
}

const COUNTED = ['requests', 'inputTokens', 'outputTokens'] as const

/** The limits of a budget that were passed; costs are not counted, since no gateway knows prices. */
export function overBudget(budget: TaskBudget | null, provider: ProviderFacts | null): OverBudget[] {
  if (budget === null || provider === null) return []
  return COUNTED.flatMap((name) => {
    const limit = budget[name]
    const used = provider[name]
    return limit !== undefined && used > limit ? [{ limit: `${name} ${limit}`, used }] : []
  })
}

/** Did the engine use no more of its model than the task allows? */
export function evaluateBudget(facts: Facts): GateResult {
  const { provider, engine } = facts
  const { budget } = facts.task
  if (budget === null) return toVerdict(facts, 'budget', [], ['the task sets no budget'])
  if (engine === null) return toNotRun(facts, 'budget', whyNothingRan(facts, 'no engine could use a model'))
  const reasons = overBudget(budget, provider).map(({ limit, used }) =>
    toReason('budget_exceeded', `the task allows ${limit}, ${used} were used at the gateway`),
  )
  if (provider === null) return toVerdict(facts, 'budget', reasons, ['the engine was given no model'])
  if (reasons.length === 0 && budget.cost !== undefined) {
    return toNotRun(
      facts,
      'budget',
      `the task allows a cost of ${budget.cost}, and the gateway knows no prices`,
    )
  }
  const used = COUNTED.map((name) => `${name} ${provider[name]}`).join(', ')
  return toVerdict(facts, 'budget', reasons, [used])
}
