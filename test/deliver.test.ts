import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { VerifyResult } from '../src/contract/results.ts'
import { takeLock } from '../src/ledger/process-lock.ts'
import { readLadder } from '../src/run/ladder/read-ladder.ts'
import { whyNotDelivered } from '../src/run/people/deliver-run.ts'
import { otherChanges } from '../src/run/people/push-branch.ts'
import { readWorkspace } from '../src/workspace/read-workspace.ts'
import { makeKeys, makePeopleFolder, type PeopleFolder } from './support/people-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()
const LIMIT = 120_000
let keys: string
let good: PeopleFolder
let approved: string
/** A run that policy lets go without people. */
let free: string

const remoteOf = (at: PeopleFolder): string => join(at.dir, 'remote.git')
const sourceOf = (at: PeopleFolder): string => join(at.dir, 'repositories/example')
function git(dir: string, ...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a', '-c', 'commit.gpgsign=false']
  return execFileSync('git', ['-C', dir, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim()
}
const refsOf = (dir: string): string => git(dir, 'for-each-ref', '--format=%(refname) %(objectname)')
const fresh = (): PeopleFolder => good.copy(join(folders.next(), 'ws'))

/** A hook that leaves a trace when it runs. */
function plantHooks(dir: string): void {
  const hooks = join(dir, 'hooks')
  mkdirSync(hooks, { recursive: true })
  for (const name of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction']) {
    writeFileSync(join(hooks, name), '#!/bin/sh\ntouch "$(git rev-parse --absolute-git-dir)/hook-ran"\n')
    chmodSync(join(hooks, name), 0o755)
  }
}

beforeAll(async () => {
  keys = folders.next()
  makeKeys(keys)
  good = makePeopleFolder(
    join(folders.next(), 'ws'),
    keys,
    { classes: { low: { approvals: 1 } } },
    {
      repositories: [
        { id: 'example', path: 'repositories/example', class: 'artificial', remote: 'remote.git' },
      ],
    },
  )
  writeFileSync(
    join(good.dir, '.gitignore'),
    `${readFileSync(join(good.dir, '.gitignore'), 'utf8')}/remote.git/\n`,
  )
  execFileSync('git', ['clone', '-q', '--bare', sourceOf(good), remoteOf(good)])
  git(remoteOf(good), 'branch', 'other')
  git(remoteOf(good), 'tag', 'v1')
  plantHooks(remoteOf(good))
  approved = (await good.run()).runId
  expect(await good.proctor('deliver', approved)).toMatchObject({
    status: 4,
    document: {
      delivered: false,
      reasons: ['the run is not approved: approval_pending', '0 of 1 people have approved it'],
    },
  })
  expect(await good.proctor('approve', approved, '--key', join(keys, 'alice'))).toMatchObject({ status: 0 })
  const config = join(good.dir, 'proctor.yaml')
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, text.replace('approvals: 1', 'approvals: 0'))
  free = (await good.run()).runId
  writeFileSync(config, text)
}, LIMIT)

async function evidenceOf(at: PeopleFolder, runId: string) {
  const { evidence } = await readLadder(await readWorkspace(at.dir), [], new Date())
  return evidence.runs.find((run) => run.runId === runId)
}

describe('a delivery', () => {
  test(
    'is one commit on one new branch; every other ref is as it was, and no hook ran',
    async () => {
      const at = fresh()
      expect(await evidenceOf(at, approved)).toMatchObject({
        status: 'pass',
        approved: true,
        delivered: false,
      })
      const [remote, source] = [refsOf(remoteOf(at)), refsOf(sourceOf(at))]
      const { status, document } = await at.proctor('deliver', approved)
      const ref = `refs/heads/proctor/${approved}`
      expect(document).toMatchObject({ delivered: true, ref, reasons: [] })
      expect(status).toBe(0)
      const commit = String(document.commit)
      expect(refsOf(remoteOf(at)).split('\n').sort()).toEqual(
        [...remote.split('\n'), `${ref} ${commit}`].sort(),
      )
      expect(refsOf(sourceOf(at))).toBe(source)
      const report = JSON.parse(readFileSync(join(at.bundle(approved), 'report.json'), 'utf8'))
      expect(git(remoteOf(at), 'show', '-s', '--format=%T %P', commit)).toBe(
        `${report.resultTree} ${report.base.commit}`,
      )
      expect(git(remoteOf(at), 'show', '-s', '--format=%b', commit)).toContain('Proctor-Approved-By: alice')
      expect(existsSync(join(remoteOf(at), 'hook-ran'))).toBe(false)
      expect((await at.verify(approved)).document).toMatchObject({ ok: true, status: 'pass', delivered: ref })
      expect(await evidenceOf(at, approved)).toMatchObject({
        status: 'pass',
        approved: true,
        delivered: true,
      })
      const again = await at.proctor('deliver', approved)
      expect(again).toMatchObject({
        status: 1,
        document: { reasons: [`it was delivered already, as ${ref}`] },
      })
      expect((await at.proctor('ledger', 'verify')).status).toBe(0)
    },
    LIMIT,
  )

  test(
    'needs nobody where policy asks nobody, and counts as delivered, not as approved',
    async () => {
      const at = fresh()
      expect(await at.proctor('deliver', free)).toMatchObject({ status: 0, document: { delivered: true } })
      const { document } = await at.verify(free)
      expect(document).toMatchObject({ ok: true, approval: 'none', delivered: `refs/heads/proctor/${free}` })
      expect(await evidenceOf(at, free)).toMatchObject({ approved: false, delivered: true })
      expect((await at.proctor('deliver', free)).status).toBe(1)
    },
    LIMIT,
  )

  test(
    'that was pushed and not recorded is recorded by the next attempt',
    async () => {
      const [at, twin] = [fresh(), fresh()]
      const { document } = await twin.proctor('deliver', approved)
      git(remoteOf(at), 'fetch', '-q', remoteOf(twin), `proctor/${approved}:proctor/${approved}`)
      const taken = await at.proctor('deliver', approved)
      expect(taken).toMatchObject({ status: 0, document: { delivered: true, commit: document.commit } })
    },
    LIMIT,
  )
})

describe('is refused, and touches nothing', () => {
  async function refused(at: PeopleFolder, reason: RegExp): Promise<void> {
    const before = refsOf(remoteOf(at))
    const { status, document } = await at.proctor('deliver', approved)
    expect([status, document.delivered, document.commit]).toEqual([1, false, null])
    expect(String(document.reasons)).toMatch(reason)
    expect(refsOf(remoteOf(at))).toBe(before)
  }

  test(
    'when the base moved, in the repository or in its remote',
    async () => {
      const at = fresh()
      git(sourceOf(at), 'commit', '-q', '--allow-empty', '-m', 'more')
      await refused(at, /^the base moved: HEAD of .*repositories\/example is [0-9a-f]{40}, the run began at/)
      const other = fresh()
      git(remoteOf(other), 'fetch', '-q', sourceOf(at), '+HEAD:main', '+HEAD:master')
      await refused(other, /^the base moved: HEAD of .*remote\.git is/)
    },
    LIMIT,
  )

  test(
    'when the branch is there and is something else',
    async () => {
      const at = fresh()
      git(remoteOf(at), 'branch', `proctor/${approved}`)
      await refused(at, /is there already, and is not what was approved/)
    },
    LIMIT,
  )

  test(
    'when a byte of the bundle changed, or the approver was revoked',
    async () => {
      const at = fresh()
      writeFileSync(join(at.bundle(approved), 'patch.diff'), 'x')
      await refused(at, /^the bundle does not verify,digest-mismatch patch\.diff/)
      const other = fresh()
      other.signers('')
      await refused(other, /^the run is not approved: approval_invalid,/)
    },
    LIMIT,
  )

  test('when the approval expired', () => {
    const result: VerifyResult = {
      ok: true,
      status: 'pass',
      completeness: 'complete',
      approval: 'granted',
      people: {
        blocker: null,
        reasons: [],
        approvers: 1,
        granted: [],
        expiresAt: '2026-01-01T00:00:00.000Z',
      },
      delivered: null,
      verdicts: [],
      notRun: [],
      findings: [],
    }
    expect(whyNotDelivered(result, new Date('2026-01-01T00:00:00.000Z'))).toEqual([])
    expect(whyNotDelivered(result, new Date('2026-01-01T00:00:00.001Z'))).toEqual([
      'its approval expired at 2026-01-01T00:00:00.000Z',
    ])
  })
})

test(
  'deliveries of a workspace take turns: the branch of one would be a stranger to the other',
  async () => {
    const at = fresh()
    const folder = join(at.dir, '.proctor/deliveries')
    mkdirSync(folder, { recursive: true })
    const turn = await takeLock(folder, 0)
    const waiting = [at.proctor('deliver', approved), at.proctor('deliver', free)]
    await sleep(3_000)
    expect(refsOf(remoteOf(at))).not.toContain('refs/heads/proctor/')
    await turn.release()
    for (const answer of await Promise.all(waiting))
      expect(answer).toMatchObject({ status: 0, document: { delivered: true } })
    expect(refsOf(remoteOf(at)).match(/refs\/heads\/proctor\//g)).toHaveLength(2)
  },
  LIMIT,
)

test('refs that differ are found whichever way they differ, and the own one does not count', () => {
  const before = new Map([
    ['HEAD', '1'],
    ['refs/heads/a', '1'],
    ['refs/heads/gone', '2'],
  ])
  const after = new Map([
    ['HEAD', '1'],
    ['refs/heads/a', '3'],
    ['refs/heads/own', '4'],
    ['refs/tags/new', '5'],
  ])
  expect(otherChanges(before, after, 'refs/heads/own')).toEqual([
    'refs/heads/a',
    'refs/heads/gone',
    'refs/tags/new',
  ])
})
