import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ApprovalStatement } from '../src/contract/approval.ts'
import { toCanonicalJson } from '../src/kernel/canonical-json.ts'
import {
  makeKeys,
  makePeopleFolder,
  type PeopleFolder,
  publicKey,
  recordsOf,
  signerLines,
} from './support/people-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()
const LIMIT = 120_000
let keys: string
let good: PeopleFolder
/** Two runs that wait for two of alice, bob and carol, and one whose time is over. */
let waiting: string
let other: string
let late: string

const key = (name: string): string => join(keys, name)
const fresh = (): PeopleFolder => good.copy(join(folders.next(), 'ws'))

beforeAll(async () => {
  keys = folders.next()
  makeKeys(keys)
  const policy = { classes: { low: { approvals: 2 } } }
  const quick = makePeopleFolder(join(folders.next(), 'ws'), keys, {
    ...policy,
    approvals: { expiresMinutes: 0.01 },
  })
  late = (await quick.run()).runId
  // The policy of a run is sealed with it, so that another one may follow in the same workspace.
  const config = join(quick.dir, 'proctor.yaml')
  writeFileSync(config, readFileSync(config, 'utf8').replace('expiresMinutes: 0.01', 'expiresMinutes: 60'))
  quick.git('commit', '-qam', 'An hour')
  const first = await quick.run()
  expect(first.answer).toMatchObject({
    status: 4,
    document: { status: 'fail', completeness: 'awaiting-approval', blockers: ['approval_pending'] },
  })
  waiting = first.runId
  other = (await quick.run()).runId
  good = quick
}, LIMIT)

/** Writes the statement that a person would sign, lets `change` at it, signs it and hands it in. */
async function handIn(
  at: PeopleFolder,
  runId: string,
  name: string,
  change: {
    readonly before?: (statement: ApprovalStatement) => unknown
    readonly after?: (file: string) => void
    readonly namespace?: string
    readonly keyFile?: string
  } = {},
) {
  const written = await at.proctor('approve', runId)
  expect(written).toMatchObject({ status: 4, document: { outcome: 'unsigned' } })
  const file = String(written.document.statement)
  if (change.before !== undefined) {
    const statement = JSON.parse(readFileSync(file, 'utf8')) as ApprovalStatement
    writeFileSync(file, toCanonicalJson(change.before(statement)))
  }
  const namespace = change.namespace ?? 'approval@proctor'
  const keyFile = change.keyFile ?? key(name)
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', keyFile, '-n', namespace, file], { stdio: 'pipe' })
  change.after?.(file)
  return await at.proctor('approve', runId, '--signature', `${file}.sig`)
}

/** What a refused decision leaves: no, its reasons, and a bundle that verifies and says the same. */
async function expectRefused(
  at: PeopleFolder,
  runId: string,
  answer: Awaited<ReturnType<typeof handIn>>,
  reasons: unknown,
) {
  expect(answer.document.reasons).toEqual(reasons)
  expect(answer).toMatchObject({ status: 1, document: { outcome: 'refused' } })
  expect(await at.verify(runId)).toMatchObject({
    status: 0,
    document: {
      ok: true,
      status: 'fail',
      completeness: 'complete',
      approval: 'denied',
      people: { blocker: 'approval_invalid', reasons, granted: [] },
      // Nothing is decided yet.
      verdicts: [{ result: 'FAILED' }],
      findings: [],
    },
  })
}

