// What judging planning documents costs: processor time in one process, for workspaces of 100 and 1,000 documents, and a
// cold start of the built command in a small one. Called by script/bench.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleTexts, validateTexts } from '../src/planning/example.fixture.ts'
import { HEADING, inTurn, row, timeCommand } from './timing.ts'

const WORDS =
  'the harness measures what an engine left behind and seals a bundle that a person can read later and the candidate case is judged by the evidence in it not by words'.split(
    ' ',
  )

/** About 10 KiB of prose, lists and a table, different in every document. */
function pageOf(at: number): string {
  const sentence = (seed: number): string =>
    `${Array.from({ length: 18 }, (_, index) => WORDS[(seed * 7 + index * (1 + (seed % 5))) % WORDS.length]).join(' ')} ${at}-${seed}.`
  const paragraph = (seed: number): string =>
    Array.from({ length: 6 }, (_, index) => sentence(seed * 10 + index)).join(' ')
  const parts = Array.from(
    { length: 14 },
    (_, part) =>
      `## Part ${part} of page ${at}\n\n${paragraph(part)}\n\n- ${sentence(part)}\n- ${sentence(part + 99)}\n`,
  )
  return `# Page ${at}\n\nCase is a candidate.\n\n${parts.join('\n')}\n| Engine | Stage |\n|---|---|\n| Case | gated-engine |\n`
}

function secondsFor(count: number): { readonly seconds: number; readonly megabytes: number } {
  const files = exampleTexts()
  let characters = 0
  for (let at = 0; at < count; at += 1) {
    const text = pageOf(at)
    characters += text.length
    files.set(`planning/pages/${at}.md`, text)
  }
  const before = process.cpuUsage()
  const report = validateTexts(files, { evidence: () => 'verifies' })
  const { user, system } = process.cpuUsage(before)
  if (report.checks.some(({ status }) => status !== 'pass')) throw new Error('the documents do not hold')
  return { seconds: (user + system) / 1e6, megabytes: characters / 1e6 }
}

secondsFor(10)
const few = secondsFor(100)
const many = secondsFor(1000)
for (const [name, { seconds, megabytes }] of Object.entries({
  '100 documents': few,
  '1,000 documents': many,
}))
  console.log(`${name}, ${megabytes.toFixed(1)} MB: ${seconds.toFixed(2)} s of processor time`)
console.log(`growth for ten times as much: ${(many.seconds / few.seconds).toFixed(1)} times (aim 10)`)

const cli = join(import.meta.dirname, '..', 'bin', 'proctor.js')
const cwd = mkdtempSync(join(tmpdir(), 'proctor-bench-'))
try {
  timeCommand([process.execPath, cli, 'init', '.'], { cwd })
  const { node, validate } = await inTurn(
    {
      node: () => timeCommand([process.execPath, '-e', '0'], { cwd }),
      validate: () => timeCommand([process.execPath, cli, 'validate', '--quiet'], { cwd }),
    },
    11,
  )
  if (node === undefined || validate === undefined) throw new Error('no samples')
  console.log(HEADING)
  console.log(row('node -e 0', node))
  console.log(row('proctor validate, small workspace, cold', validate, '(aim 250)'))
} finally {
  rmSync(cwd, { recursive: true, force: true })
}
