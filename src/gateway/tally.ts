import type { ProviderFacts, ProviderFailureKind } from '../contract/facts.ts'
import { type GatewayRecord, PREFLIGHT_ROUTE } from '../contract/gateway-log.ts'

interface Named {
  readonly provider: string
  readonly mode: ProviderFacts['mode']
  /** Shown when no request names a model. */
  readonly model: string | null
  /** Of the price table; absent when there is none. */
  readonly currency?: string | undefined
}

/** Whether the record is of a request that went to the provider. */
export function isModelRequest(record: GatewayRecord): boolean {
  return !record.denied && record.method === 'POST'
}

/** Whether the provider began an answer whose tokens nobody knows. What an engine broke off itself is among them. */
export function isUnmetered(record: GatewayRecord): boolean {
  const { status, inputTokens, responseBytes } = record
  const begun = responseBytes > 0 && (status === null || status < 300)
  return isModelRequest(record) && inputTokens === null && begun
}

function isPreflight(record: GatewayRecord): boolean {
  return !record.denied && record.route === PREFLIGHT_ROUTE
}

interface Failed {
  readonly route: string
  readonly kind: ProviderFailureKind
  attempts: number
  /** Of the first of them that said why. */
  detail?: string
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
  failures(): Failed[]
}

export function createTally(named: Named): Tally {
  let model: string | null = null
  let requests = 0
  let answered = 0
  let denied = 0
  let failed = 0
  let lastFailed = false
  const tokens = { input: 0, cached: 0, output: 0 }
  const cost = { billionths: 0, unpriced: 0 }
  let unmetered = 0
  let unrecorded = false
  const failures = new Map<string, Failed>()
  let preflight: ProviderFacts['preflight']

  const addFailure = ({ route, failure, detail }: GatewayRecord) => {
    if (failure === null) return
    const key = `${failure} ${route}`
    const known = failures.get(key) ?? { route, kind: failure, attempts: 0 }
    known.attempts += 1
    if (detail !== undefined) known.detail ??= detail
    failures.set(key, known)
  }

  return {
    add(record) {
      if (record.denied) denied += 1
      if (isPreflight(record)) {
        preflight = { failure: record.failure, detail: record.detail ?? null }
        addFailure(record)
      }
      if (!isModelRequest(record)) return
      requests += 1
      model ??= record.model
      // What we held back ourselves says nothing about the provider.
      const own = record.failure === 'budget'
      lastFailed = record.failure !== null && !own
      tokens.input += record.inputTokens ?? 0
      tokens.cached += record.cachedInputTokens ?? 0
      tokens.output += record.outputTokens ?? 0
      cost.billionths = Math.min(Number.MAX_SAFE_INTEGER, cost.billionths + (record.costBillionths ?? 0))
      if (record.inputTokens !== null && record.costBillionths === null) cost.unpriced += 1
      if (isUnmetered(record)) unmetered += 1
      unrecorded ||= record.failure === 'unrecorded'
      if (record.failure === null) {
        if (record.status !== null && record.status < 300) answered += 1
        return
      }
      if (!own) failed += 1
      addFailure(record)
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
        unavailable:
          (preflight?.failure ?? null) !== null ||
          (requests > 0 && (lastFailed || failed === requests || unrecorded)),
        ...(preflight === undefined ? {} : { preflight }),
        inputTokens: tokens.input,
        cachedInputTokens: tokens.cached,
        outputTokens: tokens.output,
        unmetered,
        ...(named.currency === undefined ? {} : { cost: { currency: named.currency, ...cost } }),
      }
    },
    failures: () => [...failures.values()].map((entry) => ({ ...entry })),
  }
}
