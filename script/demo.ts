// Runs the demonstration that script/demo describes. Called by script/demo alone.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDemoTask, makeDemoRepository } from './demo-repository.ts'

const root = join(import.meta.dirname, '..')
const demo = join(root, '.demo')
const workspace = join(demo, 'workspace')
const proctor = join(root, 'bin', 'proctor')

interface Answer {
  readonly exitCode: number | null
  readonly document: Record<string, unknown>
}

/** Runs a command of proctor with its progress shown, and returns its document. */
function ask(...args: string[]): Answer {
  const { status, stdout, error } = spawnSync(proctor, [...args, '--workspace', workspace, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (error !== undefined) throw error
  return { exitCode: status, document: stdout === '' ? {} : JSON.parse(stdout) }
}

let failures = 0
function expect(what: string, holds: boolean): void {
  if (!holds) failures += 1
  console.log(`${holds ? 'ok  ' : 'NOT OK'} ${what}`)
}

function title(text: string): void {
  console.log(`\n== ${text}`)
}

function registries(): string[] {
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' })
  const url = new URL(stdout.trim().split('\n').at(-1) ?? '')
  return [`${url.hostname}:${url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : url.port}`]
}

function run(engine: string, ...more: string[]): Answer & { readonly bundle: string } {
  const answer = ask('run', '--task', 'stop-early', '--engine', engine, ...more)
  return { ...answer, bundle: String(answer.document.bundle) }
}

function describe({ document, bundle }: Answer & { readonly bundle: string }): string {
  const blockers = Array.isArray(document.blockers) ? document.blockers.join(', ') : ''
  return `${document.status}, ${document.completeness}${blockers === '' ? '' : ` (${blockers})`}\n       ${bundle}`
}

title('a workspace, and minimist 1.2.8 as a git repository with one bug seeded')
rmSync(workspace, { recursive: true, force: true })
mkdirSync(demo, { recursive: true })
expect('proctor init', ask('init', workspace).exitCode === 0)
makeDemoRepository(join(workspace, 'repositories', 'minimist'))
addDemoTask(workspace, registries())

title('the ruler first: an engine that only claims success must fail on the seeded bug')
const idle = run('fake', '--scenario', join(workspace, 'tasks', 'stop-early', 'idle.yaml'))
console.log(`     ${describe(idle)}`)
const blockers = Array.isArray(idle.document.blockers) ? idle.document.blockers : []
expect(
  'the seed is red: tests_failed and no_diff, exit 1',
  idle.exitCode === 1 && blockers.includes('tests_failed') && blockers.includes('no_diff'),
)

title("the fake engine, a real process that makes the oracle's edit")
const fake = run('fake')
console.log(`     ${describe(fake)}`)
expect('the oracle is green: pass, exit 0', fake.exitCode === 0 && fake.document.status === 'pass')

title('codex, the real binary, its model scripted behind the gateway')
const codex = run('codex')
console.log(`     ${describe(codex)}`)
expect('codex passes, exit 0', codex.exitCode === 0 && codex.document.status === 'pass')

title('both bundles, derived again from their bytes')
for (const [engine, { bundle }] of [
  ['fake', fake],
  ['codex', codex],
] as const) {
  const { exitCode, document } = ask('verify', bundle, '--require', 'pass')
  expect(`${engine}: authentic and a pass`, exitCode === 0 && document.ok === true)
}

title('one byte flipped in a copy')
const copy = join(demo, 'tampered')
rmSync(copy, { recursive: true, force: true })
cpSync(codex.bundle, copy, { recursive: true })
const target = join(copy, 'patch.diff')
const bytes = readFileSync(target)
const middle = Math.floor(bytes.length / 2)
bytes[middle] = (bytes[middle] ?? 0) ^ 1
writeFileSync(target, bytes)
const tampered = ask('verify', copy)
const findings = (Array.isArray(tampered.document.findings) ? tampered.document.findings : []) as {
  id: string
  file?: string
  message: string
}[]
for (const { id, file, message } of findings.slice(0, 3)) console.log(`     ${id} ${file ?? ''}: ${message}`)
expect(
  'it is found: digest-mismatch in patch.diff, exit 1',
  tampered.exitCode === 1 &&
    findings.some(({ id, file }) => id === 'digest-mismatch' && file === 'patch.diff'),
)

console.log(
  failures === 0
    ? '\nAll of it came out as it must.'
    : `\n${failures} of these did not come out as they must.`,
)
console.log(`Look around: bin/proctor runs list --workspace .demo/workspace`)
process.exitCode = failures === 0 ? 0 : 1
