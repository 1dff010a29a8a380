// Builds dist/ (everything that proctor needs at run time in one bundle) and THIRD-PARTY-NOTICES.md, which carries
// the licences of the packages that went into it. Fails on a package whose licence is unknown or not allowed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import parse, { type Info } from 'spdx-expression-parse'
import * as z from 'zod'
import { input, output } from '../rolldown.config.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const ALLOWED = new Set([
  'BSL-1.0',
  'CC0-1.0',
  'CC-BY-3.0',
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  '0BSD',
])

interface BundledPackage {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly text: string
}

process.chdir(ROOT)
const bundle = await rolldown(input)
const built = await bundle.write(output)
await bundle.close()

const folders = new Set(
  built.output
    .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
    .flatMap((id) => packageFolder(id) ?? []),
)
const packages = [...[...folders].map(readPackage), secretRules()].sort((a, b) => (a.name < b.name ? -1 : 1))
writeFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.md'), renderNotices(packages))
const bytes = built.output.reduce(
  (sum, chunk) => sum + (chunk.type === 'chunk' ? Buffer.byteLength(chunk.code) : 0),
  0,
)
console.log(
  `dist/: ${built.output.length} files, ${Math.round(bytes / 1024)} KiB, ${packages.length} packages bundled`,
)

/** Folder of the package that a module belongs to; undefined for our own. */
function packageFolder(id: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replace(/^\0/, ''))?.[0]
}

/** Every part of an AND must be allowed, one part of an OR. */
function isAllowed(licence: Info): boolean {
  if ('license' in licence) return ALLOWED.has(licence.license)
  const sides = [licence.left, licence.right]
  return licence.conjunction === 'and' ? sides.every(isAllowed) : sides.some(isAllowed)
}

/** What packages of long ago say instead of `license`: one entry of `licenses`. */
function licenceOf(manifest: unknown): string | undefined {
  const old = z.object({ licenses: z.tuple([z.object({ type: z.string() })]) }).safeParse(manifest)
  return old.success ? old.data.licenses[0].type : undefined
}

/** The rules that look for secrets are gitleaks's own, converted. */
function secretRules(): BundledPackage {
  const folder = join(ROOT, 'src/secrets')
  const rules: unknown = JSON.parse(readFileSync(join(folder, 'gitleaks-rules.json'), 'utf8'))
  const { commit, license } = z.object({ commit: z.string(), license: z.string() }).parse(rules)
  const text = readFileSync(join(folder, 'gitleaks-LICENSE'), 'utf8').trim()
  return { name: 'gitleaks rules', version: commit.slice(0, 12), license, text }
}

function readPackage(folder: string): BundledPackage {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const field = (key: string): string => {
    const value: unknown =
      typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, key) : undefined
    if (typeof value !== 'string') throw new Error(`${folder}: package.json has no ${key}`)
    return value
  }
  const license = licenceOf(manifest) ?? field('license')
  if (!isAllowed(parse(license)))
    throw new Error(`${folder}: the licence ${license} is not among those allowed`)
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(file))
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  return {
    name: field('name'),
    version: field('version'),
    license,
    text: text === '' ? `Licence: ${license} (the package ships no text of it)` : text,
  }
}

function renderNotices(bundled: readonly BundledPackage[]): string {
  const head = '# Third-party notices\n\nThe bundled program contains code of these packages.\n'
  const sections = bundled.map(
    ({ name, version, license, text }) => `## ${name} ${version} (${license})\n\n~~~text\n${text}\n~~~\n`,
  )
  return [head, ...sections].join('\n')
}
