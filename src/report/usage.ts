import type { Event } from '../contract/event.ts'
import type { ProviderFacts } from '../contract/facts.ts'
import type { ReportCore } from '../contract/report.ts'

/** What the model cost: as counted at the gateway, else as the engine says; null when nobody said anything. */
export function toUsage(provider: ProviderFacts | null, events: readonly Event[]): ReportCore['usage'] {
  if (provider !== null) {
    const { requests, inputTokens, cachedInputTokens, outputTokens } = provider
    return { source: 'gateway', requests, inputTokens, cachedInputTokens, outputTokens }
  }
  const reported = events.filter((event) => event.type === 'usage.reported').map(({ data }) => data)
  if (reported.length === 0) return null
  // A hostile engine can report anything: the sum stays a number that JSON can hold.
  const sum = (pick: (data: (typeof reported)[number]) => number) =>
    reported.reduce((total, data) => Math.min(Number.MAX_SAFE_INTEGER, total + pick(data)), 0)
  return {
    source: 'engine',
    requests: null,
    inputTokens: sum((data) => data.inputTokens),
    cachedInputTokens: sum((data) => data.cachedInputTokens),
    outputTokens: sum((data) => data.outputTokens),
  }
}
