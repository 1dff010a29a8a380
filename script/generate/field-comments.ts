import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from 'rolldown/utils'
import type * as z from 'zod'
import { insideOf } from './inside-of.ts'

/** What the doc comments of the contract say: of a schema as a whole, and of each key of an object. */
export interface FieldComments {
  ofSchema(schema: z.core.$ZodType): string | undefined
  ofKey(object: z.core.$ZodType, key: string): string | undefined
}

type Node = Readonly<Record<string, unknown>> & { readonly start: number; readonly end: number }

interface DocComment {
  readonly end: number
  readonly text: string
}

/**
 * Reads the comments where they stand, so that they are written once: source and schema are walked side by side. A
 * comment belongs to the key, or to the exported schema, that follows it.
 */
export async function readFieldComments(folder: string): Promise<FieldComments> {
  const schemas = new Map<unknown, string>()
  const keys = new Map<unknown, Map<string, string>>()
  for (const name of readdirSync(folder).filter((file) => /(?<!\.test|\.fixture)\.ts$/.test(file))) {
    const source = readFileSync(join(folder, name), 'utf8')
    const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(folder, name)).href)
    const { program, comments } = parseSync(name, source)
    const docs = comments
      .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
      .map(({ end, value }): DocComment => ({ end, text: toText(value) }))
    const before = (node: Node): string | undefined =>
      docs.find(({ end }) => end <= node.start && source.slice(end, node.start).trim() === '')?.text
    const declared = [...declarationsOf(program)]
    const local = new Map(declared.map(({ id, init }) => [id, init]))
    for (const { id, init, statement } of declared) {
      const schema = exported[id]
      if (!isSchema(schema)) continue
      const said = before(statement)
      if (said !== undefined) schemas.set(schema, said)
      const visit: Visit = (object, key, property) => {
        const text = before(property)
        if (text === undefined) return
        const known = keys.get(object) ?? new Map<string, string>()
        keys.set(object, known.set(key, text))
      }
      walk(init, schema, { local, visit })
    }
  }
  return { ofSchema: (schema) => schemas.get(schema), ofKey: (object, key) => keys.get(object)?.get(key) }
}

function toText(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*+\s?/, '').trim())
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function* declarationsOf(program: unknown): Generator<{ id: string; init: Node; statement: Node }> {
  for (const statement of nodesOf(asNode(program)?.body)) {
    const declaration = asNode(statement.declaration) ?? statement
    for (const one of nodesOf(declaration?.declarations)) {
      const init = asNode(one.init)
      const id = asNode(one.id)?.name
      if (init !== undefined && typeof id === 'string') yield { id, init, statement }
    }
  }
}

type Visit = (object: z.core.$ZodType, key: string, property: Node) => void

interface Walk {
  /** What the names of the file stand for. */
  readonly local: ReadonlyMap<string, Node>
  readonly visit: Visit
}

/** Follows `z.strictObject({...})` and what holds one, as far as it is spelled out in this file. */
function walk(expression: Node | undefined, schema: z.core.$ZodType | undefined, how: Walk): void {
  const call = baseCall(expression, how.local)
  if (call === undefined || schema === undefined) return
  const inner = insideOf(schema)
  const args = nodesOf(call.arguments)
  if (inner.kind === 'object') {
    for (const property of nodesOf(args.at(-1)?.properties)) {
      const key = keyOf(property)
      const child = key === undefined ? undefined : inner.shape[key]
      if (key === undefined || child === undefined) continue
      how.visit(inner.schema, key, property)
      walk(asNode(property.value), child, how)
    }
  } else if (inner.kind === 'list' || inner.kind === 'map') walk(args.at(-1), inner.of, how)
  else if (inner.kind === 'choice') {
    const options = nodesOf(args.find((arg) => arg.type === 'ArrayExpression')?.elements)
    for (const [index, option] of options.entries()) walk(option, inner.of[index], how)
  }
}

/** `z.x(...)` of `z.x(...).optional().default(1)`, or of a name that stands for such a thing. */
function baseCall(expression: Node | undefined, local: Walk['local']): Node | undefined {
  if (expression?.type === 'Identifier') return baseCall(local.get(String(expression.name)), local)
  if (expression?.type !== 'CallExpression') return undefined
  const object = asNode(asNode(expression.callee)?.object)
  return object?.type === 'Identifier' && object.name === 'z' ? expression : baseCall(object, local)
}

function keyOf({ key }: Node): string | undefined {
  const node = asNode(key)
  const name = node?.type === 'Identifier' ? node.name : node?.value
  return typeof name === 'string' ? name : undefined
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value
    ? (value as Node)
    : undefined
}

function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.flatMap((one) => asNode(one) ?? []) : []
}
