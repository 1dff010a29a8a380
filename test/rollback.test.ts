import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { ROOT } from './support/engine-run.ts'
import { type Answer, makeKeys, makePeopleFolder, type PeopleFolder } from './support/people-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

// A ledger that does not continue a checkpoint that was kept: nothing is appended to it, and nothing concluded from it.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folders = foldersForFile()
let folder: PeopleFolder
let keys: string
let runId: string
const at = (...parts: string[]): string => join(folder.dir, ...parts)
const ledger = (): string => at('.proctor/ledger')
const log = (): string => readFileSync(join(ledger(), 'log.jsonl'), 'utf8')

/** Puts a kept ledger in the place of the one that is there. */
function swap(name: string): void {
  rmSync(ledger(), { recursive: true })
  cpSync(at(`.proctor/${name}`), ledger(), { recursive: true })
}

beforeAll(async () => {
  keys = folders.next()
  makeKeys(keys)
  const engines = ['fake', 'other'].map((id) => ({ id, adapter: 'fake' }))
  const policy = { classes: { low: { approvals: 1 } } }
  folder = makePeopleFolder(join(folders.next(), 'ws'), keys, policy, { engines })
  await folder.run()
  cpSync(ledger(), at('.proctor/old'), { recursive: true })
  cpSync(ledger(), at('.proctor/fork'), { recursive: true })
  runId = (await folder.run()).runId
  expect((await folder.proctor('ledger', 'verify', '--remember')).status).toBe(0)
  cpSync(ledger(), at('.proctor/good'), { recursive: true })
  // Another past, signed by the same key, before anybody had kept a checkpoint of this one.
  renameSync(at('checkpoints'), at('.proctor/aside'))
  swap('fork')
  await folder.run()
  await folder.run()
  cpSync(ledger(), at('.proctor/fork'), { recursive: true })
  renameSync(at('.proctor/aside'), at('checkpoints'))
  swap('good')
})

afterEach(() => swap('good'))

const alice = (): string[] => ['--key', join(keys, 'alice')]
const COMMANDS: readonly (readonly [string, () => string[]])[] = [
  ['run', () => ['run', '--task', 'example', '--engine', 'fake']],
  ['decide', () => ['decide', '--task', 'example']],
  ['controls', () => ['controls', '--task', 'example']],
  ['compare', () => ['compare', '--engines', 'fake,other', '--tasks', 'example']],
  ['fixtures run', () => ['fixtures', 'run', '--only', 'timeout']],
  ['engine check', () => ['engine', 'check', 'fake']],
  ['approve', () => ['approve', runId, ...alice()]],
  ['deny', () => ['deny', runId, ...alice()]],
  ['review', () => ['review', runId, 'accept', ...alice()]],
  ['deliver', () => ['deliver', runId]],
  ['keys rotate', () => ['keys', 'rotate', 'harness', '--reason', 'drill']],
  ['index rebuild', () => ['index', 'rebuild']],
  ['stage status', () => ['stage', 'status']],
  ['stage check', () => ['stage', 'check', 'fake', 'gated-engine']],
  ['stage promote', () => ['stage', 'promote', 'fake', 'artificial-fixture', ...alice()]],
  ['stage demote', () => ['stage', 'demote', 'fake', 'gated-engine', '--reason', 'drill']],
]

const SAYS = {
  'rolled-back': /the ledger was rolled back: checkpoints\/\d+\.checkpoint.* covers \d+ entries, it has \d+/,
  forked: /this is another ledger than it was: checkpoints\/\d+\.checkpoint.* covers other entries up to \d+/,
  'remembered-invalid': /checkpoints\/000000000001\.checkpoint: this can not be relied on/,
}

function expectRefused({ status, document, stderr }: Answer, kind: keyof typeof SAYS): void {
  expect({ status, document, stderr }).toMatchObject({
    status: 5,
    document: { error: { code: 'ledger_corrupt', message: expect.stringMatching(SAYS[kind]) } },
  })
}

