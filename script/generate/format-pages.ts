import { PUBLISHED, PUBLISHED_NAMES, type PublishedName } from '../../src/contract/published.ts'
import { describedSchema } from './described-schema.ts'
import { BY_HAND_NOT, type GeneratedFile, markdownTable } from './generated-file.ts'

/** `docs/formats/<name>.md` of every published format, and the page that lists them. */
export function formatPages(): readonly GeneratedFile[] {
  const list = PUBLISHED_NAMES.map((name) => [
    `[${name}](${name}.md)`,
    PUBLISHED[name].title,
    `\`${PUBLISHED[name].id}\``,
  ])
  const index = [
    BY_HAND_NOT,
    '# Formats',
    'Every format that proctor reads or writes. Unknown keys are refused everywhere. The JSON Schemas (draft 2020-12) are in `schemas/`.',
    markdownTable(['format', 'what it is', 'id'], list),
  ]
  return [
    { path: 'docs/formats/README.md', content: `${index.join('\n\n')}\n` },
    ...PUBLISHED_NAMES.map((name) => ({ path: `docs/formats/${name}.md`, content: formatPage(name) })),
  ]
}

function formatPage(name: PublishedName): string {
  const { title, id } = PUBLISHED[name]
  const schema = describedSchema(name)
  const branches = branchesOf(schema)
  const parts = [
    BY_HAND_NOT,
    `# ${name}`,
    `${capital(title)}. Id \`${id}\`, schema [\`schemas/${name}.schema.json\`](../../schemas/${name}.schema.json).`,
  ]
  if (branches.length < 2) parts.push(keyTable(rowsOf(schema, '')))
  for (const branch of branches.length < 2 ? [] : branches) {
    parts.push(`## ${branchName(branch)}`, keyTable(rowsOf(branch, '')))
  }
  return `${parts.join('\n\n')}\n`
}

function keyTable(rows: readonly (readonly string[])[]): string {
  return markdownTable(['key', 'value', 'must be there', 'what it is'], rows)
}

type Schema = Readonly<Record<string, unknown>>

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function branchesOf(schema: Schema): readonly Schema[] {
  const branches = schema.oneOf ?? schema.anyOf
  return Array.isArray(branches) ? branches.filter(isSchema) : []
}

/** What tells a branch from its siblings: the one key with a constant that all of them have. */
function branchName(branch: Schema): string {
  const properties = isSchema(branch.properties) ? branch.properties : {}
  for (const key of ['type', 'do', 'kind']) {
    const property = properties[key]
    if (isSchema(property) && 'const' in property) return `\`${key}: ${String(property.const)}\``
  }
  return 'or'
}

/** One row a key, depth first; `[]` stands for every entry of a list, `<key>` for every key of a map. */
function rowsOf(schema: Schema, prefix: string): string[][] {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(properties).flatMap(([key, value]) => {
    if (!isSchema(value)) return []
    const path = prefix === '' ? key : `${prefix}.${key}`
    const there =
      'default' in value ? `no: \`${JSON.stringify(value.default)}\`` : required.includes(key) ? 'yes' : 'no'
    const said = typeof value.description === 'string' ? value.description : ''
    return [[`\`${path}\``, valueText(value), there, said], ...innerRows(value, path)]
  })
}

function innerRows(schema: Schema, path: string): string[][] {
  if (isSchema(schema.items)) return innerRows(schema.items, `${path}[]`)
  const branches = branchesOf(schema)
  if (branches.length > 0) {
    return branches.flatMap((branch) => {
      const named =
        isSchema(branch.properties) && branches.filter((other) => isSchema(other.properties)).length > 1
      const rows = innerRows(branch, path)
      return named && rows.length > 0
        ? [[`\`${path}\` with ${branchName(branch)}`, '', '', ''], ...rows]
        : rows
    })
  }
  if (isSchema(schema.properties)) return rowsOf(schema, path)
  return isSchema(schema.additionalProperties) ? innerRows(schema.additionalProperties, `${path}.<key>`) : []
}

function valueText(schema: Schema): string {
  const branches = branchesOf(schema)
  if (branches.length > 0) return [...new Set(branches.map(valueText))].join(' or ')
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  const type = String(schema.type ?? 'anything')
  if (type === 'array')
    return `list of ${isSchema(schema.items) ? valueText(schema.items) : 'anything'}${range(schema, 'minItems', 'maxItems')}`
  if (type === 'object') return isSchema(schema.properties) ? 'keys' : 'map'
  if (typeof schema.pattern === 'string') return `text \`${schema.pattern}\``
  if (type === 'string') return `text${range(schema, 'minLength', 'maxLength')}`
  if (type === 'integer') return `whole number${range(schema, 'minimum', 'maximum')}`
  if (type === 'number') return `number${range(schema, 'minimum', 'maximum')}`
  return type === 'boolean' ? 'true or false' : type
}

function range(schema: Schema, low: string, high: string): string {
  const unbounded = (value: unknown): boolean =>
    value === undefined || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
  const above = schema.exclusiveMinimum === undefined ? [] : [`more than ${String(schema.exclusiveMinimum)}`]
  const least = unbounded(schema[low]) ? above : [`at least ${String(schema[low])}`]
  const most = unbounded(schema[high]) ? [] : [`at most ${String(schema[high])}`]
  const bounds = [...least, ...most]
  return bounds.length === 0 ? '' : ` (${bounds.join(', ')})`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
