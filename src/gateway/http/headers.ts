import type { IncomingHttpHeaders } from 'node:http'
import type { WireFormat } from '../../contract/workspace.ts'

/** What the engine may tell the provider beside the body. Its credentials are not among it. */
const TO_PROVIDER = [
  'content-type',
  'content-encoding',
  'accept',
  'user-agent',
  'openai-beta',
  'anthropic-version',
  'anthropic-beta',
]
/** What the provider may tell the engine beside the body. Cookies and redirects are not among it. */
const TO_ENGINE =
  /^(?:content-type|content-encoding|retry-after|retry-after-ms|x-request-id|x-ratelimit-[a-z-]+)$/

function credentials(wire: WireFormat, key: string): Record<string, string> {
  return wire === 'messages' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` }
}

/** Headers of the question whether the provider is there and takes the key. */
export function toProbeHeaders(wire: WireFormat, key: string): Record<string, string> {
  const version = wire === 'messages' ? { 'anthropic-version': '2023-06-01' } : {}
  return { ...credentials(wire, key), ...version, accept: 'application/json', 'accept-encoding': 'identity' }
}

/** Headers of a request to the provider; the key is put in here and nowhere else. */
export function toProviderHeaders(
  wire: WireFormat,
  engine: Readonly<NodeJS.Dict<string | string[]>>,
  key: string,
  bytes: number,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...credentials(wire, key),
    'content-length': `${bytes}`,
    'accept-encoding': 'identity',
  }
  for (const name of TO_PROVIDER) {
    const value = engine[name]
    if (typeof value === 'string') headers[name] = value
  }
  return headers
}

/** Headers of the answer that reach the engine. A value that holds the key does not. */
export function toEngineHeaders(provider: IncomingHttpHeaders, key: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(provider)) {
    if (typeof value === 'string' && TO_ENGINE.test(name) && !value.includes(key)) headers[name] = value
  }
  return headers
}
