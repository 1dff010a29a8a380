/** Loopback port inside the sandbox that leads to the gateway. */
export const BRIDGE_PORT = 8787
/** Variable that codex sends as its key. The gateway throws it away. */
export const KEY_VARIABLE = 'PROCTOR_GATEWAY_KEY'
/** A model that codex knows: for an unknown one it offers no apply_patch tool. */
export const DEFAULT_MODEL = 'gpt-5.5'

/**
 * Features that reach beyond the checkout, start what is not mounted, or wait without end: without
 * `unbounded_connection_retries = false` codex never gives up on a provider that is not there.
 */
const FEATURES_OFF = [
  'apps',
  'browser_use',
  'code_mode_host',
  'computer_use',
  'daemon_auto_start',
  'enable_request_compression',
  'hooks',
  'image_generation',
  'in_app_updates',
  'plugin_sharing',
  'plugins',
  'remote_plugin',
  'skill_mcp_dependency_install',
  'system_proxy_fallback',
  'tool_suggest',
  'unbounded_connection_retries',
] as const

/** `config.toml` of one run: everything goes to the gateway, nothing is asked, kept or sent elsewhere. */
export function toConfigToml(model: string, approvals: 'never' | 'untrusted' = 'never'): string {
  return `model = ${toTomlString(model)}
model_provider = "proctor"
approval_policy = "${approvals}"
sandbox_mode = "danger-full-access"
web_search = "disabled"
check_for_update_on_startup = false

[model_providers.proctor]
name = "proctor"
base_url = "http://127.0.0.1:${BRIDGE_PORT}/v1"
env_key = "${KEY_VARIABLE}"
wire_api = "responses"
request_max_retries = 2
stream_max_retries = 2
stream_idle_timeout_ms = 120000

[analytics]
enabled = false

[otel]
exporter = "none"

[history]
persistence = "none"

[features]
${FEATURES_OFF.map((feature) => `${feature} = false\n`).join('')}`
}

/** A TOML basic string. JSON's escapes are TOML's too; only DEL must be escaped as well. */
function toTomlString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\u007f', '\\u007f')
}
