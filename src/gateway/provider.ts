import type { ProviderFailureKind } from '../contract/facts.ts'
import type { Ask } from './ask.ts'

/** What came of the question whether a provider is there. */
export interface Probed {
  /** Null when no answer came, or none was needed. */
  readonly status: number | null
  /** Null when the provider is there and takes the key. */
  readonly failure: ProviderFailureKind | null
  /** Why there was no answer, in words. */
  readonly detail: string | null
}

/** What stands behind the gateway: a script, a recording, or a service. */
export interface Provider {
  readonly ask: Ask
  /** Costs no tokens. Gives up when `signal` aborts; what it returns then does not matter. */
  probe(signal: AbortSignal): Promise<Probed>
}

export const THERE: Probed = { status: null, failure: null, detail: null }
