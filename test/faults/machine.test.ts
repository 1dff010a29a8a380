import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runArguments } from './arena.ts'
import { arenaOfTest } from './arena-of-test.ts'
import { checkInvariants, lookBefore } from './invariants.ts'
import type { FaultKind, FaultPlan } from './plan.ts'

const context = arenaOfTest()
const { recover } = context

const PASSED = { broken: [], sealed: 1, passed: 1 }

/** A process and all below it, the lowest first. */
function treeOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`
  const children = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ') : []
  return [...children.filter((child) => child !== '').flatMap((child) => treeOf(Number(child))), pid]
}

function send(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) if (existsSync(`/proc/${pid}`)) process.kill(pid, signal)
}

/** Waits until an engine of the workspace has printed something. */
async function hasSpoken(over: () => boolean): Promise<void> {
  const work = join(context.arena.dir, '.proctor/work')
  const isThere = (name: string) => {
    const path = join(work, name, 'bundle/raw/stdout.log')
    return existsSync(path) && readFileSync(path).length > 0
  }
  while (!(existsSync(work) && readdirSync(work).some(isThere))) {
    if (over()) throw new Error('the run ended before its engine had printed anything')
    await sleep(1)
  }
}

/** All processes of a run stand still for a while, as they do on a machine that sleeps. */
async function asleep(task: 'good' | 'stubborn', ms: number) {
  const started = context.arena.start(runArguments(task))
  let over = false
  void started.ended.then(() => {
    over = true
  })
  await hasSpoken(() => over)
  const stopped = treeOf(started.pid)
  expect(stopped.length).toBeGreaterThan(1)
  send(stopped.toReversed(), 'SIGSTOP')
  await sleep(ms)
  expect(over).toBe(false)
  send(stopped, 'SIGCONT')
  return await started.ended
}

const factsOf = (runId: string) =>
  JSON.parse(readFileSync(join(context.arena.dir, '.proctor/runs', runId, 'facts.json'), 'utf8'))

test('a run that stood still for a while ends as it would', async () => {
  const before = lookBefore(context.arena)
  const { code, stdout } = await asleep('good', 2_000)
  expect([code, JSON.parse(stdout).completeness]).toEqual([0, 'complete'])
  expect(await checkInvariants(context.arena, before)).toEqual(PASSED)
})

test('a run that stood still past the time of its engine: the engine is ended, and the bundle says so', async () => {
  const task = join(context.arena.dir, 'tasks/stubborn/task.yaml')
  writeFileSync(task, readFileSync(task, 'utf8').replace('timeout: 60', 'timeout: 2'))
  const scenario = join(context.arena.dir, 'tasks/stubborn/fake.yaml')
  const steps = readFileSync(scenario, 'utf8')
  writeFileSync(scenario, steps.replace('steps:', 'steps:\n  - {do: say, text: awake}'))
  const before = lookBefore(context.arena)
  const { code, stdout } = await asleep('stubborn', 3_000)
  const { runId, status, completeness } = JSON.parse(stdout)
  expect([code, status, completeness]).toEqual([4, 'fail', 'incomplete'])
  expect(factsOf(runId).engine.exit).toMatchObject({ timedOut: true, interrupted: false })
  expect(await checkInvariants(context.arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
})

test.each(['write', 'fsync', 'rename', 'metadata', 'open'] satisfies FaultKind[])(
  'a disk on which each %s takes long: the run and its verdict are as on any other',
  { timeout: 120_000 },
  async (kind) => {
    const before = lookBefore(context.arena)
    const plan: FaultPlan = { kind, at: 0, effect: 'slow', errno: 'none', lasting: true }
    const { code, stderr } = await context.arena.start(runArguments('good'), {
      FAULT_PLAN: JSON.stringify(plan),
    }).ended
    expect(code, stderr).toBe(0)
    expect(await checkInvariants(context.arena, before)).toEqual(PASSED)
  },
)

/** With no file larger than so many blocks of 512 bytes: what the kernel says then (EFBIG) is what a quota says. */
function startLimited(blocks: number, args: readonly string[]) {
  const script = 'ulimit -f "$1" && shift && exec "$@"'
  const child = spawn(
    'sh',
    ['-c', script, 'sh', String(blocks), process.execPath, context.program.main, ...args],
    {
      cwd: context.arena.dir,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let stderr = ''
  child.stdout.resume()
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  return new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stderr }))
  })
}

test('no file may grow past a limit: a code of the table, and whatever is on record is sealed afterwards', {
  timeout: 240_000,
}, async () => {
  const ends: { readonly code: number | null; readonly sealed: number }[] = []
  for (const blocks of [1, 8, 12, 16, 20, 24, 32, 64]) {
    const before = lookBefore(context.arena)
    const { code, stderr } = await startLimited(blocks, runArguments('good'))
    // Never 2: nothing is wrong with what the person asked for.
    expect([0, 4, 5], stderr).toContain(code)
    expect((await recover()).exitCode).toBe(0)
    const { broken, sealed, passed } = await checkInvariants(context.arena, before)
    expect(broken).toEqual([])
    expect(passed).toBe(code === 0 ? 1 : 0)
    ends.push({ code, sealed })
  }
  // Some never came on record, some were cut off after that.
  expect(ends.some(({ code, sealed }) => code !== 0 && sealed === 0)).toBe(true)
  expect(ends.some(({ code, sealed }) => code !== 0 && sealed === 1)).toBe(true)
})
