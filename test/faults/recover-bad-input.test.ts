import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arenaOfTest } from './arena-of-test.ts'
import { checkInvariants, digestOfFolder, lookBefore } from './invariants.ts'
import { loseRun } from './lose-run.ts'

const context = arenaOfTest()
const { recover } = context

const work = () => join(context.arena.dir, '.proctor/work')

test.each([
  'journal.jsonl',
  'bundle/events.normalized.jsonl',
  'bundle/raw/stdout.log',
  'bundle/gateway.jsonl',
  'bundle/inputs/task.json',
  'bundle/inputs/challenge.sigstore.json',
])(
  'a lost run whose %s is cut in its middle is sealed as what holds, or left as it is with the reason',
  async (name) => {
    const before = lookBefore(context.arena)
    const runId = await loseRun(context.arena)
    const path = join(work(), runId, name)
    const said = readFileSync(join(work(), runId, 'bundle/raw/stdout.log'))
    const whole = readFileSync(path)
    truncateSync(path, whole.length >> 1)
    const left = digestOfFolder(join(work(), runId, 'bundle'))
    const { runs, exitCode } = await recover()
    expect(runs).toMatchObject([{ runId }])
    const outcome = runs[0]?.outcome
    expect(['interrupted', 'failed']).toContain(outcome)
    expect(exitCode).toBe(outcome === 'failed' ? 5 : 0)
    if (outcome === 'failed') {
      expect(runs[0]?.why).not.toBe('')
      expect(digestOfFolder(join(work(), runId, 'bundle'))).toBe(left)
      writeFileSync(path, whole)
      expect((await recover()).exitCode).toBe(0)
    }
    const after = await checkInvariants(context.arena, before)
    expect(after.broken).toEqual([])
    expect(after.sealed).toBe(1)
    // Whatever was cut: what the engine had said was paid for.
    expect(readFileSync(join(context.arena.dir, '.proctor/runs', runId, 'raw/stdout.log'))).toEqual(said)
  },
)

test('a lost run whose bundle somebody goes on writing: what recovery says of it is so', async () => {
  const before = lookBefore(context.arena)
  const runId = await loseRun(context.arena)
  const path = join(work(), runId, 'bundle/raw/stderr.log')
  let written = 0
  const writer = setInterval(() => {
    if (!existsSync(path)) return
    appendFileSync(path, 'more\n')
    written += 1
  })
  const first = await recover()
  clearInterval(writer)
  expect(written).toBeGreaterThan(0)
  const second = await recover()
  const answers = [...first.runs, ...second.runs].filter((run) => run.runId === runId)
  for (const { outcome, why } of answers) if (outcome === 'failed') expect(why).not.toBe('')
  const bundle = join(context.arena.dir, '.proctor/runs', runId)
  const { broken } = await checkInvariants(context.arena, before)
  // Sealed and good, or reported as what does not verify: never the one and called the other.
  if (answers.at(-1)?.outcome !== 'failed') expect(broken).toEqual([])
  else {
    expect([5, existsSync(bundle)]).toEqual([second.exitCode, true])
    // What could not be taken up keeps all that it had, its folder of sockets too.
    rmSync(join(tmpdir(), `proctor-${runId}`), { recursive: true, force: true })
  }
})

test('a workspace that can only be read: every lost run is named, nothing is touched, exit 5', async () => {
  const before = lookBefore(context.arena)
  const runId = await loseRun(context.arena)
  const state = join(context.arena.dir, '.proctor')
  const left = digestOfFolder(state)
  const times = statSync(join(work(), runId, 'record.json')).mtimeMs
  const namespace = process.getuid?.() === 0 ? ['-m'] : ['-rm']
  const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
  const proctor = (...args: string[]) =>
    spawnSync(
      'unshare',
      [
        ...namespace,
        'sh',
        '-c',
        script,
        'sh',
        state,
        process.execPath,
        context.program.main,
        ...args,
        '--json',
      ],
      { cwd: context.arena.dir, encoding: 'utf8' },
    )
  const recovered = proctor('recover')
  expect(recovered.status).toBe(5)
  expect(JSON.parse(recovered.stdout).runs).toMatchObject([{ runId, outcome: 'failed' }])
  const collected = proctor('gc')
  expect([0, 1, 4]).toContain(collected.status)
  expect(JSON.parse(collected.stdout)).toBeTypeOf('object')
  expect(digestOfFolder(state)).toBe(left)
  expect(statSync(join(work(), runId, 'record.json')).mtimeMs).toBe(times)
  expect((await recover()).exitCode).toBe(0)
  expect(await checkInvariants(context.arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
})
