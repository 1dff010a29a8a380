import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, createArena, runArguments } from './arena.ts'
import { checkInvariants, lookBefore } from './invariants.ts'

let arena: Arena
beforeAll(async () => {
  arena = await createArena()
})
afterAll(() => arena.remove())

/** Sends signals to a run once its journal holds `text`; the second one right after the first. */
async function interrupt(
  text: string,
  signals: readonly NodeJS.Signals[],
  task: 'good' | 'stubborn' = 'good',
) {
  const started = arena.start(runArguments(task))
  const work = join(arena.dir, '.proctor/work')
  const journals = () =>
    existsSync(work) ? readdirSync(work).map((name) => join(work, name, 'journal.jsonl')) : []
  const isThere = () =>
    journals().some((path) => existsSync(path) && readFileSync(path, 'utf8').includes(text))
  let over = false
  void started.ended.then(() => {
    over = true
  })
  while (!isThere()) {
    if (over) throw new Error(`the run ended before ${text}: ${(await started.ended).stderr}`)
    await sleep(1)
  }
  for (const signal of signals) {
    process.kill(started.pid, signal)
    await sleep(20)
  }
  return await started.ended
}

const STEPS = [
  '"step":"begin","phase":"intent"',
  '"step":"prepare","phase":"intent"',
  '"step":"execute","phase":"intent"',
  '"step":"measure","phase":"intent"',
]

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  '%s at any step: sealed as interrupted, nothing left, exit %i',
  { timeout: 180_000 },
  async (signal, exitCode) => {
    for (const step of STEPS) {
      const before = lookBefore(arena)
      const { code, stdout } = await interrupt(step, [signal])
      const document = JSON.parse(stdout)
      expect({ step, code, completeness: document.completeness, status: document.status }).toEqual({
        step,
        code: exitCode,
        completeness: 'interrupted',
        status: 'fail',
      })
      expect(document.blockers).toContain('interrupted')
      expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
    }
  },
)

test('an engine that ignores SIGTERM: a second SIGINT does not wait for it, and what is sealed is as clean', async () => {
  const before = lookBefore(arena)
  const { code } = await interrupt(STEPS[2] ?? '', ['SIGINT', 'SIGINT'], 'stubborn')
  expect(code).toBe(130)
  expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 0 })
})

test('a signal once everything is known changes nothing: the run ends as it would', async () => {
  const before = lookBefore(arena)
  const { code } = await interrupt('"step":"seal","phase":"intent"', ['SIGTERM'])
  expect(code).toBe(0)
  expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 1, passed: 1 })
})