describe('the truth about an approval', () => {
  test(
    'granted: each of two people counts once, and the run passes with the second',
    async () => {
      const at = fresh()
      expect((await at.proctor('approvals')).document.runs).toMatchObject([
        { runId: other, approval: 'pending' },
        { runId: waiting, approval: 'pending', people: { approvers: 2, granted: [] } },
      ])
      expect(await at.proctor('approve', waiting, '--key', key('alice'))).toMatchObject({ status: 4 })
      const again = await at.proctor('approve', waiting, '--key', key('alice'))
      expect(again.status).toBe(4)
      expect(again.document).toMatchObject({
        outcome: 'refused',
        reasons: ['alice has approved it already'],
        verified: { approval: 'pending', people: { granted: [{ principal: 'alice' }] } },
      })
      const before = await at.verify(waiting, '--require', 'pass')
      expect(before).toMatchObject({ status: 1, document: { ok: true, approval: 'pending' } })
      expect(await at.proctor('approve', waiting, '--key', key('bob'), '--comment', 'read it')).toMatchObject(
        {
          status: 0,
          document: { outcome: 'recorded', reasons: [] },
        },
      )
      expect(await at.verify(waiting, '--require', 'pass')).toMatchObject({
        status: 0,
        document: {
          ok: true,
          status: 'pass',
          completeness: 'complete',
          approval: 'granted',
          people: { blocker: null, granted: [{ principal: 'alice' }, { principal: 'bob' }] },
          // The one of the seal stays as it was.
          verdicts: [
            { file: 'attestations/verdict.sigstore.json', result: 'FAILED' },
            { file: expect.stringMatching(/^approvals\/\d{6}\.verdict\.sigstore\.json$/), result: 'PASSED' },
          ],
        },
      })
      expect(recordsOf(at, waiting)).toHaveLength(9)
      expect(await at.proctor('deny', waiting, '--key', key('bob'))).toMatchObject({
        status: 1,
        document: { outcome: 'refused', reasons: ['it is decided already'] },
      })
      expect(await at.proctor('ledger', 'verify')).toMatchObject({ status: 0 })
    },
    LIMIT,
  )

  test(
    'denied: one no ends it, and a later yes changes nothing; its requester may say it too',
    async () => {
      const at = fresh()
      await at.proctor('approve', waiting, '--key', key('alice'))
      const no = await at.proctor('deny', waiting, '--key', key('carol'), '--comment', 'too early')
      expect(no).toMatchObject({ status: 1, document: { outcome: 'recorded' } })
      const yes = await at.proctor('approve', waiting, '--key', key('bob'))
      expect(yes).toMatchObject({
        status: 1,
        document: { outcome: 'refused', reasons: ['it is decided already', 'carol said no: too early'] },
      })
      expect((await at.verify(waiting)).document).toMatchObject({
        ok: true,
        status: 'fail',
        approval: 'denied',
        people: { blocker: 'approval_denied', reasons: ['carol said no: too early'] },
        verdicts: [{ result: 'FAILED' }, { result: 'FAILED' }],
      })
    },
    LIMIT,
  )

  test(
    'expired: silence is a no, computed when it is read, and nothing is signed any more',
    async () => {
      const at = fresh()
      const read = await at.verify(late)
      expect(read).toMatchObject({
        status: 0,
        document: { ok: true, status: 'fail', completeness: 'complete', approval: 'denied' },
      })
      expect(read.document.people?.blocker).toBe('approval_timeout')
      expect(recordsOf(at, late)).toEqual(['request.json'])
      const answer = await at.proctor('approve', late, '--key', key('alice'))
      expect(answer).toMatchObject({ status: 1, document: { outcome: 'refused' } })
      expect((answer.document.reasons as string[])[0]).toBe('the time to decide is over')
      expect(recordsOf(at, late).filter((name) => name.endsWith('.sig'))).toEqual([])
      expect(readFileSync(join(at.bundle(late), 'approvals/events.jsonl'), 'utf8')).toContain('"timeout"')
      expect((await at.verify(late)).document).toMatchObject({
        ok: true,
        people: { blocker: 'approval_timeout' },
      })
    },
    LIMIT,
  )

  test(
    'replayed on another run',
    async () => {
      const at = fresh()
      await at.proctor('approve', other, '--key', key('alice'))
      const [document = '', signature = ''] = recordsOf(at, other).filter((name) =>
        /json(\.sig)?$/.test(name),
      )
      const from = join(at.bundle(other), 'approvals')
      const answer = await handIn(at, waiting, 'bob', {
        after: (file) => {
          copyFileSync(join(from, document), file)
          copyFileSync(join(from, signature), `${file}.sig`)
        },
      })
      await expectRefused(at, waiting, answer, [
        'it is about another run',
        'it is about another nonce',
        'it is about another request',
        'it is about another text of the request',
        'it is about another run statement',
        'it is about another expiry',
      ])
    },
    LIMIT,
  )

  test(
    'signed about another patch',
    async () => {
      const at = fresh()
      const answer = await handIn(at, waiting, 'alice', {
        before: (statement) => {
          const [patch, tree] = statement.subject
          return { ...statement, subject: [{ ...patch, digest: { sha256: 'a'.repeat(64) } }, tree] }
        },
      })
      await expectRefused(at, waiting, answer, ['it is about another patch'])
    },
    LIMIT,
  )

  test(
    'signed in another role',
    async () => {
      const at = fresh()
      const answer = await handIn(at, waiting, 'alice', { namespace: 'review@proctor' })
      await expectRefused(at, waiting, answer, [
        'it was signed for "review@proctor", not for approval@proctor',
      ])
    },
    LIMIT,
  )

  test(
    "signed with the harness's key",
    async () => {
      const at = fresh()
      const keyFile = join(folders.next(), 'harness')
      copyFileSync(join(at.dir, '.proctor/keys/harness.pem'), keyFile)
      writeFileSync(`${keyFile}.pub`, execFileSync('ssh-keygen', ['-y', '-f', keyFile]))
      const answer = await handIn(at, waiting, 'harness', { keyFile })
      await expectRefused(at, waiting, answer, [
        "it is signed with the machine's harness key, which speaks for no person",
      ])
    },
    LIMIT,
  )

  test(
    'signed by the requester',
    async () => {
      const at = fresh()
      const answer = await at.proctor('approve', waiting, '--key', key('carol'))
      await expectRefused(at, waiting, answer, ['carol is the requester, who may not approve it'])
    },
    LIMIT,
  )

  test(
    "signed with the requester's key, under another name by now",
    async () => {
      const at = fresh()
      at.signers(
        `${signerLines(keys, ['alice', 'bob'])}${signerLines(keys, ['carol']).replace('carol', 'dave')}`,
      )
      const answer = await at.proctor('approve', waiting, '--key', key('carol'))
      await expectRefused(at, waiting, answer, [
        'it is signed with a key of carol, the requester, who may not approve it',
      ])
    },
    LIMIT,
  )

  test(
    'changed after it was signed',
    async () => {
      const at = fresh()
      const answer = await handIn(at, waiting, 'alice', {
        after: (file) => {
          writeFileSync(file, readFileSync(file, 'utf8').replace('"comment":null', '"comment":"yes"'))
        },
      })
      const [reason] = answer.document.reasons as string[]
      expect(reason).toMatch(/^the signature of alice does not hold: /)
      await expectRefused(at, waiting, answer, [reason])
    },
    LIMIT,
  )

  test(
    'signed with a key that was revoked, before or after',
    async () => {
      const at = fresh()
      at.signers(`${signerLines(keys, ['alice'], ',valid-before="20260101Z"')}${signerLines(keys, ['bob'])}`)
      const answer = await at.proctor('approve', waiting, '--key', key('alice'))
      const [reason] = answer.document.reasons as string[]
      expect(reason).toMatch(/^the signature of alice does not hold: .*expired/)
      await expectRefused(at, waiting, answer, [reason])

      at.signers(signerLines(keys, ['alice', 'bob']))
      await at.proctor('approve', waiting, '--key', key('alice'))
      expect((await at.proctor('approve', waiting, '--key', key('bob'))).status).toBe(0)
      at.signers(signerLines(keys, ['bob']))
      expect((await at.verify(waiting)).document).toMatchObject({
        ok: true,
        status: 'fail',
        approval: 'denied',
        people: { blocker: 'approval_invalid', granted: [{ principal: 'bob' }] },
      })
    },
    LIMIT,
  )

  test(
    'signed by somebody whom nobody knows, or whose line is not committed',
    async () => {
      const at = fresh()
      const answer = await at.proctor('approve', waiting, '--key', key('mallory'))
      const [reason] = answer.document.reasons as string[]
      expect(reason).toMatch(/^allowed_signers lets no one sign for approval@proctor with SHA256:/)
      await expectRefused(at, waiting, answer, [reason])
      writeFileSync(join(at.dir, 'allowed_signers'), signerLines(keys, ['alice', 'bob', 'mallory']))
      const next = await at.proctor('approve', waiting, '--key', key('mallory'))
      expect(next.document.reasons).toEqual(["allowed_signers is not what the workspace's commit holds"])
    },
    LIMIT,
  )
})

