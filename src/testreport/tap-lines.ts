import { clip } from './test-case.ts'

/** Longest line of TAP that is read whole. */
const MAX_LINE = 16_384
const DIAGNOSTIC_KEYS = new Set(['type', 'failureType', 'error', 'operator'])
const TEST_POINT = /^[ \t]*(?:not )?ok\b/

export interface TapLines {
  /** Lines without newline, safe to hand to the parser. */
  readonly lines: readonly string[]
  readonly problems: readonly string[]
}

/**
 * Lines of TAP with what could mislead or burden a parser taken out: characters that look like a line's end
 * to a regular expression, lines of any length, and the YAML of diagnostics, of which only a few plain
 * values are kept, as JSON strings.
 */
export function toTapLines(text: string): TapLines {
  const lines: string[] = []
  const problems: string[] = []
  let block: DiagnosticBlock | null = null
  let afterPoint = false
  for (const raw of splitLines(text)) {
    const line = raw.length > MAX_LINE ? raw.slice(0, MAX_LINE) : raw
    if (block !== null) {
      if (line === `${block.indent}...`) {
        lines.push(...toYaml(block))
        block = null
        continue
      }
      if (line === '' || line.startsWith(block.indent)) {
        readDiagnostic(line, block)
        continue
      }
      problems.push('a diagnostic block is not closed')
      block = null
    }
    if (afterPoint && /^[ \t]+---$/.test(line)) {
      block = { indent: line.slice(0, -3), keyIndent: null, open: null, values: new Map() }
      afterPoint = false
      continue
    }
    afterPoint = TEST_POINT.test(line)
    if (afterPoint && raw.length > MAX_LINE)
      problems.push(`a test point is longer than ${MAX_LINE} characters`)
    lines.push(line)
  }
  if (block !== null) problems.push('the report ends inside a diagnostic block')
  return { lines, problems }
}

interface DiagnosticBlock {
  readonly indent: string
  /** Indent of its keys, known with the first line: deeper lines belong to values. */
  keyIndent: number | null
  /** Key whose value stands on the lines below it. */
  open: string | null
  readonly values: Map<string, string>
}

function* splitLines(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    const line = text.slice(start, end)
    yield (line.endsWith('\r') ? line.slice(0, -1) : line).replace(/[\r\u2028\u2029]/g, '\ufffd')
    start = end + 1
  }
}

/** Keeps `key: value` when the key is of use and stands where keys stand. */
function readDiagnostic(line: string, block: DiagnosticBlock): void {
  const content = line.trimStart()
  if (content === '') return
  const indent = line.length - content.length
  block.keyIndent ??= indent
  if (indent !== block.keyIndent) {
    // Part of a value: its first line stands for it, or the message of an error that is a map.
    const text = clip(unquote(content.replace(/^message:\s*/, '')), 1_000)
    const isFirst = block.open !== null && !block.values.has(block.open)
    if (block.open !== null && (isFirst || content.startsWith('message:'))) block.values.set(block.open, text)
    return
  }
  block.open = null
  const colon = content.indexOf(':')
  const key = content.slice(0, colon)
  if (colon === -1 || !DIAGNOSTIC_KEYS.has(key) || block.values.has(key)) return
  const value = content.slice(colon + 1).trim()
  if (value === '' || /^[|>][-+]?$/.test(value)) block.open = key
  else block.values.set(key, clip(unquote(value), 1_000))
}

function unquote(value: string): string {
  const enclosed = (quote: string) => value.length > 1 && value.startsWith(quote) && value.endsWith(quote)
  if (enclosed("'")) return value.slice(1, -1).replaceAll("''", "'")
  return enclosed('"') ? value.slice(1, -1) : value
}

/** The kept values as a block again; JSON strings are YAML without tags, aliases or anchors. */
function toYaml(block: DiagnosticBlock): string[] {
  if (block.values.size === 0) return []
  const values = [...block.values].map(([key, value]) => `${block.indent}${key}: ${JSON.stringify(value)}`)
  return [`${block.indent}---`, ...values, `${block.indent}...`]
}
