import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PREDICATE_TYPES } from '../src/contract/ids.ts'
import { verifyLedger } from '../src/run/verify-ledger.ts'
import { type Arena, createArena, runArguments } from './faults/arena.ts'
import { checkInvariants, lookBefore } from './faults/invariants.ts'

let arena: Arena
let config: string
beforeAll(async () => {
  arena = await createArena()
  config = readFileSync(join(arena.dir, 'proctor.yaml'), 'utf8')
})
afterAll(() => arena.remove())

const limit = (text: string) => writeFileSync(join(arena.dir, 'proctor.yaml'), `${config}\nlimits: ${text}\n`)
const work = () => join(arena.dir, '.proctor/work')

/** Runs that have their place now: a mark, and the lock of a living owner. */
function running(): string[] {
  return readdirSync(work()).filter((name) => {
    try {
      return readdirSync(join(work(), name)).some((file) => file.startsWith('running.'))
    } catch {
      return false
    }
  })
}

function sequence(): number[] {
  const log = readFileSync(join(arena.dir, '.proctor/ledger/log.jsonl'), 'utf8')
  return log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ predicateType }) => predicateType === PREDICATE_TYPES.challenge)
    .map(({ predicate }) => predicate.seq)
}

test('6 runs at once in one workspace: all sealed, the ledger verifies, the sequence has no gap', {
  timeout: 240_000,
}, async () => {
  const before = lookBefore(arena)
  const started = Array.from({ length: 6 }, () => arena.start(runArguments('good')))
  const ended = await Promise.all(started.map((run) => run.ended))
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
  expect(await checkInvariants(arena, before)).toEqual({ broken: [], sealed: 6, passed: 6 })
  expect(sequence()).toEqual([0, 1, 2, 3, 4, 5])
  expect((await verifyLedger(arena.dir, false)).ok).toBe(true)
})

test('a limit of one: the second run says what it waits for, and goes on when the first has ended', {
  timeout: 120_000,
}, async () => {
  limit('{engines: {scripted-fake: 1}}')
  const first = arena.start(runArguments('stubborn'))
  while (running().length === 0) await sleep(5)
  const [holder] = running()
  const second = arena.start(runArguments('good'))
  const waits = `1 of 1 runs of scripted-fake go on: ${holder} (process ${first.pid})`
  while (!second.said().includes(waits)) await sleep(20)
  expect(running()).toEqual([holder])
  process.kill(first.pid, 'SIGKILL')
  // Its holder is dead, and so is its claim: nobody has to tidy up for that.
  expect((await second.ended).code).toBe(0)
  await first.ended
})

test('without a wait: refused with exit 4, nothing on record and nothing left', {
  timeout: 120_000,
}, async () => {
  await arena.start(['recover']).ended
  limit('{runs: 1, waitSeconds: 0}')
  const first = arena.start(runArguments('stubborn'))
  while (running().length === 0) await sleep(5)
  const known = sequence().length
  const { code, stdout } = await arena.start(runArguments('good')).ended
  expect(code).toBe(4)
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'limit_reached' })
  expect(sequence().length).toBeLessThanOrEqual(known + 1)
  expect(running()).toHaveLength(1)
  process.kill(first.pid, 'SIGINT')
  process.kill(first.pid, 'SIGINT')
  expect((await first.ended).code).toBe(130)
})

test('a limit of an engine that there is not is an error of the configuration', async () => {
  limit('{engines: {scriptd-fake: 1}}')
  const { code, stdout } = await arena.start(runArguments('good')).ended
  expect(code).toBe(2)
  expect(JSON.parse(stdout).error.message).toContain('scriptd-fake')
})
