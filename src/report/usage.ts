import type { Event } from '../contract/event.ts'
import type { ProviderFacts } from '../contract/facts.ts'
import type { ReportCore, Usage } from '../contract/report.ts'
import { BILLION } from '../kernel/price.ts'

type Claimed = NonNullable<Usage['engine']>

/** What the model cost: as counted at the gateway, else as the engine says; null when nobody said anything. */
export function toUsage(provider: ProviderFacts | null, events: readonly Event[]): ReportCore['usage'] {
  const engine = toClaimed(events)
  if (provider !== null) return toCounted(provider, engine)
  if (engine === null) return null
  return {
    source: 'engine',
    requests: null,
    ...engine,
    sources: { requests: null, tokens: 'engine', cost: engine.cost === null ? null : 'engine' },
    engine: null,
    disagreements: [],
  }
}

function toCounted(provider: ProviderFacts, engine: Claimed | null): Usage {
  const { requests, inputTokens, cachedInputTokens, outputTokens, cost } = provider
  return {
    source: 'gateway',
    requests,
    inputTokens,
    cachedInputTokens,
    outputTokens,
    cost: cost === undefined ? null : { amount: cost.billionths / BILLION, currency: cost.currency },
    sources: { requests: 'gateway', tokens: 'provider', cost: cost === undefined ? null : 'gateway' },
    engine,
    disagreements: [...gaps(provider), ...(engine === null ? [] : differences(provider, engine))],
  }
}

/** What the sums lack. */
function gaps({ unmetered, cost }: ProviderFacts): string[] {
  const found: string[] = []
  if (unmetered > 0) found.push(`answers whose tokens the provider did not name: ${unmetered}`)
  if (cost !== undefined && cost.unpriced > 0)
    found.push(`answers by a model without a price: ${cost.unpriced}`)
  return found
}

const COMPARED = {
  inputTokens: 'input tokens',
  cachedInputTokens: 'cached input tokens',
  outputTokens: 'output tokens',
} as const

function differences(provider: ProviderFacts, engine: Claimed): string[] {
  const tokens = Object.entries(COMPARED).flatMap(([name, words]) => {
    const [counted, claimed] = [
      provider[name as keyof typeof COMPARED],
      engine[name as keyof typeof COMPARED],
    ]
    return counted === claimed ? [] : [`${words}: the provider says ${counted}, the engine ${claimed}`]
  })
  const { cost } = provider
  if (cost === undefined || engine.cost === null) return tokens
  const amount = cost.billionths / BILLION
  const same = engine.cost.currency === cost.currency && Math.abs(engine.cost.amount - amount) < 1 / BILLION
  return same
    ? tokens
    : [
        ...tokens,
        `cost: the price table gives ${amount} ${cost.currency}, the engine says ${engine.cost.amount} ${engine.cost.currency}`,
      ]
}

/** The sum of what the engine reported; null when it reported nothing. */
function toClaimed(events: readonly Event[]): Claimed | null {
  const reported = events.filter((event) => event.type === 'usage.reported').map(({ data }) => data)
  if (reported.length === 0) return null
  // A hostile engine can report anything: the sum stays a number that JSON can hold.
  const sum = (pick: (data: (typeof reported)[number]) => number) =>
    reported.reduce((total, data) => Math.min(Number.MAX_SAFE_INTEGER, total + pick(data)), 0)
  const currency = reported.find(({ cost }) => cost !== null)?.cost?.currency
  const amount = Math.max(
    0,
    sum(({ cost }) => (cost?.currency === currency ? (cost?.amount ?? 0) : 0)),
  )
  return {
    inputTokens: sum((data) => data.inputTokens),
    cachedInputTokens: sum((data) => data.cachedInputTokens),
    outputTokens: sum((data) => data.outputTokens),
    cost: currency === undefined ? null : { amount, currency: currency.slice(0, 20) },
  }
}
