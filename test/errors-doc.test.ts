import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { codePages } from '../script/generate/code-pages.ts'
import { formatPages } from '../script/generate/format-pages.ts'
import { BLOCKERS } from '../src/contract/blockers.ts'
import { ERROR_CODES } from '../src/contract/error-codes.ts'
import { EXIT, EXIT_MEANINGS } from '../src/contract/exit-codes.ts'
import { FINDINGS } from '../src/contract/finding.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** First cells of the tables of a page, by heading. */
function codesOf(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code ?? '')
}

test.each([
  ['Errors', ERROR_CODES],
  ['Blockers', BLOCKERS],
  ['Findings', FINDINGS],
])('docs/errors.md lists every code of %s, and none that does not exist', (heading, codes) => {
  expect(codesOf(read('docs/errors.md'), heading)).toEqual(Object.keys(codes))
})

test('every exit code has its meaning, and none has two', () => {
  const told = EXIT_MEANINGS.map(([code]) => code)
  expect(new Set(told).size).toBe(told.length)
  for (const code of Object.values(EXIT)) {
    expect(
      EXIT_MEANINGS.some(([known, text]) => known === code || text.includes(String(code))),
      String(code),
    ).toBe(true)
  }
})

test('pages on disk are what the contract gives: else run `npm run docs:generate`', () => {
  for (const { path, content } of [...codePages(), ...formatPages()]) expect(read(path), path).toBe(content)
})
