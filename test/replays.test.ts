import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { ask, type Climb, must } from '../fixtures/climb/climb.ts'
import { CLIMBER, commit, makeClimbWorkspace } from '../fixtures/climb/workspace.ts'
import { readMachineKeys } from '../src/evidence/keys.ts'
import { recordAssessment } from '../src/run/ladder/record-assessment.ts'
import { openWorkspaceLedger } from '../src/run/workspace-ledger.ts'
import { readWorkspace } from '../src/workspace/read-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const PROCTOR = join(import.meta.dirname, '..', 'bin', 'proctor')
const folders = foldersForFile()
let home: Climb
let away: Climb
/** A sealed bundle of each. */
let ours = ''
let theirs = ''

async function made(): Promise<Climb> {
  const none = { copied: 0, disposable: 0, 'owned-noncritical': 0 }
  const workspace = makeClimbWorkspace({
    root: join(folders.next(), 'climb'),
    proctor: PROCTOR,
    tasksPerClass: { artificial: 1, ...none },
    stages: { minTasks: 1, minSuccess: 0.1, keepSuccess: 0.1 },
  })
  return { workspace, proctor: PROCTOR, onStep: () => undefined }
}

async function bundleOf(climb: Climb): Promise<string> {
  const { document } = await must(climb, 'run', '--task', 'artificial-unit01', '--engine', CLIMBER)
  return String(document.bundle)
}

async function counted(climb: Climb, ...more: string[]): Promise<{ counted: number; notCounted: unknown }> {
  const { document } = await must(climb, 'stage', 'status', ...more)
  const engines = document.engines as { id: string; counted: number; notCounted: unknown }[]
  const found = engines.find(({ id }) => id === CLIMBER)
  if (found === undefined) throw new Error('the climber is not in the answer')
  return found
}

beforeAll(async () => {
  ;[home, away] = await Promise.all([made(), made()])
  ;[ours, theirs] = await Promise.all([bundleOf(home), bundleOf(away)])
})

describe('what was run is worth something once, here, and for a while', () => {
  test('a bundle of another workspace is found out by its keys, and counts nowhere else', async () => {
    const copy = join(home.workspace.dir, '.proctor/runs', theirs.split('/').at(-1) ?? '')
    cpSync(theirs, copy, { recursive: true })
    const verified = await ask(home, 'verify', copy)
    expect(verified).toMatchObject({ exitCode: 1, document: { ok: false } })
    expect(JSON.stringify(verified.document.findings)).toContain('no trusted')
    expect(await counted(home)).toMatchObject({ counted: 1 })
    rmSync(copy, { recursive: true })
  })

  test('a bundle that is laid down a second time under another name counts once', async () => {
    const copy = ours.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    cpSync(ours, copy, { recursive: true })
    expect(await counted(home)).toMatchObject({ counted: 1 })
    rmSync(copy, { recursive: true })
  })

  test('a bundle that is too old no longer counts', async () => {
    const later = new Date(Date.now() + 31 * 86_400_000).toISOString()
    expect(await counted(home, '--now', later)).toMatchObject({
      counted: 0,
      notCounted: { 'older than 30 days': 1 },
    })
  })

  test('a run whose challenge was used is not taken into the ledger again', async () => {
    const workspace = await readWorkspace(home.workspace.dir)
    const keys = await readMachineKeys(workspace.paths.keys)
    const bundle = JSON.parse(readFileSync(join(ours, 'attestations/run.sigstore.json'), 'utf8')) as {
      dsseEnvelope: { payload: string }
    }
    const ledger = await openWorkspaceLedger(workspace, keys.ledger.privateKey)
    const before = await ledger.head()
    const again = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
    await expect(ledger.append([again], null)).rejects.toThrow(/was used by entry \d+/)
    expect(await ledger.head()).toEqual(before)
    await ledger.close()
  })
})