describe.each([
  ['rolled-back', 'old'],
  ['forked', 'fork'],
] as const)('a ledger that was %s', (kind, name) => {
  test.each(COMMANDS)('stops %s', async (_, args) => {
    swap(name)
    const before = [log(), readdirSync(at('.proctor/runs')).sort(), readFileSync(at('trust.json'), 'utf8')]
    expectRefused(await folder.proctor(...args()), kind)
    expect([log(), readdirSync(at('.proctor/runs')).sort(), readFileSync(at('trust.json'), 'utf8')]).toEqual(
      before,
    )
    expect(existsSync(at('.proctor/work')) ? readdirSync(at('.proctor/work')) : []).toEqual([])
  })

  test('is told with what to do', async () => {
    swap(name)
    const { stderr } = await folder.proctor('stage', 'status')
    expect(stderr).toMatch(SAYS[kind])
    expect(stderr).toMatch(/nothing was done; `proctor ledger verify` says more\. Put back the ledger/)
    expect((await folder.proctor('ledger', 'verify')).status).toBe(1)
  })
})

test('each of them has an answer of its own when the ledger is the right one', async () => {
  for (const [name, args] of COMMANDS.filter(([one]) => /stage|decide|index|run/.test(one)))
    expect((await folder.proctor(...args())).status, name).not.toBe(5)
})

test('a kept checkpoint that is garbage stops it as well, and so does one that was committed and is gone', async () => {
  const garbage = at('checkpoints/000000000001.checkpoint')
  writeFileSync(garbage, 'garbage\n')
  expectRefused(await folder.proctor('stage', 'status'), 'remembered-invalid')
  rmSync(garbage)
  expect((await folder.proctor('stage', 'status')).status).toBe(0)
  folder.git('add', 'checkpoints')
  folder.git('commit', '-q', '-m', 'A checkpoint')
  rmSync(at('checkpoints'), { recursive: true })
  swap('old')
  const answer = await folder.proctor('stage', 'status')
  expectRefused(answer, 'rolled-back')
  expect(answer.stderr).toContain('(last commit)')
})

/** What lies in a work folder, but for the locks of those who look at it. */
const filesOf = (run: string): string[] =>
  readdirSync(at('.proctor/work', run)).filter((name) => !name.startsWith('lock.'))

test('a run that nobody holds stays as it is while the ledger is another, and is sealed when it is back', async () => {
  const scenario = join(keys, 'sleep.yaml')
  writeFileSync(scenario, 'steps: [{do: sleep, ms: 100000}]\n')
  const args = ['run', '--task', 'example', '--engine', 'fake', '--scenario', scenario]
  const child = spawn(join(ROOT, 'bin/proctor'), args, { cwd: folder.dir, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const isExecuting = (run: string): boolean => {
    const journal = at('.proctor/work', run, 'journal.jsonl')
    return existsSync(journal) && readFileSync(journal, 'utf8').includes('"execute"')
  }
  while (!(existsSync(at('.proctor/work')) && readdirSync(at('.proctor/work')).some(isExecuting)))
    await sleep(20)
  child.kill('SIGKILL')
  await ended
  cpSync(ledger(), at('.proctor/late'), { recursive: true })
  for (const [kind, name] of [
    ['rolled-back', 'old'],
    ['forked', 'fork'],
  ] as const) {
    swap(name)
    const before = log()
    const [lost] = readdirSync(at('.proctor/work'))
    const files = filesOf(String(lost))
    expectRefused(await folder.proctor('recover'), kind)
    expect(log()).toBe(before)
    expect(filesOf(String(lost))).toEqual(files)
  }
  swap('late')
  const { status, document } = await folder.proctor('recover')
  expect({ status, document }).toMatchObject({ status: 0, document: { runs: [{ outcome: 'interrupted' }] } })
})
