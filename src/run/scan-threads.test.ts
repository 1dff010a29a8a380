import { expect, test } from 'vitest'
import { CONFIG, exampleTexts, TODAY } from '../planning/example.fixture.ts'
import { beginPlanning, validateWorkspace } from '../planning/validate-workspace.ts'
import { scanElsewhere } from './scan-threads.ts'

const OPTIONS = { now: TODAY, config: CONFIG }
const NAMES = { candidate: 'case', others: [] }

/** The example with pages beside it that claim, that can not be read, and that are long enough to be worth a thread. */
function manyPages(): Map<string, Uint8Array> {
  const encoder = new TextEncoder()
  const files = new Map([...exampleTexts()].map(([path, text]) => [path, encoder.encode(text)]))
  const filler = `## Part\n\n${'Nothing is said here of anything that matters to anybody. '.repeat(40)}\n\n`
  for (let at = 0; at < 12; at += 1)
    files.set(
      `planning/pages/${at}.md`,
      encoder.encode(
        `---\nname: ${at}\n---\n\n# Page ${at}\n\n${filler.repeat(40)}Page ${at}: Case is our default backend.\n`,
      ),
    )
  files.set('planning/pages/torn.md', new Uint8Array([0x23, 0x20, 0xff]))
  files.set('planning/pages/long.md', encoder.encode(`# Long\n\n${'engine and engine '.repeat(2_000)}\n`))
  return files
}

test('documents that threads scan have the findings that they have here, in the same order', async () => {
  const files = manyPages()
  const { paths, scans } = scanElsewhere(files, NAMES, 3)
  expect(paths.size).toBeGreaterThan(files.size / 2)
  const report = beginPlanning(files, OPTIONS, paths)(await scans).judge()
  expect(report).toEqual(validateWorkspace(files, OPTIONS))
  const findings = report.checks.flatMap((check) => check.findings)
  expect(findings.filter(({ file }) => paths.has(file)).length).toBeGreaterThan(6)
})

test.each([
  ['one processor', manyPages(), 1],
  ['few bytes', new Map([['planning/a.md', new Uint8Array(100)]]), 8],
])('%s: nothing is given away', async (_, files, processors) => {
  const { paths, scans } = scanElsewhere(files, NAMES, processors)
  expect([paths.size, (await scans).size]).toEqual([0, 0])
})

test('a document whose scan did not come is scanned here', () => {
  const files = manyPages()
  const paths = new Set(files.keys())
  expect(beginPlanning(files, OPTIONS, paths)(new Map()).judge()).toEqual(validateWorkspace(files, OPTIONS))
})
