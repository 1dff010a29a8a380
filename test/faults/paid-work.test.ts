import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runArguments } from './arena.ts'
import { arenaOfTest } from './arena-of-test.ts'
import { checkInvariants, digestOfFolder, lookBefore } from './invariants.ts'
import { loseRun } from './lose-run.ts'
import type { CallRecord } from './plan.ts'

const context = arenaOfTest()
const { recover } = context

const folderOf = (runId: string) => join(context.arena.dir, '.proctor/work', runId)
const sealedOf = (runId: string) => join(context.arena.dir, '.proctor/runs', runId)

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8')
  const changed = change(text)
  expect(changed).not.toBe(text)
  writeFileSync(path, changed)
}

const upTo = (mark: string) => (text: string) => text.slice(0, text.indexOf('\n', text.indexOf(mark)) + 1)
const before = (mark: string) => (text: string) =>
  text.slice(0, text.lastIndexOf('\n', text.indexOf(mark)) + 1)

test.each([
  ['the journal from the checkout on', 'journal.jsonl', before('"step":"prepare"')],
  ['all of the journal', 'journal.jsonl', () => ''],
  ['the event that it was started', 'bundle/events.normalized.jsonl', before('"type":"engine.started"')],
  ['all of the events', 'bundle/events.normalized.jsonl', () => ''],
  ['an input', 'bundle/inputs/policy.json', () => ''],
  ['the record', 'record.json', null],
  [
    'the challenge that the ledger has',
    'record.json',
    (text: string) => text.replace(/("challengeId":\s*")[0-9a-f]{8}/, '$100000000'),
  ],
])(
  'a run that an engine has worked for and that lost %s stays as it is and is named',
  async (_, name, cut) => {
    const untouched = lookBefore(context.arena)
    const runId = await loseRun(context.arena)
    const path = join(folderOf(runId), name)
    const whole = readFileSync(path, 'utf8')
    if (cut === null) rmSync(path)
    else edit(path, cut)
    const left = [
      digestOfFolder(join(folderOf(runId), 'bundle')),
      digestOfFolder(join(folderOf(runId), 'checkout')),
    ]
    const { runs, exitCode } = await recover()
    expect(runs).toMatchObject([
      { runId, outcome: 'failed', why: expect.stringContaining('an engine has worked for it') },
    ])
    expect(exitCode).toBe(5)
    expect([
      digestOfFolder(join(folderOf(runId), 'bundle')),
      digestOfFolder(join(folderOf(runId), 'checkout')),
    ]).toEqual(left)
    const said = readFileSync(join(folderOf(runId), 'bundle/raw/stdout.log'), 'utf8')
    expect(said).toContain('one')
    writeFileSync(path, whole)
    expect(await recover()).toMatchObject({ exitCode: 0, runs: [{ runId, outcome: 'interrupted' }] })
    expect(readFileSync(join(sealedOf(runId), 'raw/stdout.log'), 'utf8')).toBe(said)
    expect(await checkInvariants(context.arena, untouched)).toEqual({ broken: [], sealed: 1, passed: 0 })
  },
)

test('what an engine had asked its model is sealed when nothing else is known of it', async () => {
  const untouched = lookBefore(context.arena)
  const runId = await loseRun(context.arena)
  const root = folderOf(runId)
  edit(join(root, 'journal.jsonl'), upTo('"step":"execute","phase":"intent"'))
  edit(join(root, 'bundle/events.normalized.jsonl'), before('"type":"engine.started"'))
  for (const name of ['stdout', 'stderr']) rmSync(join(root, `bundle/raw/${name}.log`))
  const asked = readFileSync(join(root, 'bundle/gateway.jsonl'), 'utf8')
  expect(asked).not.toBe('')
  expect(await recover()).toMatchObject({ exitCode: 0, runs: [{ runId, outcome: 'interrupted' }] })
  expect(readFileSync(join(sealedOf(runId), 'gateway.jsonl'), 'utf8')).toBe(asked)
  const { engine, provider } = JSON.parse(readFileSync(join(sealedOf(runId), 'facts.json'), 'utf8'))
  expect([engine, provider.requests]).toEqual([null, 1])
  expect(await checkInvariants(context.arena, untouched)).toEqual({ broken: [], sealed: 1, passed: 0 })
})

test.each([false, true])(
  'what a reviewer had said when the harness died is kept aside (resume: %s)',
  async (resume) => {
    const untouched = lookBefore(context.arena)
    const runId = await loseRun(context.arena)
    const bundle = join(folderOf(runId), 'bundle')
    writeFileSync(join(bundle, 'raw/review-other.log'), 'I have read half of it\n')
    writeFileSync(join(bundle, 'raw/cut-off-1.review-other.log'), 'as I said before\n')
    const { runs } = await recover(resume)
    expect(runs).toMatchObject([{ runId, outcome: resume ? 'resumed' : 'interrupted' }])
    const raw = join(sealedOf(runId), 'raw')
    expect(readFileSync(join(raw, 'cut-off-1.review-other.log'), 'utf8')).toBe('as I said before\n')
    expect(readFileSync(join(raw, 'cut-off-2.review-other.log'), 'utf8')).toBe('I have read half of it\n')
    expect(existsSync(join(raw, 'review-other.log'))).toBe(false)
    expect(await checkInvariants(context.arena, untouched)).toMatchObject({ broken: [], sealed: 1 })
  },
)

test('that the engine was started is on the disk before anything that it prints', async () => {
  const callsPath = join(context.arena.dir, 'calls.json')
  const { code } = await context.arena.start(runArguments('good'), { FAULT_CALLS: callsPath }).ended
  expect(code).toBe(0)
  const calls = JSON.parse(readFileSync(callsPath, 'utf8')) as CallRecord[]
  const of = (name: string) => (call: CallRecord) => call.path.endsWith(name)
  const printed = calls.findIndex((call) => call.kind === 'open' && of('raw/stdout.log')(call))
  expect(printed).toBeGreaterThan(0)
  const events = calls.slice(0, printed).filter(of('events.normalized.jsonl'))
  expect(events.length).toBeGreaterThan(3)
  expect(events.at(-1)?.kind).toBe('fsync')
})