test(
  'a person reviews: the run waits for the one whom policy names, a rejection by any reviewer ends it',
  async () => {
    const at = fresh()
    const config = join(at.dir, 'proctor.yaml')
    const text = readFileSync(config, 'utf8').replace('approvals: 2', 'approvals: 1')
    writeFileSync(
      config,
      text.replace('policy:', 'policy:\n  reviewers: [{id: look, kind: person, from: [bob]}]'),
    )
    at.git('commit', '-qam', 'A reviewer')
    const first = (await at.run()).runId
    const review = (runId: string, word: string, name: string, ...more: string[]) =>
      at.proctor('review', runId, word, '--key', key(name), ...more)
    expect(await review(first, 'accept', 'alice', '--as', 'look')).toMatchObject({
      status: 4,
      document: { outcome: 'refused', reasons: ['policy does not name alice as reviewer look'] },
    })
    expect(await review(first, 'accept', 'bob', '--as', 'look')).toMatchObject({ status: 4 })
    const both = await at.proctor('approve', first, '--key', key('bob'))
    expect(both.document.reasons).toEqual(['bob reviewed it, and policy wants somebody else to approve it'])
    expect((await at.proctor('approve', first, '--key', key('alice'))).status).toBe(0)
    expect((await at.verify(first, '--require', 'pass')).status).toBe(0)

    const no = await review(waiting, 'reject', 'bob', '--reason', 'no test of it')
    expect(no).toMatchObject({ status: 1, document: { outcome: 'recorded' } })
    expect((await at.verify(waiting)).document).toMatchObject({
      ok: true,
      status: 'fail',
      people: { blocker: 'review_rejected', reasons: ['bob said no: no test of it'] },
    })
  },
  LIMIT,
)

