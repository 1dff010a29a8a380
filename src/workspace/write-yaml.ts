import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'

/** YAML with the line that gives editors its schema. @param up path from the file's folder to the workspace */
export function toYaml(value: unknown, schemaName: string, up: string): string {
  const header = `# yaml-language-server: $schema=${up}.proctor/schemas/${schemaName}.schema.json\n`
  return header + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** Writes a file whole or not at all, in place of what was there. What a killed process left beside it is in nobody's way. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, content, { flag: 'wx' })
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}
