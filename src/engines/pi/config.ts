import type { WireFormat } from '../../contract/workspace.ts'

/** Loopback port inside the sandbox that leads to the gateway. */
export const BRIDGE_PORT = 8787
/** Model that is asked for when the workspace names none. */
export const DEFAULT_MODEL = 'default'

/** pi's own names of the formats; the first is what it speaks when the provider speaks all. */
const APIS: Readonly<Record<WireFormat, string>> = {
  'chat-completions': 'openai-completions',
  responses: 'openai-responses',
  messages: 'anthropic-messages',
}

/** `models.json`: one provider, the gateway. Prices are nought: what a run costs is counted at the gateway. */
export function toModels(model: string, wire: WireFormat | null): unknown {
  const api = APIS[wire ?? 'chat-completions']
  const base = `http://127.0.0.1:${BRIDGE_PORT}`
  return {
    providers: {
      proctor: {
        baseUrl: wire === 'messages' ? base : `${base}/v1`,
        api,
        apiKey: 'none',
        models: [
          {
            id: model,
            name: model,
            reasoning: false,
            input: ['text'],
            contextWindow: 200_000,
            maxTokens: 32_000,
            cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
          },
        ],
      },
    },
  }
}

/** `settings.json`: the harness, not the engine, decides how long a provider is waited for. */
export const SETTINGS = { retry: { enabled: false }, compaction: { enabled: false }, quietStartup: true }
