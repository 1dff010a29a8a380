import { join } from 'node:path'
import type * as z from 'zod'
import { PUBLISHED, type PublishedName, toJsonSchema } from '../../src/contract/published.ts'
import { type FieldComments, readFieldComments } from './field-comments.ts'
import { insideOf } from './inside-of.ts'

type Json = Record<string, unknown>

const COMMENTS = await readFieldComments(join(import.meta.dirname, '../../src/contract'))

/** The JSON Schema of a format, with what the contract's comments say of each key as its description. */
export function describedSchema(name: PublishedName): Json {
  const schema: Json = structuredClone(toJsonSchema(name))
  describe(PUBLISHED[name].schema, schema, COMMENTS)
  return schema
}

function describe(schema: z.core.$ZodType, json: Json, comments: FieldComments): void {
  const inner = insideOf(schema)
  const target = withoutNull(json)
  if (inner.kind === 'object') {
    const properties = asJson(target.properties) ?? {}
    for (const [key, child] of Object.entries(inner.shape)) {
      const property = asJson(properties[key])
      if (property === undefined) continue
      describe(child, property, comments)
      const said = comments.ofKey(inner.schema, key) ?? commentOfType(child, comments)
      if (said !== undefined) properties[key] = { description: said, ...property }
    }
  } else if (inner.kind === 'list') within(target.items, inner.of, comments)
  else if (inner.kind === 'map') within(target.additionalProperties, inner.of, comments)
  else if (inner.kind === 'choice') {
    for (const [index, branch] of branchesOf(target).entries()) within(branch, inner.of[index], comments)
  }
}

function within(json: unknown, schema: z.core.$ZodType | undefined, comments: FieldComments): void {
  const child = asJson(json)
  if (child !== undefined && schema !== undefined) describe(schema, child, comments)
}

/** Of a schema with a name of its own, also where a list of it is meant. */
function commentOfType(schema: z.core.$ZodType, comments: FieldComments): string | undefined {
  const inner = insideOf(schema)
  const said = comments.ofSchema(inner.schema)
  return said === undefined && inner.kind === 'list' ? commentOfType(inner.of, comments) : said
}

/** What may be null is written as a choice of it and null. */
function withoutNull(json: Json): Json {
  const [first, second, ...more] = branchesOf(json)
  return first !== undefined && second?.type === 'null' && more.length === 0 ? first : json
}

function branchesOf(json: Json): Json[] {
  const branches: unknown = json.oneOf ?? json.anyOf
  return Array.isArray(branches) ? branches.map(asJson).filter((one) => one !== undefined) : []
}

function asJson(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}
