import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

const PROCTOR = join(import.meta.dirname, '..', 'bin', 'proctor')
/** Runs wait for processes; how long is no part of what is tested. */
const MINUTES = 5 * 60_000
const root = mkdtempSync(join(tmpdir(), 'proctor-controls-test-'))
const workspace = join(root, 'workspace')
const task = join(workspace, 'tasks/example')

function proctor(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(PROCTOR, [...args, '--json'], {
    cwd: workspace,
    encoding: 'utf8',
  })
  return { status, document: stdout === '' ? null : JSON.parse(stdout), stderr }
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

const factsOf = ({ bundle }: { bundle: string }) =>
  JSON.parse(readFileSync(join(bundle, 'inputs/decision-facts.json'), 'utf8'))

beforeAll(() => {
  expect(spawnSync(PROCTOR, ['init', workspace]).status).toBe(0)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

test(
  'where policy asks for controls: refused without, run with them, and the bundle names them',
  () => {
    edit(
      join(workspace, 'proctor.yaml'),
      (text) => `${text}\npolicy:\n  controls: {requiredFor: [artificial]}\n`,
    )
    const before = proctor('run', '--task', 'example', '--engine', 'fake')
    expect(before).toMatchObject({ status: 3, document: { blockers: ['controls_failed'] } })

    const controls = proctor('controls', '--task', 'example')
    expect(controls.status).toBe(0)
    expect(
      controls.document.runs.map(({ control, status, ok }: Record<string, unknown>) => [control, status, ok]),
    ).toEqual([
      ['oracle', 'pass', true],
      ['no-op', 'fail', true],
      ['cheater', 'fail', true],
    ])

    const after = proctor('run', '--task', 'example', '--engine', 'fake')
    expect(after).toMatchObject({ status: 0, document: { status: 'pass' } })
    const { controls: named, control } = factsOf(after.document)
    expect(control).toBeUndefined()
    expect(named).toMatchObject({ ok: true, stale: [], ledgerIndex: controls.document.ledgerIndex })
    expect(named.runs).toEqual(
      controls.document.runs.map(({ runId, reportSha256 }: Record<string, unknown>) => ({
        run: `urn:proctor:run:${runId}`,
        reportSha256,
      })),
    )
    const [oracle] = controls.document.runs
    const bundle = join(workspace, '.proctor/runs', oracle.runId)
    expect(factsOf({ bundle }).control).toBe('oracle')
    expect(proctor('verify', bundle, '--require', 'pass').status).toBe(0)
  },
  MINUTES,
)

test(
  'a task whose oracle mends nothing: refused for every engine until it is mended',
  () => {
    const oracle = readFileSync(join(task, 'oracle.patch'), 'utf8')
    edit(join(task, 'oracle.patch'), (text) => text.replace('(a, b) => a - b', '() => 0'))
    const wrong = proctor('controls', '--task', 'example')
    expect(wrong).toMatchObject({ status: 1, document: { ok: false } })
    expect(wrong.document.runs[0].why.join()).toContain('tests_failed')
    for (const engine of ['fake', 'codex'])
      expect(proctor('run', '--task', 'example', '--engine', engine)).toMatchObject({
        status: 3,
        document: { blockers: expect.arrayContaining(['controls_failed']) },
      })
    writeFileSync(join(task, 'oracle.patch'), oracle)
    expect(proctor('run', '--task', 'example', '--engine', 'fake').status).toBe(0)
  },
  MINUTES,
)

test(
  'a task whose tests see nothing: its controls say so',
  () => {
    const good = readFileSync(join(task, 'task.yaml'), 'utf8')
    edit(join(task, 'task.yaml'), (text) =>
      text
        .replace(/command: .*/, "command: [node, --test, --test-reporter=tap, '--test-name-pattern=empty']")
        .replace('minExecuted: 5', 'minExecuted: 1'),
    )
    const blind = proctor('task', 'check')
    expect(blind).toMatchObject({ status: 1, document: { ok: false, tasks: [{ verdict: 'fail' }] } })
    expect(blind.document.tasks[0].why).toContain('no-op: no test tells it from a solution')
    writeFileSync(join(task, 'task.yaml'), good)
  },
  MINUTES,
)

test('task check of a group looks at its tasks alone, and a group of none is a mistake', () => {
  const other = join(task, '..', 'other')
  cpSync(task, other, { recursive: true })
  onTestFinished(() => rmSync(other, { recursive: true }))
  edit(join(other, 'task.yaml'), (text) =>
    text.replace('id: example', 'id: other').replace(/oracle: .*\n/, ''),
  )
  const one = proctor('task', 'check', '--tasks', 'ot*')
  expect(one).toMatchObject({ status: 4, document: { tasks: [{ id: 'other', verdict: 'not-run' }] } })
  expect(one.document.tasks).toHaveLength(1)
  expect(proctor('task', 'check', '--tasks', 'nothing-*')).toMatchObject({ status: 2 })
})

test.each([
  ['no oracle', (text: string) => text.replace(/oracle: .*\n/, ''), 'has no oracle'],
  ['an oracle that is not there', (text: string) => text.replace('oracle.patch', 'none.patch'), 'none.patch'],
  ['an oracle outside', (text: string) => text.replace('oracle.patch', '../x.patch'), 'task.yaml:13'],
  [
    'an oracle for another base',
    (text: string) => text.replace('oracle.patch', 'stale.patch'),
    'task.yaml:13',
  ],
  ['no such hidden tests', (text: string) => `${text}hiddenTests: hidden\n`, 'task.yaml:17'],
  ['hidden tests outside', (text: string) => `${text}hiddenTests: ../../keys\n`, 'task.yaml:17'],
])('%s: exit 2 with the place, and nothing on record', (_, change, place) => {
  const good = readFileSync(join(task, 'task.yaml'), 'utf8')
  const log = () => readFileSync(join(workspace, '.proctor/ledger/log.jsonl'), 'utf8')
  const before = log()
  writeFileSync(
    join(task, 'stale.patch'),
    readFileSync(join(task, 'oracle.patch'), 'utf8').replace(' */', ' **/'),
  )
  edit(join(task, 'task.yaml'), change)
  const { status, stderr, document } = proctor('controls', '--task', 'example')
  writeFileSync(join(task, 'task.yaml'), good)
  expect({ status, before: log() }).toEqual({ status: 2, before })
  expect(`${stderr}${JSON.stringify(document)}`).toContain(place)
})
