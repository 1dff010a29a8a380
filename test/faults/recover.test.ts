import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recoverRuns } from '../../src/run/recovery/recover-runs.ts'
import { type Arena, createArena, runArguments } from './arena.ts'
import { checkInvariants, lookBefore } from './invariants.ts'
import type { FaultPlan } from './plan.ts'

let arena: Arena
beforeAll(async () => {
  arena = await createArena()
})
afterAll(() => arena.remove())

const recover = (resume: boolean) =>
  recoverRuns({ workspaceDir: arena.dir, resume, progress: () => undefined })
const work = () => join(arena.dir, '.proctor/work')
const runs = () => join(arena.dir, '.proctor/runs')

/** Starts a run and gives it back when its journal says that this step has begun or ended. */
async function runUntil(step: string, phase: 'intent' | 'done') {
  const started = arena.start(runArguments('good'))
  let over = false
  void started.ended.then(() => {
    over = true
  })
  for (;;) {
    for (const name of existsSync(work()) ? readdirSync(work()) : []) {
      const path = join(work(), name, 'journal.jsonl')
      const journal = existsSync(path) ? readFileSync(path, 'utf8') : ''
      const there = journal.includes(`"step":"${step}","phase":"${phase}"`)
      if (there) return { ...started, runId: name }
    }
    if (over) throw new Error(`the run ended before ${step} ${phase}: ${(await started.ended).stderr}`)
    await sleep(1)
  }
}

function replaceIn(path: string, find: string, put: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(find, put))
}

function reportOf(runId: string) {
  return JSON.parse(readFileSync(join(runs(), runId, 'report.json'), 'utf8'))
}

describe('a run whose harness was killed', () => {
  test('while the engine runs: sealed as interrupted with what the engine had said, and it verifies', async () => {
    const before = lookBefore(arena)
    const run = await runUntil('execute', 'intent')
    await sleep(150)
    process.kill(run.pid, 'SIGKILL')
    await run.ended
    const { runs: found, exitCode } = await recover(false)
    expect(exitCode).toBe(0)
    expect(found).toMatchObject([
      { runId: run.runId, outcome: 'interrupted', status: 'fail', completeness: 'interrupted' },
    ])
    expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
    expect(reportOf(run.runId).blockers.map(({ code }: { code: string }) => code)).toContain('interrupted')
  })

  test('and the machine went down with it: what the engine had said is sealed all the same', async () => {
    const before = lookBefore(arena)
    const run = await runUntil('execute', 'intent')
    const root = join(work(), run.runId)
    const raw = join(root, 'bundle/raw/stdout.log')
    while (!existsSync(raw) || readFileSync(raw).length === 0) await sleep(1)
    process.kill(run.pid, 'SIGKILL')
    await run.ended
    const said = readFileSync(raw, 'utf8')
    // As another boot finds it.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const other = boot.replace(/^./, (first) => (first === '0' ? '1' : '0'))
    replaceIn(join(root, 'journal.jsonl'), boot, other)
    for (const name of readdirSync(root).filter((entry) => entry.startsWith('lock.'))) {
      const target = readlinkSync(join(root, name)).replace(boot, other)
      rmSync(join(root, name))
      symlinkSync(target, join(root, name))
    }
    const { runs: found } = await recover(true)
    expect(found).toMatchObject([{ runId: run.runId, outcome: 'interrupted', status: 'fail' }])
    expect(readFileSync(join(runs(), run.runId, 'raw/stdout.log'), 'utf8')).toBe(said)
    expect(said).toContain('"one"')
    expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
  })

  test('after the engine had ended: --resume gives what an undisturbed run gives', async () => {
    const before = lookBefore(arena)
    const whole = JSON.parse((await arena.start(runArguments('good')).ended).stdout)
    const run = await runUntil('measure', 'intent')
    process.kill(run.pid, 'SIGKILL')
    await run.ended
    const { runs: found } = await recover(true)
    expect(found).toMatchObject([
      { runId: run.runId, outcome: 'resumed', status: 'pass', completeness: 'complete' },
    ])
    expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 2, passed: 2 })
    const [undisturbed, resumed] = [reportOf(whole.runId), reportOf(run.runId)]
    for (const name of [
      'status',
      'completeness',
      'resultTree',
      'changedFiles',
      'tests',
      'blockers',
      'backendExitCode',
    ])
      expect(resumed[name], name).toEqual(undisturbed[name])
    const verdicts = (report: { gates: { gate: string; verdict: string }[] }) =>
      report.gates.map(({ gate, verdict }) => [gate, verdict])
    expect(verdicts(resumed)).toEqual(verdicts(undisturbed))
  })

  test('while it runs still: it is left alone, and ends as it would', async () => {
    const run = await runUntil('begin', 'done')
    const { runs: found } = await recover(false)
    expect(found).toMatchObject([{ runId: run.runId, outcome: 'running' }])
    expect(found[0]?.why).toContain(`process ${run.pid}`)
    expect((await run.ended).code).toBe(0)
  })

  test("the next run finds it by itself; two at once do not get into each other's way", async () => {
    const before = lookBefore(arena)
    const lost = await runUntil('measure', 'intent')
    process.kill(lost.pid, 'SIGKILL')
    await lost.ended
    const both = [arena.start(runArguments('good')), arena.start(runArguments('good'))]
    expect((await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0])
    expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 3, passed: 2 })
  })
})

