// Writes what is derived from the contract: JSON Schemas and pages. With --check it writes nothing and fails when
// a file on disk is not what would be written. Usage: node script/generate.ts [schemas|docs] [--check]
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codePages } from './generate/code-pages.ts'
import { formatPages } from './generate/format-pages.ts'
import type { GeneratedFile } from './generate/generated-file.ts'
import { jsonSchemaFiles } from './generate/json-schemas.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const WHOLE_FOLDERS = ['schemas', 'docs/formats']

const args = process.argv.slice(2)
const only = args.find((arg) => !arg.startsWith('--'))
const files: readonly GeneratedFile[] = [
  ...(only === 'docs' ? [] : jsonSchemaFiles()),
  ...(only === 'schemas' ? [] : [...formatPages(), ...codePages()]),
]

const stale = files.filter(({ path, content }) => readOrNull(path) !== content).map(({ path }) => path)
const orphans = WHOLE_FOLDERS.filter((folder) => files.some(({ path }) => path.startsWith(`${folder}/`)))
  .flatMap((folder) => listOf(folder).map((name) => `${folder}/${name}`))
  .filter((path) => !files.some((file) => file.path === path))

if (args.includes('--check')) {
  for (const path of stale) console.error(`${path} is not what the contract gives`)
  for (const path of orphans) console.error(`${path} belongs to no format`)
  if (stale.length + orphans.length > 0) {
    console.error('  fix: npm run schemas && npm run docs:generate')
    process.exitCode = 1
  }
} else {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), content)
  }
  for (const path of orphans) rmSync(join(ROOT, path))
  console.log(
    `${stale.length} written anew, ${orphans.length} removed, ${files.length - stale.length} unchanged`,
  )
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function listOf(folder: string): readonly string[] {
  try {
    return readdirSync(join(ROOT, folder))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