describe('what an engine can do about its own approval', () => {
  test(
    'files of its own and events of its own change nothing: the run still waits, or is refused as forged',
    async () => {
      const at = fresh()
      const task = join(at.dir, 'tasks/example/task.yaml')
      writeFileSync(task, readFileSync(task, 'utf8').replace(/allow: .*/, "allow: ['**']"))
      const fake = join(at.dir, 'tasks/example/fake.yaml')
      const record = `{"type":"approval.granted","data":{"principal":"alice"}}`
      writeFileSync(
        fake,
        JSON.stringify({
          steps: [
            {
              do: 'run',
              command: [
                'sh',
                '-c',
                `sed -i 's/numbers]\\.sort()/numbers].sort((a, b) => a - b)/' src/median.js`,
              ],
            },
            {
              do: 'run',
              command: [
                'sh',
                '-c',
                `mkdir -p approvals .proctor/runs && echo '${record}' > approvals/events.jsonl && cp approvals/events.jsonl approvals/000047.json`,
              ],
            },
          ],
        }),
      )
      at.git('commit', '-qam', 'A cunning engine')
      const { answer, runId } = await at.run()
      expect(answer).toMatchObject({ status: 4, document: { completeness: 'awaiting-approval' } })
      expect(recordsOf(at, runId)).toEqual(['request.json'])
      expect((await at.verify(runId)).document).toMatchObject({ ok: true, approval: 'pending' })
    },
    LIMIT,
  )
})

describe('bad input', () => {
  test(
    'is an error with its place, exits 2, and leaves nothing behind',
    async () => {
      const at = fresh()
      const bad = async (...args: string[]) => {
        const { status, document } = await at.proctor(...args)
        return [status, (document.error as { code: string } | undefined)?.code]
      }
      expect(await bad('approve', '20200101t000000z-0000000000', '--key', key('alice'))).toEqual([
        2,
        'path_missing',
      ])
      expect(await bad('approve', waiting, '--key', join(keys, 'nobody'))).toEqual([2, 'keys_missing'])
      expect(await bad('approve', waiting, '--signature', join(keys, 'nobody'))).toEqual([2, 'path_missing'])
      expect(await bad('review', waiting, 'perhaps')).toEqual([2, 'usage'])
      expect(await bad('review', waiting, 'accept', '--as', 'nobody')).toEqual([2, 'usage'])
      at.signers(`alice ${publicKey(keys, 'alice')}\n`)
      const { status, document } = await at.proctor('approve', waiting, '--key', key('alice'))
      expect(status).toBe(2)
      expect(JSON.stringify(document)).toMatch(/allowed_signers:1.*alice has no namespaces/)
      expect(recordsOf(at, waiting)).toEqual(['request.json'])
    },
    LIMIT,
  )

  test(
    'a key with a passphrase and nobody to ask for it is an error, and never a prompt',
    async () => {
      const locked = join(folders.next(), 'locked')
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', locked])
      const at = fresh()
      const { status, document } = await at.proctor('approve', waiting, '--key', locked)
      expect(status).toBe(2)
      expect(JSON.stringify(document)).toMatch(/does not sign with .*locked/)
      expect(recordsOf(at, waiting)).toEqual(['request.json'])
    },
    LIMIT,
  )

  test(
    'a run that needs nobody is an error; a bundle that does not verify is not approved',
    async () => {
      const at = fresh()
      const config = join(at.dir, 'proctor.yaml')
      writeFileSync(config, readFileSync(config, 'utf8').replace('approvals: 2', 'approvals: 0'))
      at.git('commit', '-qam', 'Nobody')
      const { runId } = await at.run()
      const none = await at.proctor('approve', runId, '--key', key('alice'))
      expect(none).toMatchObject({ status: 2, document: { error: { code: 'nothing_to_decide' } } })
      writeFileSync(join(at.bundle(waiting), 'patch.diff'), 'another')
      const spoilt = await at.proctor('approve', waiting, '--key', key('alice'))
      expect(spoilt).toMatchObject({ status: 1, document: { outcome: 'refused' } })
      expect((spoilt.document.reasons as string[])[0]).toBe('the bundle does not verify')
      expect(existsSync(join(at.bundle(waiting), 'approvals/events.jsonl'))).toBe(false)
      rmSync(at.dir, { recursive: true })
    },
    LIMIT,
  )
})
