import { isDeepStrictEqual } from 'node:util'
import type { ProviderFacts, ProviderFailureKind } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { GatewayRecord, PREFLIGHT_ROUTE } from '../contract/gateway-log.ts'
import type { PriceTable } from '../contract/workspace.ts'
import { costOf } from '../kernel/price.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { readJsonLines } from './read-json-lines.ts'
import type { Sealed } from './sealed.ts'

/** Whether the gateway's log holds the requests that the facts count. */
export function checkGatewayLog({
  facts,
  events,
  documents,
  manifest,
  policy,
}: Pick<Sealed, 'facts' | 'events' | 'documents' | 'manifest' | 'policy'>): Finding[] {
  const { provider } = facts
  const there = manifest.has(FILES.gatewayLog)
  if (provider === null) {
    return there ? [finding('facts-mismatch', FILES.gatewayLog, 'there is a log, and no model was used')] : []
  }
  if (!there)
    return [finding('facts-mismatch', FILES.facts, 'a model was used, and there is no gateway.jsonl')]
  const bytes = documents.get(FILES.gatewayLog)
  // Its bytes are not those that were sealed: that is said already.
  if (bytes === undefined) return []
  const { values, findings } = readJsonLines(FILES.gatewayLog, bytes, GatewayRecord, 'schema-invalid')
  if (findings.length > 0) return [...findings]
  const prices = policy.providers.find(({ id }) => id === provider.provider)?.prices
  const configured = events.find((event) => event.type === 'run.started')?.data.model.id ?? null
  const counted = countRecords(values, prices, configured)
  const mispriced = values.some(
    (record) => !isDeepStrictEqual(record.costBillionths, priceAgain(record, prices)),
  )
  const named = new Map<string, unknown>(Object.entries(provider))
  const wrong = Object.entries(counted).filter(([name, value]) => !isDeepStrictEqual(value, named.get(name)))
  const gaps = values.some(({ seq }, index) => seq !== index)
  return [
    ...wrong.map(([name]) =>
      finding('facts-mismatch', FILES.gatewayLog, `counted again, it gives another ${name} than the facts`),
    ),
    ...(mispriced
      ? [finding('facts-mismatch', FILES.gatewayLog, 'its costs are not those of the price table')]
      : []),
    ...(gaps
      ? [
          finding(
            'facts-mismatch',
            FILES.gatewayLog,
            'its requests are not numbered one after another from 0',
          ),
        ]
      : []),
  ]
}

type Counted = Omit<ProviderFacts, 'provider' | 'mode'> & {
  readonly preflight: ProviderFacts['preflight']
  readonly cost: ProviderFacts['cost']
}

/** What a request cost by the table; undefined where there is nothing to cost. */
function priceAgain(record: GatewayRecord, prices: PriceTable | undefined): number | null | undefined {
  const { model, route, inputTokens, cachedInputTokens, outputTokens } = record
  if (prices === undefined || route.startsWith('(')) return undefined
  if (inputTokens === null || outputTokens === null) return null
  return costOf(prices, model, {
    input: inputTokens,
    cachedInput: cachedInputTokens ?? 0,
    output: outputTokens,
  })
}

/**
 * Requests that went to the provider are those that were not denied and that posted something.
 * @param configured shown as the model when no request names one
 */
function countRecords(
  records: readonly GatewayRecord[],
  prices: PriceTable | undefined,
  configured: string | null,
): Counted {
  const requests = records.filter(({ denied, method }) => !denied && method === 'POST')
  const asked = records.find(({ denied, route }) => !denied && route === PREFLIGHT_ROUTE)
  const failures = [...(asked === undefined ? [] : [asked]), ...requests].flatMap(({ failure }) =>
    failure === null ? [] : [failure],
  )
  const sum = (pick: (record: GatewayRecord) => number | null): number =>
    requests.reduce((total, record) => total + (pick(record) ?? 0), 0)
  // What the gateway held back itself, because the budget was used up, says nothing about the provider.
  const last = requests.at(-1)?.failure ?? null
  const lastFailed = last !== null && last !== 'budget'
  return {
    requests: requests.length,
    answered: requests.filter(({ failure, status }) => failure === null && (status ?? 300) < 300).length,
    denied: records.filter(({ denied }) => denied).length,
    failures: toCounts(failures),
    preflight: asked === undefined ? undefined : { failure: asked.failure, detail: asked.detail ?? null },
    unavailable:
      (asked?.failure ?? null) !== null ||
      lastFailed ||
      requests.some(({ failure }) => failure === 'unrecorded'),
    inputTokens: sum((record) => record.inputTokens),
    cachedInputTokens: sum((record) => record.cachedInputTokens),
    outputTokens: sum((record) => record.outputTokens),
    unmetered: requests.filter(
      ({ status, inputTokens, responseBytes }) =>
        inputTokens === null && responseBytes > 0 && (status ?? 0) < 300,
    ).length,
    cost:
      prices === undefined
        ? undefined
        : {
            currency: prices.currency,
            billionths: Math.min(
              Number.MAX_SAFE_INTEGER,
              sum((record) => record.costBillionths ?? null),
            ),
            unpriced: requests.filter(
              ({ inputTokens, costBillionths }) => inputTokens !== null && costBillionths === null,
            ).length,
          },
    model: requests.find((record) => record.model !== null)?.model ?? configured,
  }
}

function toCounts(kinds: readonly ProviderFailureKind[]): ProviderFacts['failures'] {
  const counts = new Map<ProviderFailureKind, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => ({ kind, count }))
}
