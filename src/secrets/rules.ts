// Promises: the vendored rules of gitleaks (MIT), each compiled when it is first needed, by an engine of linear time.
// Must not: change a rule; what can't be compiled is an error, not a rule less. Called by: find-secrets.ts.
import { RE2JS } from 're2js'
import vendored from './gitleaks-rules.json' with { type: 'json' }

/** When something that matches is no secret. */
interface AllowList {
  readonly paths?: readonly string[]
  readonly regexes?: readonly string[]
  readonly stopwords?: readonly string[]
  readonly regexTarget?: string
  readonly condition?: string
}

interface VendoredRule {
  readonly id: string
  readonly regex?: string
  readonly path?: string
  readonly entropy?: number
  readonly secretGroup?: number
  readonly keywords: readonly string[]
  readonly allowlists?: readonly AllowList[]
}

/** SHA-256 of gitleaks-rules.json as it was reviewed; a test holds the file to it. */
export const RULES_SHA256 = '3065a8cd478e088b0eb31b693f3cb225031b1637c15b8a800a9e99a270208215'

/** The rules that look at text, and not only at file names. */
export const RULES: readonly VendoredRule[] = vendored.rules.filter(({ regex }) => regex !== undefined)
export const GLOBAL_ALLOW: AllowList = vendored.allowlist

const compiled = new Map<string, RE2JS>()

export function compile(source: string): RE2JS {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const made = RE2JS.compile(source)
  compiled.set(source, made)
  return made
}

export type { AllowList, VendoredRule }
