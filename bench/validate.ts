// What judging planning documents costs: processor time in one process, for workspaces of 100 and 1,000 documents of two
// kinds; the built command on 1,000 documents on disk, scanned for the first time and again; and its cold start in a small
// workspace. Called by script/bench.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleTexts, validateTexts } from '../src/planning/example.fixture.ts'
import { createRealPages } from './planning/real-pages.ts'
import { worstPageOf } from './planning/worst-pages.ts'
import { HEADING, inTurn, row, timeCommand } from './timing.ts'

const realPageOf = createRealPages()
const KINDS = { 'as people write them': realPageOf, 'worst case': worstPageOf }

function secondsFor(count: number, pageOf: (at: number) => string): { seconds: number; megabytes: number } {
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
  const unread = report.checks.find(({ id }) => id === 'readable')
  if (unread?.status !== 'pass') throw new Error('a document could not be read')
  return { seconds: (user + system) / 1e6, megabytes: characters / 1e6 }
}

/** The share of sentences that name the candidate, as a reader would count them. */
function shareNamed(pageOf: (at: number) => string): number {
  const sentences = Array.from({ length: 50 }, (_, at) => pageOf(at))
    .join('\n')
    .split(/(?<=[.;?])\s+|\n+|\|/)
    .filter((sentence) => /[a-z]/i.test(sentence))
  return sentences.filter((sentence) => /\bcase\b/i.test(sentence)).length / sentences.length
}

secondsFor(10, worstPageOf)
for (const [kind, pageOf] of Object.entries(KINDS)) {
  console.log(`${kind}: ${(100 * shareNamed(pageOf)).toFixed(0)} % of the sentences name the candidate`)
  const few = secondsFor(100, pageOf)
  const many = secondsFor(1000, pageOf)
  for (const [name, { seconds, megabytes }] of [
    ['100 documents', few] as const,
    ['1,000 documents', many] as const,
  ])
    console.log(`  ${name}, ${megabytes.toFixed(1)} MB: ${seconds.toFixed(2)} s of processor time`)
  console.log(`  growth for ten times as much: ${(many.seconds / few.seconds).toFixed(1)} times (aim 10)`)
}

const cli = join(import.meta.dirname, '..', 'bin', 'proctor.js')
const small = mkdtempSync(join(tmpdir(), 'proctor-bench-'))
const large = mkdtempSync(join(tmpdir(), 'proctor-bench-'))
const caches = mkdtempSync(join(tmpdir(), 'proctor-bench-'))
process.env.XDG_CACHE_HOME = caches
try {
  for (const cwd of [small, large]) timeCommand([process.execPath, cli, 'init', '.'], { cwd })
  mkdirSync(join(large, 'planning/pages'))
  for (let at = 0; at < 1000; at += 1) writeFileSync(join(large, `planning/pages/${at}.md`), realPageOf(at))
  const validate = [process.execPath, cli, 'validate', '--quiet'] as const
  const samples = await inTurn(
    {
      node: () => timeCommand([process.execPath, '-e', '0'], { cwd: small }),
      small: () => timeCommand(validate, { cwd: small }),
    },
    11,
  )
  const judgeLarge = () => timeCommand(validate, { cwd: large, exits: [0, 1] })
  const all = await inTurn(
    {
      first: () => {
        rmSync(join(caches, 'proctor', 'claims'), { recursive: true, force: true })
        return judgeLarge()
      },
      again: judgeLarge,
    },
    3,
  )
  if (!samples.node || !samples.small || !all.first || !all.again) throw new Error('no samples')
  console.log(HEADING)
  console.log(row('node -e 0', samples.node))
  console.log(row('proctor validate, small workspace, cold', samples.small, '(aim 250)'))
  console.log(row('proctor validate, 1,000 documents, first time', all.first, '(aim 2,000)'))
  console.log(row('proctor validate, 1,000 documents, again', all.again, '(aim 2,000)'))
} finally {
  rmSync(small, { recursive: true, force: true })
  rmSync(large, { recursive: true, force: true })
  rmSync(caches, { recursive: true, force: true })
}
