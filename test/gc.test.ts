import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeLock } from '../src/ledger/process-lock.ts'
import { collectGarbage } from '../src/run/gc/collect-garbage.ts'
import { listRuns } from '../src/run/list-runs.ts'
import { verifyBundleAt } from '../src/run/verify-bundle-at.ts'
import { readTrust } from '../src/workspace/read-workspace.ts'
import { type Arena, createArena, runArguments } from './faults/arena.ts'
import type { FaultPlan } from './faults/plan.ts'

const DAY_S = 86_400
let arena: Arena
let runId: string
beforeAll(async () => {
  arena = await createArena()
  const { stdout } = await arena.start(runArguments('good')).ended
  runId = JSON.parse(stdout).runId
})
afterAll(() => arena.remove())

const at = (path: string) => join(arena.dir, '.proctor', path)
const hex = () => randomBytes(32).toString('hex')
const gc = (more: Partial<Parameters<typeof collectGarbage>[0]> = {}) =>
  collectGarbage({
    workspaceDir: arena.dir,
    dryRun: false,
    olderThanDays: 30,
    bundles: [],
    keptIn: undefined,
    ...more,
  })
const everything = () =>
  readdirSync(at(''), { recursive: true })
    .filter((name) => name !== 'moved')
    .sort()

function put(path: string, daysOld: number): string {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, 'x')
  const time = Date.now() / 1_000 - daysOld * DAY_S
  utimesSync(path, time, time)
  return path
}

test('a dry run shows what goes and changes nothing; the same goes then, and nothing else', async () => {
  const [gone, other] = ['a', 'b'].map((end) => `20260101t000000z-${randomBytes(4).toString('hex')}0${end}`)
  const goes = [
    put(at(`cache/baselines/${hex()}`), 31),
    put(at(`cache/baselines/${hex()}.${gone}`), 0),
    put(at(`cache/baselines/.gc-0123456789ab`), 0),
    put(at(`cache/deps/${hex()}`), 31),
    put(at(`work/.done-${gone}/record.json`), 0).replace('/record.json', ''),
    put(join(tmpdir(), `proctor-${runId}`, 'gateway.sock'), 0).replace('/gateway.sock', ''),
  ].sort()
  const draftOfIt = put(at(`cache/baselines/${hex()}.${other}`), 99)
  const stays = [
    put(at(`cache/baselines/${hex()}`), 29),
    put(at(`cache/baselines/notes.txt`), 99),
    draftOfIt,
    put(at('work/notes/mine.txt'), 99),
    // A run that nobody has sealed: recover's, whatever its age.
    put(at(`work/${other}/journal.jsonl`), 99),
    put(at(`ledger/torn.1.0123456789abcdef`), 99),
    put(join(tmpdir(), `proctor-${other}`, 'gateway.sock'), 99),
  ]
  const before = everything()
  const shown = await gc({ dryRun: true })
  expect(everything()).toEqual(before)
  expect(shown.items.map(({ path, outcome }) => [path, outcome])).toEqual(
    goes.map((path) => [path, 'would-remove']),
  )
  expect(shown.exitCode).toBe(0)
  const done = await gc()
  expect(done.items.map(({ path, outcome }) => [path, outcome])).toEqual(
    goes.map((path) => [path, 'removed']),
  )
  expect(goes.filter((path) => existsSync(path))).toEqual([])
  expect(stays.filter((path) => !existsSync(path))).toEqual([])
  expect(existsSync(at(`runs/${runId}`))).toBe(true)
  expect((await gc()).items).toEqual([])
  for (const path of [draftOfIt, at('work/notes'), at(`work/${other}`), join(tmpdir(), `proctor-${other}`)])
    rmSync(path, { recursive: true })
})

test('while a run goes on, caches stay', async () => {
  const cache = put(at(`cache/deps/${hex()}`), 99)
  const running = at(`work/20260102t000000z-${randomBytes(5).toString('hex')}`)
  mkdirSync(running)
  const lock = await takeLock(running, 0)
  const { items, exitCode } = await gc()
  expect(items).toMatchObject([{ path: cache, outcome: 'kept', why: '1 runs go on, and may be using it' }])
  expect(exitCode).toBe(1)
  expect(existsSync(cache)).toBe(true)
  await lock.release()
  rmSync(running, { recursive: true })
  // The machine refuses: said, with exit 4, and all is as it was.
  const plan: FaultPlan = { kind: 'rename', at: 0, effect: 'error', errno: 'EROFS', lasting: true }
  const refused = await arena.start(['gc', '--json'], { FAULT_PLAN: JSON.stringify(plan) }).ended
  expect(refused.code).toBe(4)
  expect(JSON.parse(refused.stdout).items).toMatchObject([{ path: cache, outcome: 'failed', why: 'EROFS' }])
  expect(existsSync(cache)).toBe(true)
  expect((await gc()).exitCode).toBe(0)
})

