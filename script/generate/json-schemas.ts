import { PUBLISHED_NAMES } from '../../src/contract/published.ts'
import { describedSchema } from './described-schema.ts'
import type { GeneratedFile } from './generated-file.ts'

/** `schemas/<name>.schema.json` of every published format. */
export function jsonSchemaFiles(): readonly GeneratedFile[] {
  return PUBLISHED_NAMES.map((name) => ({
    path: `schemas/${name}.schema.json`,
    content: `${JSON.stringify(describedSchema(name), null, 2)}\n`,
  }))
}
