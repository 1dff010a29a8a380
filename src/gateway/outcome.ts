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
  /** Why no answer came, where there is more to say than the kind of failure. */
  readonly detail?: string
}

/** What the provider's status says about the provider; null when it is up and the request was its sender's affair. */
export function failureOfStatus(status: number): ProviderFailureKind | null {
  if (status === 401) return '401'
  if (status === 403) return '403'
  if (status === 408) return 'timeout'
  if (status === 429) return '429'
  return status >= 500 ? '5xx' : null
}

/**
 * What the status of a probe says. Only what no request could get past is a failure: a service that has no such route
 * is there, and so is one that asks to wait.
 */
export function judgeProbe(status: number): {
  readonly failure: ProviderFailureKind | null
  readonly detail: string | null
} {
  const failure = failureOfStatus(status)
  if (failure === '401' || failure === '403')
    return { failure, detail: `it does not take the key (${status})` }
  if (failure === '5xx' && status !== 501) return { failure, detail: `it answers with ${status}` }
  return { failure: null, detail: null }
}
