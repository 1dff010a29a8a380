import { createHttpProvider } from './http/http-provider.ts'
import type { Upstream } from './port.ts'
import type { Provider } from './provider.ts'
import { createReplayProvider } from './recording/replay-provider.ts'
import { createScriptedProvider } from './scripted/scripted-provider.ts'

export function createProvider(upstream: Upstream, now: () => Date): Provider {
  switch (upstream.kind) {
    case 'http':
      return createHttpProvider(upstream)
    case 'replay':
      return createReplayProvider(upstream.exchanges)
    case 'scripted':
      return createScriptedProvider(upstream.turns, now)
  }
}
