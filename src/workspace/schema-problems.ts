import * as z from 'zod'
import { nearestName } from '../kernel/nearest-name.ts'
import { type ConfigProblem, configProblem, keyPath } from './config-problem.ts'
import { wordsOfForm } from './form-words.ts'
import type { YamlDocument } from './yaml-document.ts'

/** Every place where a document differs from its schema, each with what was expected and what to do. */
export function schemaProblems(
  schema: z.ZodType,
  error: z.ZodError,
  document: YamlDocument,
  file: string,
): readonly ConfigProblem[] {
  const shape: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const mistyped = new Set<string>()
  const problems = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return []
    return issue.keys.map((key) => {
      const known = knownKeys(shape, issue.path, document.value)
      const near = nearestName(key, known)
      if (near !== undefined) mistyped.add(keyPath([...issue.path, near]))
      const fix = near === undefined ? `known keys: ${known.join(', ')}` : `did you mean \`${near}\`?`
      const place = document.placeOfKey(issue.path, key)
      return configProblem(file, place, keyPath(issue.path), `unknown key \`${key}\``, fix)
    })
  })
  for (const issue of error.issues) {
    const actual = valueAt(document.value, issue.path)
    // A key that is missing because it was mistyped is one mistake, not two.
    if (actual === undefined && mistyped.has(keyPath(issue.path))) continue
    if (issue.code === 'unrecognized_keys') continue
    problems.push(
      configProblem(file, document.placeOf(issue.path), keyPath(issue.path), ...explain(issue, actual)),
    )
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}

type Issue = z.core.$ZodIssue

function explain(issue: Issue, actual: unknown): [message: string, fix: string | null] {
  if (actual === undefined) {
    const wanted = issue.code === 'invalid_type' ? ` (${article(issue.expected)})` : ''
    return [`is missing${wanted}`, `add \`${String(issue.path.at(-1) ?? '')}\``]
  }
  switch (issue.code) {
    case 'invalid_type':
      return [`must be ${article(issue.expected)}, not ${kindOf(actual)}`, typeFix(issue.expected, actual)]
    case 'invalid_value':
      return oneOf(actual, issue.values.map(String))
    case 'invalid_union':
      return explainUnion(issue, actual)
    case 'too_small':
      return [`must ${size(issue.origin, 'at least', issue.minimum)}`, null]
    case 'too_big':
      return [`must ${size(issue.origin, 'at most', issue.maximum)}`, null]
    case 'invalid_format':
      return explainFormat(issue, actual)
    default:
      return [issue.message, null]
  }
}

function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  actual: unknown,
): [string, string | null] {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
  if (options.length > 0) return oneOf(actual, options)
  return ['has none of the forms that are understood', null]
}

function explainFormat(
  issue: Extract<Issue, { code: 'invalid_format' }>,
  actual: unknown,
): [string, string | null] {
  if (issue.format === 'url') return [`\`${short(actual)}\` is not an http or https address`, null]
  if ('pattern' in issue && issue.pattern !== undefined) return wordsOfForm(issue.pattern, short(actual))
  return [`\`${short(actual)}\` does not have the form`, null]
}

function oneOf(actual: unknown, options: readonly string[]): [string, string] {
  const near = nearestName(String(actual), options)
  return [
    `\`${short(actual)}\` is not one of ${options.join(', ')}`,
    near === undefined ? `use one of ${options.join(', ')}` : `did you mean \`${near}\`?`,
  ]
}

function size(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${limit} character${limit === 1 ? '' : 's'}`
  if (origin === 'array') return `have ${bound} ${limit} entr${limit === 1 ? 'y' : 'ies'}`
  return `be ${bound} ${limit}`
}

function typeFix(expected: string, actual: unknown): string | null {
  if (expected === 'string' && (typeof actual === 'number' || typeof actual === 'boolean'))
    return 'put it in quotes'
  if (expected === 'array') return 'write it as a list: [a, b], or lines that begin with a dash'
  if ((expected === 'number' || expected === 'boolean' || expected === 'int') && typeof actual === 'string') {
    return 'write it without quotes'
  }
  return null
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    array: 'a list',
    object: 'keys and values',
    record: 'keys and values',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  }
  return names[expected] ?? expected
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'keys and values'
  if (typeof value === 'string') return 'text'
  return `\`${short(value)}\``
}

function short(value: unknown): string {
  const text = typeof value === 'object' ? kindOf(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = Reflect.get(current, key)
  }
  return current
}

/** The part of JSON Schema that is walked to find the keys that are known at a path. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>
  readonly items?: unknown
  readonly anyOf?: readonly unknown[]
  readonly oneOf?: readonly unknown[]
  readonly const?: unknown
}

function knownKeys(shape: JsonSchema, path: readonly PropertyKey[], value: unknown): string[] {
  let schemas: JsonSchema[] = alternatives(shape, value)
  path.forEach((key, depth) => {
    const below = valueAt(value, path.slice(0, depth + 1))
    schemas = schemas
      .flatMap((schema): unknown[] =>
        typeof key === 'number' ? [schema.items] : [schema.properties?.[String(key)]],
      )
      .filter(isSchema)
      .flatMap((schema) => alternatives(schema, below))
  })
  return [...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {})))]
}

/** The branches of a union that the value may mean: those whose constants it has, or all of them. */
function alternatives(schema: JsonSchema, value: unknown): JsonSchema[] {
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(isSchema)
  if (branches.length === 0) return [schema]
  const meant = branches.filter((branch) =>
    Object.entries(branch.properties ?? {}).every(
      ([key, property]) =>
        !isSchema(property) || property.const === undefined || property.const === valueAt(value, [key]),
    ),
  )
  return meant.length > 0 ? meant : branches
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null
}
