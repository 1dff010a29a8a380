import { isDeepStrictEqual } from 'node:util'
import type { ProviderFacts } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { GatewayRecord } from '../contract/gateway-log.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { readJsonLines } from './read-json-lines.ts'
import type { Sealed } from './sealed.ts'

/** Whether the gateway's log holds the requests that the facts count. */
export function checkGatewayLog({
  facts,
  documents,
  manifest,
}: Pick<Sealed, 'facts' | 'documents' | 'manifest'>): Finding[] {
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
  const counted = countRecords(values)
  const wrong = Object.entries(counted).filter(
    ([name, value]) => !isDeepStrictEqual(value, statedIn(provider)[name]),
  )
  const gaps = values.some(({ seq }, index) => seq !== (values[0]?.seq ?? 0) + index)
  return [
    ...wrong.map(([name]) =>
      finding('facts-mismatch', FILES.gatewayLog, `it holds another number of ${name} than the facts`),
    ),
    ...(gaps
      ? [finding('facts-mismatch', FILES.gatewayLog, 'its requests are not numbered one after another')]
      : []),
  ]
}

function statedIn(provider: ProviderFacts): Record<string, unknown> {
  const { requests, denied, inputTokens, cachedInputTokens, outputTokens } = provider
  return {
    requests,
    denied,
    inputTokens,
    cachedInputTokens,
    outputTokens,
    failures: toCounts(provider.failures),
  }
}

function countRecords(records: readonly GatewayRecord[]): Record<string, unknown> {
  const sum = (pick: (record: GatewayRecord) => number | null): number =>
    records.reduce((total, record) => total + (pick(record) ?? 0), 0)
  return {
    requests: records.length,
    denied: records.filter(({ denied }) => denied).length,
    inputTokens: sum((record) => record.inputTokens),
    cachedInputTokens: sum((record) => record.cachedInputTokens),
    outputTokens: sum((record) => record.outputTokens),
    failures: toCounts(
      records.flatMap(({ failure }) => (failure === null ? [] : [{ kind: failure, count: 1 }])),
    ),
  }
}

function toCounts(
  failures: readonly { readonly kind: string; readonly count: number }[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { kind, count } of failures) counts.set(kind, (counts.get(kind) ?? 0) + count)
  return counts
}