test('a bundle leaves only when it is named, whole, old enough and kept elsewhere', async () => {
  const kept = join(arena.dir, 'kept')
  const bundle = at(`runs/${runId}`)
  const copy = join(kept, runId)
  mkdirSync(kept)
  // What may go beside it is gone.
  await gc({ olderThanDays: 0 })
  const ask = async (more: Parameters<typeof gc>[0] = {}) => {
    const before = everything()
    const { items, exitCode } = await gc({ olderThanDays: 0, bundles: [runId], keptIn: kept, ...more })
    expect(everything()).toEqual(before)
    expect(exitCode).toBe(1)
    return items.find(({ kind }) => kind === 'bundle')?.why
  }
  expect(await ask({ bundles: ['../../tasks'] })).toContain('no sealed run')
  expect(await ask()).toContain('there is no copy of it')
  symlinkSync(bundle, copy)
  expect(await ask()).toContain('is the bundle itself')
  rmSync(copy)
  cpSync(bundle, copy, { recursive: true })
  writeFileSync(join(copy, 'patch.diff'), 'other')
  expect(await ask()).toContain('does not hold the same bytes')
  cpSync(join(bundle, 'patch.diff'), join(copy, 'patch.diff'))
  expect(await ask({ olderThanDays: 1 })).toContain('it is 0 days old')
  expect(await ask({ keptIn: undefined })).toContain('nobody said where')
  mkdirSync(at(`work/${runId}`))
  expect(await ask()).toContain('its run is not over')
  rmSync(at(`work/${runId}`), { recursive: true })

  const config = readFileSync(join(arena.dir, 'proctor.yaml'), 'utf8')
  writeFileSync(
    join(arena.dir, 'proctor.yaml'),
    config.replace('id: scripted-fake', 'gated: true, id: scripted-fake'),
  )
  expect(await ask()).toContain('is gated')
  writeFileSync(join(arena.dir, 'proctor.yaml'), config)

  // Truncated, of a later version, foreign: the copy is just as bad, and that does not help.
  const spoil: [string, (folder: string) => void, string][] = [
    ['truncated', (folder) => truncateSync(join(folder, 'events.normalized.jsonl'), 50), 'does not verify'],
    ['cut report', (folder) => truncateSync(join(folder, 'report.json'), 50), 'this version can read'],
    [
      'later version',
      (folder) => replaceIn(join(folder, 'report.json'), ':v1"', ':v9"'),
      'this version can read',
    ],
    ['added file', (folder) => writeFileSync(join(folder, 'more.txt'), 'x'), 'does not verify'],
  ]
  for (const [name, change, why] of spoil) {
    const good = join(arena.dir, 'good')
    cpSync(bundle, good, { recursive: true })
    for (const folder of [bundle, copy]) change(folder)
    expect(await ask(), name).toContain(why)
    for (const folder of [bundle, copy]) {
      rmSync(folder, { recursive: true })
      cpSync(good, folder, { recursive: true })
    }
    rmSync(good, { recursive: true })
  }

  // Somebody writes to it once it is clear that it goes: what was written stays, with the bundle.
  const note = at(`moved/${runId}.json`)
  const log = join(bundle, 'raw/stdout.log')
  const said = readFileSync(log)
  let writing = true
  const writeMore = () => {
    if (existsSync(note) && existsSync(log)) writeFileSync(log, 'more')
    else if (writing) setImmediate(writeMore)
  }
  writeMore()
  expect(await ask()).toContain('written to meanwhile')
  writing = false
  expect(readFileSync(log, 'utf8')).toBe('more')
  writeFileSync(log, said)

  const { items, exitCode } = await gc({ olderThanDays: 0, bundles: [runId], keptIn: kept })
  expect(items.filter(({ kind }) => kind === 'bundle')).toMatchObject([{ path: bundle, outcome: 'removed' }])
  expect(exitCode).toBe(0)
  expect(existsSync(bundle)).toBe(false)
  expect(await listRuns(arena.dir)).toMatchObject([{ runId, status: 'moved', keptIn: kept, task: 'good' }])
  const trust = await readTrust(join(arena.dir, 'trust.json'))
  const verified = await verifyBundleAt(copy, {
    trust,
    source: arena.repository,
    allowNotRun: [],
    signers: async () => null,
  })
  expect(verified).toMatchObject({ ok: true, status: 'pass' })
  // Back in its place, it is a sealed run as before.
  cpSync(copy, bundle, { recursive: true })
  expect(await listRuns(arena.dir)).toMatchObject([{ runId, status: 'pass' }])
})

function replaceIn(path: string, find: string, put: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(find, put))
}