describe('a promotion is worth what exactly was signed', () => {
  const promote = (...more: string[]): ReturnType<typeof ask> =>
    ask(home, 'stage', 'promote', CLIMBER, 'artificial-fixture', ...more)
  const request = (): string =>
    join(home.workspace.dir, `.proctor/promotions/${CLIMBER}-artificial-fixture.json`)
  const sign = (): string => {
    const namespace = ['-Y', 'sign', '-n', 'promotion@proctor']
    rmSync(`${request()}.sig`, { force: true })
    execFileSync('ssh-keygen', [...namespace, '-f', home.workspace.keys.alice, request()], { stdio: 'pipe' })
    return `${request()}.sig`
  }
  const conforms = (): Promise<number> =>
    recordAssessment(home.workspace.dir, {
      kind: 'conformance',
      engine: CLIMBER,
      task: null,
      ok: true,
      summary: 'it conforms',
      result: {},
    })

  test('over the evidence of before, over a document that was changed, and in a second use: refused', async () => {
    await conforms()
    expect((await promote()).exitCode).toBe(4)
    const early = sign()
    // Newer evidence takes the place of what was signed.
    await conforms()
    expect(await promote('--signature', early)).toMatchObject({ exitCode: 1 })
    expect(JSON.stringify((await promote('--signature', early)).document)).toContain(
      'not the evidence of now',
    )

    expect((await promote()).exitCode).toBe(4)
    const signature = sign()
    const asked = readFileSync(request(), 'utf8')
    writeFileSync(request(), asked.replace(CLIMBER, 'fake'))
    expect((await promote('--signature', signature)).exitCode).toBe(1)
    writeFileSync(request(), asked)

    await must(home, 'stage', 'promote', CLIMBER, 'artificial-fixture', '--signature', signature)
    await must(home, 'stage', 'demote', CLIMBER, 'gated-engine', '--reason', 'to try the signature again')
    const again = await promote('--signature', signature)
    expect(again.exitCode).toBe(1)
    expect(JSON.stringify(again.document)).toContain('its signature was used before')
  })
})

describe('the index is only an index', () => {
  const file = (): string => join(home.workspace.dir, '.proctor/index.sqlite')
  const drop = (): void => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file()}${end}`, { force: true })
  }
  const status = async (): Promise<unknown> => {
    const later = new Date(Date.now() + 60_000).toISOString()
    const { document } = await must(home, 'stage', 'status', '--now', later)
    return { ...document, at: null }
  }

  test('with it, without it, made anew and spoilt: the answers are the same, also when a bundle goes away', async () => {
    await bundleOf(home)
    const followed = await status()
    drop()
    expect(await status()).toEqual(followed)
    drop()
    expect((await must(home, 'index', 'rebuild')).document.entries).toBeGreaterThan(8)
    expect(await status()).toEqual(followed)

    const away = `${ours}.away`
    renameSync(ours, away)
    const without = await status()
    expect(without).not.toEqual(followed)
    drop()
    expect(await status()).toEqual(without)
    renameSync(away, ours)
    expect(await status()).toEqual(followed)

    const report = join(ours, 'report.json')
    const whole = readFileSync(report)
    writeFileSync(report, whole.toString('utf8').replace('"pass"', '"fail"'))
    expect(await status()).toEqual(without)
    writeFileSync(report, whole)
    expect(await status()).toEqual(followed)

    drop()
    writeFileSync(
      file(),
      'this is no database, though it is longer than the header of one would have to be'.repeat(9),
    )
    expect(await status()).toEqual(followed)
    drop()
  })
})

describe('a ledger whose past was changed is not read', () => {
  const log = (): string => join(home.workspace.dir, '.proctor/ledger/log.jsonl')
  const change = (lines: string[]): string => `${lines.join('\n')}\n`
  test.each<[string, (lines: string[]) => string[], string]>([
    ['changed', ([first = '', ...rest]) => [first.replace('v1', 'v2'), ...rest], 'rewritten'],
    ['dropped', ([, ...rest]) => rest, 'truncated'],
    ['reordered', ([first = '', second = '', ...rest]) => [second, first, ...rest], 'rewritten'],
  ])('one entry %s', async (_, edit, finding) => {
    const before = readFileSync(log(), 'utf8')
    writeFileSync(log(), change(edit(before.split('\n').slice(0, -1))))
    try {
      const verified = await ask(home, 'ledger', 'verify')
      expect(verified.exitCode).toBe(1)
      expect(JSON.stringify(verified.document.findings)).toContain(finding)
      const status = await ask(home, 'stage', 'status')
      expect(status.exitCode).not.toBe(0)
      expect(status.document).toMatchObject({ error: { code: 'ledger_corrupt' } })
    } finally {
      writeFileSync(log(), before)
    }
    await must(home, 'ledger', 'verify')
  })

  test('rolled back to an earlier, whole state: found by a checkpoint that was kept', async () => {
    const { dir } = home.workspace
    const ledger = join(dir, '.proctor/ledger')
    const old = join(dir, '..', 'old-ledger')
    cpSync(ledger, old, { recursive: true })
    await bundleOf(home)
    await must(home, 'ledger', 'verify', '--remember')
    expect(readdirSync(join(dir, 'checkpoints'))).toHaveLength(1)
    commit(dir, 'What the ledger held')
    rmSync(ledger, { recursive: true })
    cpSync(old, ledger, { recursive: true })
    const verified = await ask(home, 'ledger', 'verify')
    expect(verified.exitCode).toBe(1)
    expect(JSON.stringify(verified.document.findings)).toContain('rolled-back')
  })
})
