import type { ProviderConfig } from '../contract/workspace.ts'

/** What a run's model is, by its provider. */
export function modeOf(provider: ProviderConfig): 'live' | 'replay' | 'scripted' {
  return provider.kind === 'http' ? 'live' : provider.kind
}
