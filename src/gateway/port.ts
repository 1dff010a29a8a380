// Promises: the only road from an engine to a model; every request is recorded, the key never leaves.
// Must not: forward what the route list does not name, or log keys or bodies. Called by: run/.
import type { Exchange } from '../contract/exchange.ts'
import type { ProviderFacts } from '../contract/facts.ts'
import type { Turns } from '../contract/turns.ts'
import type { PriceTable, WireFormat } from '../contract/workspace.ts'
import type { Probed } from './provider.ts'

/** Where requests are answered. */
export type Upstream =
  | { readonly kind: 'scripted'; readonly turns: Turns }
  | { readonly kind: 'replay'; readonly exchanges: readonly Exchange[] }
  | {
      readonly kind: 'http'
      readonly baseUrl: string
      readonly wire: WireFormat
      readonly key: string
      /** PEM of further trusted certificates. */
      readonly ca?: string | undefined
    }

/** How long the gateway waits. Milliseconds. */
export interface Deadlines {
  /** Without a byte of an answer. */
  readonly stallMs: number
  /** For a whole answer. */
  readonly requestMs: number
}

/** What one run may cost; what is absent is not bounded. */
export interface Budget {
  /** Requests that are answered by the provider. */
  readonly requests?: number | undefined
  /** Input and output together, as the provider counts them. */
  readonly tokens?: number | undefined
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  /** In the currency of the prices. */
  readonly cost?: number | undefined
}

/** A limit that is used up, in words, and how much was used. */
export interface UsedUp {
  readonly limit: string
  readonly used: number
}

/** Whether a provider was there when it was asked, before anything was started. */
export interface Preflight extends Probed {
  readonly time: Date
  readonly durationMs: number
}

export interface GatewayOptions {
  readonly budget?: Budget | undefined
  /** Without them costs are not known, and a budget of costs lets no request through. */
  readonly prices?: PriceTable | undefined
  readonly provider: string
  readonly upstream: Upstream
  readonly deadlines: Deadlines
  /** Model name to show in the facts when no request names one. */
  readonly model: string | null
  /** Unix socket to listen on; made accessible to every local user, since the sandbox is what guards it. */
  readonly socketPath: string
  /** Takes secrets out of what an engine may have written into a route or a model's name. */
  readonly redact?: (text: string) => string
  /** File that gets one GatewayRecord a line, written as requests end. */
  readonly logPath: string
  /** File that gets one Exchange a line; nothing is recorded when absent. */
  readonly recordPath?: string | undefined
  readonly now: () => Date
}

export interface Gateway {
  /** Counts so far. */
  facts(): ProviderFacts
  /** Called when a request failed at the provider. */
  readonly failures: readonly {
    readonly route: string
    readonly kind: ProviderFacts['failures'][number]['kind']
    readonly attempts: number
    readonly detail?: string
  }[]
  /** Puts on record, before any request, whether the provider was there. */
  recordPreflight(preflight: Preflight): void
  /** Limits of the budget that no further request may pass. */
  usedUp(): UsedUp[]
  /** Stops listening, ends open exchanges, flushes and fsyncs the log. Idempotent. */
  close(): Promise<void>
}

/** @throws ProctorError gateway_failed when it can't listen */
export type OpenGateway = (options: GatewayOptions) => Promise<Gateway>
