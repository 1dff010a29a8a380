import { type AllowList, compile, GLOBAL_ALLOW, RULES, type VendoredRule } from './rules.ts'

/** Where something stands that has the form of a secret. Its text is never handed on. */
export interface SecretFound {
  readonly rule: string
  /** Offsets of UTF-16 code units in the line. */
  readonly start: number
  readonly end: number
}

/** Beginning of a PEM block of a private key; the block itself goes over many lines. */
const PEM = /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/
export const PEM_RULE = 'private-key'

/** Everything in one line of text that has the form of a secret. `path` is the file's, for rules that look at it. */
export function findSecrets(line: string, path: string | null): SecretFound[] {
  const found: SecretFound[] = []
  const pem = PEM.exec(line)
  if (pem !== null) found.push({ rule: PEM_RULE, start: pem.index, end: pem.index + pem[0].length })
  const lower = line.toLowerCase()
  for (const rule of RULES) {
    if (rule.id === PEM_RULE || !rule.keywords.some((keyword) => lower.includes(keyword))) continue
    if (rule.path !== undefined && (path === null || !compile(rule.path).matcher(path).find())) continue
    found.push(...matchesOf(rule, line, path))
  }
  return found
}

/** What one rule finds in a line, with the place from which on it had to be read. */
export function matchesOf(
  rule: VendoredRule,
  line: string,
  path: string | null,
): (SecretFound & { readonly from: number })[] {
  const found: (SecretFound & { readonly from: number })[] = []
  const matcher = compile(rule.regex ?? '').matcher(line)
  while (matcher.find()) {
    const match = matcher.group() ?? ''
    if (match === '') break
    const group = secretGroup(rule, matcher.groupCount(), (index) => matcher.group(index) ?? '')
    const secret = matcher.group(group) ?? match
    const start = matcher.start(group)
    if (!isSecret(rule, secret)) continue
    const context = { secret, match, line, path }
    if (isAllowed(GLOBAL_ALLOW, context) || (rule.allowlists ?? []).some((list) => isAllowed(list, context)))
      continue
    found.push({ rule: rule.id, start, end: start + secret.length, from: matcher.start() })
  }
  return found
}

/** The group that holds the secret: the one that the rule names, or the first that took part. */
function secretGroup(rule: VendoredRule, groups: number, text: (index: number) => string): number {
  if (rule.secretGroup !== undefined) return rule.secretGroup
  for (let index = 1; index <= groups; index += 1) if (text(index) !== '') return index
  return 0
}

function isSecret(rule: VendoredRule, secret: string): boolean {
  if (rule.entropy !== undefined && entropyOf(secret) <= rule.entropy) return false
  return !rule.id.startsWith('generic') || /\d/.test(secret)
}

interface Context {
  readonly secret: string
  readonly match: string
  readonly line: string
  readonly path: string | null
}

function isAllowed(list: AllowList, { secret, match, line, path }: Context): boolean {
  const target = list.regexTarget === 'match' ? match : list.regexTarget === 'line' ? line : secret
  const lower = secret.toLowerCase()
  const checks: boolean[] = []
  if (list.paths !== undefined) {
    checks.push(path !== null && list.paths.some((source) => compile(source).matcher(path).find()))
  }
  if (list.regexes !== undefined) {
    checks.push(list.regexes.some((source) => compile(source).matcher(target).find()))
  }
  if (list.stopwords !== undefined)
    checks.push(list.stopwords.some((word) => lower.includes(word.toLowerCase())))
  if (checks.length === 0) return false
  return list.condition === 'AND' ? checks.every(Boolean) : checks.some(Boolean)
}

/** Shannon's entropy in bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const unit of text) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  let bits = 0
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total)
  return bits
}
