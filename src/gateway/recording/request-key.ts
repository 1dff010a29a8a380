// Promises: equal keys for requests that differ in nothing but what differs each time by its nature.
// Must not: let a request pass for another one because of what it says. Called by: recording and replaying.
import type { WireFormat } from '../../contract/workspace.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import type { ModelRequest } from '../request-body.ts'

/** Members of a request that name the session or the caller, and say nothing to the model. */
const ABOUT_THE_CALLER = new Set([
  'prompt_cache_key',
  'client_metadata',
  'metadata',
  'user',
  'safety_identifier',
])

/** What is another one each time, in texts: ids, times of day and how long something took. */
const FLEETING: readonly (readonly [RegExp, string])[] = [
  // Also behind a word, as in `msg_<uuid>`.
  [/(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/g, '<time>'],
  [/<current_date>[^<]{0,40}<\/current_date>/g, '<current_date/>'],
  [/\bChunk ID: [0-9a-f]+/g, 'Chunk ID: <id>'],
  [/\bduration_ms:? \d+(?:\.\d+)?/g, 'duration_ms <duration>'],
  [/\b\d+(?:\.\d+)? ?(?:ms|seconds|s)\b/g, '<duration>'],
]

/** The key of a request; of its bytes as they are when they are no JSON object. */
export function toRequestKey(wire: WireFormat, request: ModelRequest, bytes: Uint8Array): string {
  if (request.json === null) return sha256(bytes)
  const kept = Object.entries(request.json).filter(([name]) => !ABOUT_THE_CALLER.has(name))
  return sha256(toCanonicalJson({ wire, body: steady(Object.fromEntries(kept)) }))
}

function steady(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.toWellFormed()
    return FLEETING.reduce((some, [pattern, word]) => some.replace(pattern, word), text)
  }
  if (Array.isArray(value)) return value.map(steady)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toWellFormed(), steady(one)]))
}