test('a run that is found after its challenge has run out is sealed as interrupted, however far it had come', async () => {
  const before = lookBefore(arena)
  const path = join(arena.dir, 'proctor.yaml')
  const config = readFileSync(path, 'utf8')
  expect(config).not.toMatch(/^policy:/m)
  writeFileSync(path, `${config}\npolicy: {challengeMinutes: 0.05}\n`)
  const run = await runUntil('judge', 'intent')
  process.kill(run.pid, 'SIGKILL')
  await run.ended
  writeFileSync(path, config)
  const { challenge } = JSON.parse(readFileSync(join(work(), run.runId, 'record.json'), 'utf8'))
  await sleep(Math.max(0, Date.parse(challenge.notAfter) - Date.now()) + 50)
  const { runs: found, exitCode } = await recover(true)
  expect(found).toMatchObject([{ runId: run.runId, outcome: 'interrupted', status: 'fail' }])
  expect(exitCode).toBe(0)
  expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
})

describe('a run whose evidence could not be written', () => {
  test.each([
    ['the ledger alone says so', false],
    ['only a note in its folder says so', true],
  ] as const)('%s: --resume makes nothing better of it than interrupted', async (_, lasting) => {
    // What base tests there are is kept by now: the third rename is the checkpoint over the run's own statement.
    await arena.start(runArguments('good')).ended
    const before = lookBefore(arena)
    const plan: FaultPlan = { kind: 'rename', at: 2, effect: 'error', errno: 'ENOSPC', lasting }
    const ended = await arena.start(runArguments('good'), { FAULT_PLAN: JSON.stringify(plan) }).ended
    expect(ended.code).toBe(5)
    const { runId, blockers, artifactFailed } = JSON.parse(ended.stdout)
    expect([blockers, artifactFailed.errno]).toEqual([['artifact_write_failed'], 'ENOSPC'])
    expect(ended.stderr).toContain(lasting ? 'could not take the failure' : 'the ledger holds the failure')
    const note = join(work(), runId, 'write-failed')
    expect(existsSync(note)).toBe(true)
    if (!lasting) rmSync(note)
    const { runs: found } = await recover(true)
    expect(found).toMatchObject([{ runId, outcome: 'interrupted', status: 'fail' }])
    expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
  })
})

describe('what is no run, or none of this version', () => {
  test('is reported and left alone', async () => {
    const run = await runUntil('measure', 'intent')
    process.kill(run.pid, 'SIGKILL')
    await run.ended
    const record = join(work(), run.runId, 'record.json')
    const good = readFileSync(record, 'utf8')
    mkdirSync(join(work(), 'notes'))
    writeFileSync(join(work(), 'notes', 'mine.txt'), 'mine')
    symlinkSync('/etc', join(work(), '20260101t000000z-0123456789'))
    const cases = [
      good.slice(0, 100),
      '',
      'null',
      good.replace('run-record:v1', 'run-record:v2'),
      good.replace(run.runId, `${run.runId.slice(0, -1)}x`),
    ]
    for (const text of cases) {
      writeFileSync(record, text)
      const result = await recover(true)
      expect(result.runs).toMatchObject([{ runId: run.runId, outcome: 'failed' }])
      expect(result.foreign).toHaveLength(2)
      expect(result.exitCode).toBe(5)
      expect(readFileSync(record, 'utf8')).toBe(text)
    }
    writeFileSync(record, good)
    expect((await recover(true)).runs).toMatchObject([{ outcome: 'resumed' }])
    expect(readFileSync(join(work(), 'notes', 'mine.txt'), 'utf8')).toBe('mine')
    expect((await recover(true)).exitCode).toBe(1)
    spawnSync('rm', ['-r', join(work(), 'notes'), join(work(), '20260101t000000z-0123456789')])
  })

  test('a bundle that was changed after its ledger entry is not sealed', async () => {
    const run = await runUntil('seal', 'intent')
    process.kill(run.pid, 'SIGSTOP')
    const copy = join(arena.dir, 'copy')
    cpSync(join(work(), run.runId), copy, { recursive: true, verbatimSymlinks: true })
    process.kill(run.pid, 'SIGCONT')
    expect((await run.ended).code).toBe(0)
    // As if the rename had never been: what lies in work/ is not what the ledger took.
    cpSync(copy, join(work(), run.runId), { recursive: true, verbatimSymlinks: true })
    spawnSync('rm', ['-r', join(runs(), run.runId)])
    const { runs: found, exitCode } = await recover(false)
    expect(found).toMatchObject([{ runId: run.runId, outcome: 'failed' }])
    expect(exitCode).toBe(5)
    expect(existsSync(join(work(), run.runId, 'record.json'))).toBe(true)
    expect(existsSync(join(runs(), run.runId))).toBe(false)
    spawnSync('rm', ['-r', join(work(), run.runId), copy])
  })
})
