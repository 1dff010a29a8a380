import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, test } from 'vitest'
import { openPeople, readSealedRun } from '../src/run/people/open-sealed-run.ts'
import { readRecords, recordAfterSeal } from '../src/run/people/record-after-seal.ts'
import { ROOT } from './support/engine-run.ts'
import { makeKeys, makePeopleFolder, type PeopleFolder, recordsOf } from './support/people-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()
const LIMIT = 180_000
let keys: string
let good: PeopleFolder
let waiting: string

beforeAll(async () => {
  keys = folders.next()
  makeKeys(keys)
  const policy = { classes: { low: { approvals: 2 } }, approvals: { expiresMinutes: 60 } }
  good = makePeopleFolder(join(folders.next(), 'ws'), keys, policy)
  waiting = (await good.run()).runId
}, LIMIT)

/** One command in a process of its own. */
async function apart(at: PeopleFolder, ...args: string[]) {
  const child = spawn(join(ROOT, 'bin/proctor'), [...args, '--workspace', at.dir, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { status, stderr, document: JSON.parse(stdout) }
}

const say = (at: PeopleFolder, what: 'approve' | 'deny', name: string) =>
  apart(at, what, waiting, '--key', join(keys, name))

/** Either on record, or told why not and what to do. */
const isTold = ({ document }: Awaited<ReturnType<typeof apart>>): boolean =>
  document.error?.code === 'ledger_conflict' && document.error.hint === 'try again'

test.each([1, 2, 3])(
  'two approvals by two processes at once are both kept, or one is told to try again (%i)',
  async () => {
    const at = good.copy(join(folders.next(), 'ws'))
    const names = ['alice', 'bob']
    const answers = await Promise.all(names.map((name) => say(at, 'approve', name)))
    for (const [index, answer] of answers.entries()) {
      if (!isTold(answer))
        expect(answer.document, answer.stderr).toMatchObject({ outcome: 'recorded', reasons: [] })
      else expect(await say(at, 'approve', names[index] ?? '')).toMatchObject({ status: 0 })
    }
    const { document } = await at.verify(waiting, '--require', 'pass')
    expect(document).toMatchObject({ ok: true, approval: 'granted', findings: [] })
    expect(document.people?.granted.map(({ principal }) => principal).sort()).toEqual(names)
    // Two of each: what was signed, and its signature and proof beside the list of events. The later one decided.
    const files = recordsOf(at, waiting)
    const verdicts = files.filter((name) => name.endsWith('.verdict.sigstore.json'))
    expect(verdicts).toHaveLength(1)
    expect(files).toHaveLength(8 + verdicts.length)
    expect(await at.proctor('ledger', 'verify')).toMatchObject({ status: 0 })
  },
  LIMIT,
)

test(
  'a record that was judged before another one came is not made, also when the bundle has that one by then',
  async () => {
    const at = good.copy(join(folders.next(), 'ws'))
    const people = await openPeople(at.dir)
    const run = await readSealedRun(at.dir, waiting)
    const approvalId = run.subject?.request.approvalId ?? ''
    const data = { approvalId, principal: null, reason: 'timeout', statementDigest: null } as const
    const record = {
      draft: { type: 'approval.denied', data },
      at: new Date().toISOString(),
      signed: null,
    } as const
    expect(await recordAfterSeal(people, run, 0, record)).toBe(true)
    expect(await recordAfterSeal(people, run, 0, record)).toBe(false)
    expect(await readRecords(run)).toHaveLength(1)
  },
  LIMIT,
)

test(
  'of a yes and two that come at once with it, nothing is lost and nothing counts twice',
  async () => {
    const at = good.copy(join(folders.next(), 'ws'))
    const answers = await Promise.all([
      say(at, 'approve', 'alice'),
      say(at, 'approve', 'alice'),
      say(at, 'deny', 'bob'),
    ])
    for (const answer of answers) {
      expect(['recorded', 'refused']).toContain(isTold(answer) ? 'recorded' : answer.document.outcome)
    }
    const { document } = await at.verify(waiting)
    expect(document).toMatchObject({ ok: true, findings: [], approval: 'denied' })
    expect(document.people?.granted.length).toBeLessThanOrEqual(1)
    expect(document.people?.blocker).toBe('approval_denied')
    expect(await at.proctor('ledger', 'verify')).toMatchObject({ status: 0 })
  },
  LIMIT,
)
