import type * as z from 'zod'
import type { Finding } from '../contract/finding.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'
import { finding } from './finding.ts'
import { LIMITS } from './limits.ts'
import { isModestJson } from './modest-json.ts'

/** A value, or the findings that say why there is none. Never both. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly [Finding, ...Finding[]] }

/** A JSON document of the bundle: canonical, of a known version, of the form of its schema. */
export function readDocument<T>(path: string, bytes: Uint8Array, schema: z.ZodType<T>): Reading<T> {
  const parsed = parseSealedJson(path, bytes)
  if (!parsed.ok) return parsed
  return matchSchema(path, parsed.value.json, schema)
}

/** Bytes that must be canonical JSON. */
export function parseSealedJson(path: string, bytes: Uint8Array): Reading<{ readonly json: unknown }> {
  if (!isModestJson(bytes, LIMITS.jsonDepth, LIMITS.jsonValues)) {
    return none(finding('json-invalid', path, 'it is nested too deeply or holds too many values'))
  }
  const json = parseCanonicalJson(bytes)
  if (json !== undefined) return { ok: true, value: { json } }
  const why =
    parseJson(bytes) !== undefined
      ? finding('json-not-canonical', path, 'it is JSON, but not in canonical form (RFC 8785)')
      : finding('json-invalid', path, 'it is not JSON in UTF-8')
  return none(why)
}

export function matchSchema<T>(path: string, json: unknown, schema: z.ZodType<T>): Reading<T> {
  const result = schema.safeParse(json)
  if (result.success) return { ok: true, value: result.data }
  const issues = result.error.issues
  const version = issues.find((issue) =>
    ['schemaVersion', 'mediaType', '_type'].includes(String(issue.path[0])),
  )
  if (version !== undefined) {
    return none(finding('version-unknown', path, `${String(version.path[0])} is not one that is known`))
  }
  const shown = issues.slice(0, 5).map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`)
  const more = issues.length > shown.length ? ` (and ${issues.length - shown.length} more)` : ''
  return none(finding('schema-invalid', path, `${shown.join('; ')}${more}`))
}

/** The value of JSON in UTF-8, or undefined. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

export function none(first: Finding): { readonly ok: false; readonly findings: readonly [Finding] } {
  return { ok: false, findings: [first] }
}
