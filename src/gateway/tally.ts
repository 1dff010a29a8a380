import type { ProviderFacts, ProviderFailureKind } from '../contract/facts.ts'
import type { GatewayRecord } from '../contract/gateway-log.ts'

interface Named {
  readonly provider: string
  readonly mode: ProviderFacts['mode']
  /** Shown when no request names a model. */
  readonly model: string | null
}

/** Whether the record is of a request that went to the provider. */
export function isModelRequest(record: GatewayRecord): boolean {
  return !record.denied && record.method === 'POST'
}

/** Pure: what a gateway log comes to. Records are in the order in which the requests ended. */
export function toProviderFacts(named: Named, records: Iterable<GatewayRecord>): ProviderFacts {
  const tally = createTally(named)
  for (const record of records) tally.add(record)
  return tally.facts()
}

export interface Tally {
  add(record: GatewayRecord): void
  facts(): ProviderFacts
  failures(): { route: string; kind: ProviderFailureKind; attempts: number }[]
}

export function createTally(named: Named): Tally {
  let model: string | null = null
  let requests = 0
  let answered = 0
  let denied = 0
  let failed = 0
  let lastFailed = false
  const tokens = { input: 0, cached: 0, output: 0 }
  const failures = new Map<string, { route: string; kind: ProviderFailureKind; attempts: number }>()

  return {
    add(record) {
      if (record.denied) denied += 1
      if (!isModelRequest(record)) return
      requests += 1
      model ??= record.model
      // What we held back ourselves says nothing about the provider.
      const own = record.failure === 'budget'
      lastFailed = record.failure !== null && !own
      tokens.input += record.inputTokens ?? 0
      tokens.cached += record.cachedInputTokens ?? 0
      tokens.output += record.outputTokens ?? 0
      if (record.failure === null) {
        if (record.status !== null && record.status < 300) answered += 1
        return
      }
      if (!own) failed += 1
      const key = `${record.failure} ${record.route}`
      const known = failures.get(key)
      if (known === undefined) failures.set(key, { route: record.route, kind: record.failure, attempts: 1 })
      else known.attempts += 1
    },
    facts() {
      const counts = new Map<ProviderFailureKind, number>()
      for (const { kind, attempts } of failures.values()) counts.set(kind, (counts.get(kind) ?? 0) + attempts)
      return {
        provider: named.provider,
        mode: named.mode,
        model: model ?? named.model,
        requests,
        answered,
        denied,
        failures: [...counts].map(([kind, count]) => ({ kind, count })),
        unavailable: requests > 0 && (lastFailed || failed === requests),
        inputTokens: tokens.input,
        cachedInputTokens: tokens.cached,
        outputTokens: tokens.output,
      }
    },
    failures: () => [...failures.values()].map((entry) => ({ ...entry })),
  }
}
