/** Loopback port inside the sandbox that leads to the gateway. */
export const BRIDGE_PORT = 8787
/** Model that is asked for when the workspace names none. */
export const DEFAULT_MODEL = 'default'

/**
 * `opencode.json` of one run: one provider, the gateway; every edit, command and path outside is asked about; nothing is
 * updated, shared, fetched or kept. Prices are absent: what a run costs is counted at the gateway.
 */
export function toOpencodeConfig(model: string): unknown {
  const named = `proctor/${model}`
  return {
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    lsp: false,
    formatter: false,
    enabled_providers: ['proctor'],
    model: named,
    small_model: named,
    provider: {
      proctor: {
        npm: '@ai-sdk/openai-compatible',
        name: 'proctor',
        options: { baseURL: `http://127.0.0.1:${BRIDGE_PORT}/v1`, apiKey: 'none' },
        models: { [model]: { name: model, limit: { context: 200_000, output: 32_000 } } },
      },
    },
    permission: {
      edit: 'ask',
      bash: 'ask',
      external_directory: 'ask',
      webfetch: 'deny',
      websearch: 'deny',
      doom_loop: 'deny',
    },
  }
}
