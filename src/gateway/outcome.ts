import type { ProviderFailureKind } from '../contract/facts.ts'

/** Tokens as the provider counts them. */
export interface Usage {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
}

/** How an exchange with the provider ended. The answer itself went to the engine already. */
export interface Outcome {
  readonly failure: ProviderFailureKind | null
  readonly usage: Usage | null
}

/** What the provider's status says about the provider; null when it is up and the request was its sender's affair. */
export function failureOfStatus(status: number): ProviderFailureKind | null {
  if (status === 401) return '401'
  if (status === 403) return '403'
  if (status === 408) return 'timeout'
  if (status === 429) return '429'
  return status >= 500 ? '5xx' : null
}
