import type * as z from 'zod'

type Schema = z.core.$ZodType

/** What a schema holds, under the wrappers that say whether and how it must be there. */
export type Inside =
  | { readonly kind: 'object'; readonly schema: Schema; readonly shape: Readonly<Record<string, Schema>> }
  | { readonly kind: 'list'; readonly schema: Schema; readonly of: Schema }
  | { readonly kind: 'map'; readonly schema: Schema; readonly of: Schema }
  | { readonly kind: 'choice'; readonly schema: Schema; readonly of: readonly Schema[] }
  | { readonly kind: 'other'; readonly schema: Schema }

export function insideOf(given: Schema): Inside {
  let schema = given
  for (;;) {
    const { def } = (schema as z.core.$ZodTypes)._zod
    switch (def.type) {
      case 'optional':
      case 'nullable':
      case 'default':
      case 'prefault':
      case 'readonly':
        schema = def.innerType
        break
      case 'object':
        return { kind: 'object', schema, shape: def.shape }
      case 'array':
        return { kind: 'list', schema, of: def.element }
      case 'record':
        return { kind: 'map', schema, of: def.valueType }
      case 'union':
        return { kind: 'choice', schema, of: def.options }
      default:
        return { kind: 'other', schema }
    }
  }
}
