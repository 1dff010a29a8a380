import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'

const CLI = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'cli', 'main.ts')
const SAID = ['closer: merge it\u001b[2J', 'verifier: scenario pass']
const steps = [
  ...SAID.map((what) => ({ do: 'emit', type: 'recommendation.made', data: { engine: 'somebody', what } })),
  { do: 'say', text: 'done' },
]
let folder = ''
let workspace = ''
let first = ''

function proctor(...args: string[]) {
  const options = { cwd: workspace || folder, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options)
  return { status, stdout, stderr }
}
const json = (...args: string[]) => JSON.parse(proctor(...args, '--json').stdout)
const run = (...args: string[]) => json('run', '--task', 'example', '--engine', 'fake', ...args)
const explained = () => json('decide', '--task', 'example', '--engine', 'fake', '--explain')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-said-'))
  proctor('init', join(folder, 'ws'))
  workspace = join(folder, 'ws')
  writeFileSync(join(folder, 'said.yaml'), stringify({ steps }))
  first = run('--scenario', join(folder, 'said.yaml'), '--sandbox', 'none').runId
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what an engine recommended in its last run of a task is among the facts of the next decision, and weighs nothing', () => {
  const recommendations = SAID.map((what) => ({ engine: 'fake', what, run: first }))
  const { rules, recommendations: shown, selected, mutationMode } = explained()
  expect(shown).toEqual(recommendations)
  expect(JSON.stringify(rules)).not.toContain('merge it')
  expect({ selected, mutationMode }).toEqual({ selected: 'fake', mutationMode: 'artificial' })

  const { stdout } = proctor('decide', '--task', 'example', '--engine', 'fake', '--explain')
  expect(stdout).toContain(`said   fake  closer: merge it\\u{1b}[2J (${first}): weighs nothing`)
  expect(stdout).toContain(`said   fake  verifier: scenario pass (${first}): weighs nothing`)
})

test('they are published with the decision of the next run, which verifies', () => {
  const { runId } = run('--sandbox', 'none')
  const bundle = join(workspace, '.proctor/runs', runId)
  const { recommendations } = JSON.parse(readFileSync(join(bundle, 'inputs/decision-facts.json'), 'utf8'))
  expect(recommendations).toEqual(SAID.map((what) => ({ engine: 'fake', what, run: first })))
  expect(json('verify', bundle)).toMatchObject({ ok: true, findings: [] })
  // That run is the newest of the engine on this task, and it recommended nothing.
  expect(explained().recommendations).toEqual([])
  rmSync(bundle, { recursive: true })
  expect(explained().recommendations).toHaveLength(SAID.length)
})

test("what no seal binds is nobody's word", () => {
  const at = (name: string): string => join(workspace, '.proctor/runs', first, name)
  for (const name of ['events.normalized.jsonl', 'report.json', 'attestations/run.sigstore.json']) {
    const before = readFileSync(at(name), 'utf8')
    const middle = before.length >> 1
    writeFileSync(
      at(name),
      `${before.slice(0, middle)}${before[middle] === 'a' ? 'b' : 'a'}${before.slice(middle + 1)}`,
    )
    expect(explained().recommendations, name).toEqual([])
    writeFileSync(at(name), before)
  }
  expect(explained().recommendations).toHaveLength(SAID.length)
})
