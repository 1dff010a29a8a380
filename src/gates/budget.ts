import type { Facts, ProviderFacts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import type { PolicyBudget } from '../contract/policy-budget.ts'
import type { TaskBudget } from '../contract/task.ts'
import { BILLION } from '../kernel/price.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'

/** A limit of the task that was passed, and how much was used, as counted at the gateway. */
interface OverBudget {
  readonly limit: string
  readonly used: number
}

const COUNTED = ['requests', 'inputTokens', 'outputTokens'] as const

/** The limits of a task's budget that were passed. */
export function overBudget(budget: TaskBudget | null, provider: ProviderFacts | null): OverBudget[] {
  if (budget === null || provider === null) return []
  const counted = COUNTED.flatMap((name) => {
    const limit = budget[name]
    const used = provider[name]
    return limit !== undefined && used > limit ? [{ limit: `${name} ${limit}`, used }] : []
  })
  const spent = (provider.cost?.billionths ?? 0) / BILLION
  const costly =
    budget.cost !== undefined && spent > budget.cost ? [{ limit: `cost ${budget.cost}`, used: spent }] : []
  return [...counted, ...costly]
}

/** Did the engine use no more of its model than task and policy allow? */
export function evaluateBudget(facts: Facts): GateResult {
  const { provider, engine } = facts
  const budget = facts.task.budget
  const policy = facts.policy.budget
  if (budget === null && policy === undefined)
    return toVerdict(facts, 'budget', [], ['neither task nor policy sets a budget'])
  if (engine === null) return toNotRun(facts, 'budget', whyNothingRan(facts, 'no engine could use a model'))
  const reasons = overBudget(budget, provider).map(({ limit, used }) =>
    toReason('budget_exceeded', `the task allows ${limit}, ${used} were used at the gateway`),
  )
  if (provider === null) return toVerdict(facts, 'budget', reasons, ['the engine was given no model'])
  const unknown = whatIsUnknown(budget, policy, provider)
  if (reasons.length === 0 && unknown !== null) return toNotRun(facts, 'budget', unknown)
  const used = COUNTED.map((name) => `${name} ${provider[name]}`)
  if (provider.cost !== undefined)
    used.push(`cost ${provider.cost.billionths / BILLION} ${provider.cost.currency}`)
  return toVerdict(facts, 'budget', reasons, [used.join(', ')])
}

/** Why a limit can not be judged, though no use beyond it is known; null when all can. */
function whatIsUnknown(
  budget: TaskBudget | null,
  policy: PolicyBudget | undefined,
  { unmetered, cost }: ProviderFacts,
): string | null {
  const costs = budget?.cost ?? policy?.cost
  const tokens = budget?.inputTokens ?? budget?.outputTokens ?? policy?.tokens
  if (costs !== undefined && cost === undefined)
    return `a cost of ${costs} is allowed, and the provider has no prices in proctor.yaml`
  if (costs !== undefined && (cost?.unpriced ?? 0) > 0)
    return `${countOf(cost?.unpriced ?? 0, 'answer')} came from a model that has no price in proctor.yaml`
  if ((costs !== undefined || tokens !== undefined) && unmetered > 0)
    return `${countOf(unmetered, 'answer')} named no tokens, or broke off before they did: their use is unknown`
  return null
}
