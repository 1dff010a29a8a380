// The demo. Everything it makes is in .demo/, anew each time.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { makeRepository, testBranch } from './repository.ts'
import { DEMO, proctor, ROOT } from './shell.ts'
import { makeWorkspace, TASK } from './workspace.ts'

const started = performance.now()
const wrong: string[] = []
const say = (line: string): void => console.log(line)

/** Says what was seen, and remembers when it is not what should be seen. */
function expect(what: string, holds: boolean): void {
  say(`  ${holds ? 'as it should be' : 'NOT AS IT SHOULD BE'}: ${what}`)
  if (!holds) wrong.push(what)
}

rmSync(DEMO, { recursive: true, force: true })
mkdirSync(DEMO)
const workspace = join(DEMO, 'workspace')
const repository = join(DEMO, 'minimist')

say('1. A published package, minimist 1.2.8, as a git repository with one bug seeded')
makeRepository(repository)
const oracle = testBranch(repository, 'oracle', join(DEMO, 'oracle'))
const seeded = testBranch(repository, 'main', join(DEMO, 'seeded'))
expect(
  `the original: ${oracle.passed} tests pass, ${oracle.failed} fail`,
  oracle.passed > 150 && oracle.failed === 0,
)
expect(`with the bug: ${seeded.passed} tests pass, ${seeded.failed} fail`, seeded.failed > 0)
makeWorkspace(workspace, repository)

const bundles = ['fake', 'codex'].map((engine, index) => {
  say(
    `\n${index + 2}. The engine \`${engine}\`${engine === 'codex' ? ', the real binary, its model scripted' : ''}`,
  )
  const { status, document } = proctor('run', '--workspace', workspace, '--task', TASK, '--engine', engine)
  const { error, bundle, completeness, blockers } = document
  if (error !== undefined) say(`  ${JSON.stringify(error)}`)
  say(`  bundle: ${typeof bundle === 'string' ? relative(ROOT, bundle) : 'none'}`)
  expect(
    `verdict ${String(document.status)}, ${String(completeness)}, blockers ${JSON.stringify(blockers)}`,
    status === 0 && document.status === 'pass',
  )
  return typeof bundle === 'string' ? bundle : null
})

say('\n4. Both bundles, derived again from their bytes')
for (const bundle of bundles) {
  if (bundle === null) continue
  const { status, document } = proctor(
    'verify',
    bundle,
    '--workspace',
    workspace,
    '--require',
    'pass',
    '--quiet',
  )
  expect(
    `${relative(ROOT, bundle)}: ok ${String(document.ok)}, findings ${JSON.stringify(document.findings)}`,
    status === 0 && document.ok === true,
  )
}

say('\n5. A copy of the last one with one bit of patch.diff flipped')
const [last] = bundles.slice(-1)
if (last !== null && last !== undefined) {
  const copy = join(DEMO, 'tampered')
  cpSync(last, copy, { recursive: true })
  const patch = readFileSync(join(copy, 'patch.diff'))
  const middle = Math.floor(patch.length / 2)
  patch[middle] = (patch[middle] ?? 0) ^ 1
  writeFileSync(join(copy, 'patch.diff'), patch)
  const { status, document } = proctor('verify', copy, '--workspace', workspace, '--quiet')
  const findings = Array.isArray(document.findings) ? (document.findings as unknown[]) : []
  for (const finding of findings) say(`  ${JSON.stringify(finding)}`)
  expect(
    `refused with exit code ${status}`,
    status === 1 && JSON.stringify(findings).includes('"digest-mismatch","file":"patch.diff"'),
  )
}

say(
  `\n${wrong.length === 0 ? 'All of it as it should be' : `${wrong.length} things were not as they should be`}, in ${Math.round((performance.now() - started) / 1000)} s.`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
