import * as z from 'zod'
import { ProviderFailureKind } from './facts.ts'
import { Count, SCHEMA_IDS, Sha256, Timestamp } from './ids.ts'

/** Route of the harness's own question whether the provider is there. No engine can make a request of that name. */
export const PREFLIGHT_ROUTE = '(preflight)'

/** One line of `gateway.jsonl`: one model request. Never holds a key or a body. */
export const GatewayRecord = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.gatewayLog),
  seq: Count,
  time: Timestamp,
  method: z.string().max(16),
  route: z.string().max(2_000),
  /** Refused by the route list; nothing was forwarded. */
  denied: z.boolean(),
  model: z.string().nullable(),
  /** Status sent to the engine, or of the preflight; null when the exchange broke off. */
  status: z.int().nullable(),
  failure: ProviderFailureKind.nullable(),
  /** Why no answer came, in the harness's words, where there is more to say than the kind of failure. */
  detail: z.string().max(300).optional(),
  streamed: z.boolean(),
  requestBytes: Count,
  requestSha256: Sha256,
  responseBytes: Count,
  responseSha256: Sha256,
  inputTokens: Count.nullable(),
  cachedInputTokens: Count.nullable(),
  outputTokens: Count.nullable(),
  /** By the price table, in billionths; null when the tokens or the price are unknown, absent without a table. */
  costBillionths: Count.nullable().optional(),
  durationMs: Count,
})
export type GatewayRecord = z.infer<typeof GatewayRecord>
