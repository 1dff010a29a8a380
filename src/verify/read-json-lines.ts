import type * as z from 'zod'
import type { Finding, FindingId } from '../contract/finding.ts'
import { finding } from './finding.ts'
import { LIMITS } from './limits.ts'
import { endsWithNewline, toLines, toText } from './lines.ts'
import { isModestJson } from './modest-json.ts'

/** A file of JSON lines. Lines that are not what they must be are findings and are left out. */
export function readJsonLines<T>(
  path: string,
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  id: FindingId,
): { readonly values: readonly T[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const values: T[] = []
  if (!endsWithNewline(bytes)) findings.push(finding(id, path, 'the last line is cut off: it has no newline'))
  toLines(bytes).forEach((line, index) => {
    const read = readLine(line, schema)
    if ('why' in read) findings.push(finding(id, path, `line ${index + 1}: ${read.why}`))
    else values.push(read.value)
  })
  return { values, findings }
}

function readLine<T>(
  line: Uint8Array,
  schema: z.ZodType<T>,
): { readonly value: T } | { readonly why: string } {
  if (!isModestJson(line, LIMITS.jsonDepth, LIMITS.jsonValues))
    return { why: 'it is nested too deeply or holds too much' }
  const text = toText(line)
  if (text === undefined) return { why: `it is not UTF-8, or longer than ${LIMITS.lineBytes} bytes` }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return { why: 'it is not JSON' }
    throw error
  }
  // Duplicate keys and white space would let two readers see two different things.
  if (JSON.stringify(json) !== text) return { why: 'it is not written the way a writer of JSON writes it' }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { value: parsed.data }
  const issue = parsed.error.issues[0]
  return { why: `${issue?.path.join('.') || '(root)'}: ${issue?.message ?? 'not of the form of its schema'}` }
}
