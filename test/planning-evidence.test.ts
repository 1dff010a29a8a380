import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PREDICATE_TYPES } from '../src/contract/ids.ts'
import { judgeEvidence } from '../src/run/judge-evidence.ts'
import { standingsOf } from '../src/run/planning-standing.ts'
import { readWorkspace } from '../src/workspace/read-workspace.ts'

const BIN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin/proctor')
let folder = ''
let dir = ''

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'proctor-evidence-')))
  dir = join(folder, 'demo')
  for (const args of [
    ['init', 'demo'],
    ['run', '--task', 'example', '--engine', 'fake', '--workspace', 'demo'],
  ]) {
    const { status, stderr } = spawnSync(BIN, args, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder },
      encoding: 'utf8',
    })
    expect([status, args, status === 0 ? '' : stderr]).toEqual([0, args, ''])
  }
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function judge(...references: readonly string[]) {
  const text = new TextEncoder().encode(references.join(' and '))
  return Object.fromEntries(await judgeEvidence(await readWorkspace(dir), new Map([['page.md', text]])))
}

const logFile = () => join(dir, '.proctor/ledger/log.jsonl')

/** The indexes of the entries of one kind, one entry a line. */
function indexesOf(type: string): readonly number[] {
  const lines = readFileSync(logFile(), 'utf8').trimEnd().split('\n')
  return lines.flatMap((line, at) => (line.includes(`"predicateType":"${type}"`) ? [at] : []))
}

test('where an engine stands is computed for the documents that say so, and is unknown without a ledger', async () => {
  const workspace = await readWorkspace(dir)
  const day = new Date().toISOString().slice(0, 10)
  expect(await standingsOf(workspace, ['Fake', 'nobody'], day)).toEqual([
    { engine: 'fake', stage: 'gated-engine' },
  ])
  expect(await standingsOf(workspace, [], day)).toEqual([])
  const elsewhere = { ...workspace, paths: { ...workspace.paths, ledger: join(folder, 'no-ledger') } }
  expect(await standingsOf(elsewhere, ['fake'], day)).toEqual([])

  const page = join(dir, 'planning/prd.md')
  const before = readFileSync(page, 'utf8')
  writeFileSync(page, before.replace('---\n', '---\nengine: fake\nstage: copied-repo-fixture\n'))
  const { stdout } = spawnSync(BIN, ['validate', '--quiet'], { cwd: dir, encoding: 'utf8' })
  writeFileSync(page, before)
  expect(stdout).toContain(
    'planning/prd.md:3: stage-standing fake is put at copied-repo-fixture, and by the ledger it stands at gated-engine',
  )
}, 60_000)

test('an enablement on disk without an admission before it is found', () => {
  mkdirSync(join(dir, 'enablements'))
  writeFileSync(join(dir, 'enablements/fake.yaml'), 'engine: fake\n')
  const { stdout, status } = spawnSync(BIN, ['validate', '--quiet'], { cwd: dir, encoding: 'utf8' })
  rmSync(join(dir, 'enablements'), { recursive: true })
  expect(stdout).toContain('enablements/fake.yaml:1: admission-before-candidacy fake has an enablement, and')
  expect(status).toBe(1)
}, 60_000)

test('a ledger entry is evidence when it is of a run whose bundle verifies, and a challenge never is', async () => {
  const [run] = readdirSync(join(dir, '.proctor/runs'))
  const [sealed] = indexesOf(PREDICATE_TYPES.run)
  const [asked] = indexesOf(PREDICATE_TYPES.challenge)
  expect(await judge(`run:${run}`, `ledger:${sealed}`, `ledger:${asked}`, 'ledger:999')).toEqual({
    [`run:${run}`]: 'verifies',
    [`ledger:${sealed}`]: 'verifies',
    [`ledger:${asked}`]: 'fails',
    'ledger:999': 'unknown',
  })

  appendFileSync(join(dir, '.proctor/runs', run ?? '', 'patch.diff'), 'x')
  expect(await judge(`ledger:${sealed}`)).toEqual({ [`ledger:${sealed}`]: 'fails' })

  const text = readFileSync(logFile(), 'utf8')
  writeFileSync(logFile(), text.replace(/"nonce":"./, '"nonce":"_'))
  expect(await judge(`ledger:${asked}`)).toEqual({ [`ledger:${asked}`]: 'unknown' })
}, 60_000)
