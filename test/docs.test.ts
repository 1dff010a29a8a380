import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { COMMANDS } from '../src/cli/registry.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

test('no page links to a file that is not there', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

test('no page types a command of proctor that does not exist', () => {
  const known = new Set(COMMANDS.map(({ name }) => name))
  const families = new Set([...known].map((name) => name.split(' ')[0]))
  const unknown = ['README.md', 'CONTRIBUTING.md'].flatMap((page) =>
    [...read(page).matchAll(/^(?:bin\/)?proctor ([a-z]+)(?: ([a-z]+))?/gm)]
      .filter(
        ([, first = '', second = '']) =>
          !known.has(first) && !(families.has(first) && known.has(`${first} ${second}`)),
      )
      .map(([line]) => `${page}: ${line}`),
  )
  expect(unknown).toEqual([])
})

test('docs/decisions/dependencies.md names every package of package.json', () => {
  const page = read('docs/decisions/dependencies.md')
  const silent = Object.keys(manifest.devDependencies).filter(
    (name) => !page.includes(`\`${name}\``) && !name.startsWith('@types/'),
  )
  expect(silent).toEqual([])
})
