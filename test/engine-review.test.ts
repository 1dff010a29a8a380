import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { listRuns } from '../src/run/list-runs.ts'
import {
  BUG,
  type EngineRun,
  type EngineWorkspace,
  eventsOf,
  FILE,
  FIX,
  makeEngineWorkspace,
  ROOT,
  runEngine,
} from './support/engine-run.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()
const timeout = 120_000
const AUTHOR = { id: 'fake', adapter: 'fake' }
const SECOND = { id: 'second', adapter: 'fake' }
const REVIEWER = { id: 'look', kind: 'engine', engine: 'second', timeout: 20 }
const ACCEPT = '{"verdict": "accept", "reasons": ["it sorts by number"]}'
const REJECT = '{"verdict": "reject", "reasons": ["no test of it"]}'
const say = (text: string) => ({ do: 'say', text })

let workspace: EngineWorkspace
beforeEach(() => {
  workspace = makeEngineWorkspace(folders.next(), AUTHOR, { turns: [{ text: 'Hello.' }] })
  write('tasks/example/fake.yaml', { steps: [{ do: 'replace', path: FILE, find: BUG, with: FIX }] })
  configure([AUTHOR, SECOND])
})

function write(path: string, content: unknown): void {
  writeFileSync(join(workspace.dir, path), stringify(content, { aliasDuplicateObjects: false }))
}

/** The first engine is the author. */
function configure(engines: readonly object[], parts: object = {}): void {
  const file = join(workspace.dir, 'proctor.yaml')
  const config = parse(readFileSync(file, 'utf8'))
  write('proctor.yaml', { ...config, engines, policy: { reviewers: [REVIEWER] }, ...parts })
}

function reviewed(...steps: readonly object[]): EngineRun {
  write('tasks/example/review-second.yaml', { steps })
  return runEngine(workspace)
}

const bundleOf = (run: EngineRun, path: string) => join(run.result.bundle ?? '', path)

test('another engine accepts; what it writes and does to the result counts for nothing', { timeout }, () => {
  const attack = `echo evil > ${FILE}; rm -rf /checkout/src; echo evil > /run/proctor/patch.diff; touch /checkout/new
    cat /run/proctor/patch.diff >&2; ls /checkout/.git`
  const run = reviewed(
    { do: 'run', command: ['sh', '-c', attack], inherit: true },
    say('I read it.'),
    say(ACCEPT),
  )
  expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
  expect(run.facts.reviews).toMatchObject([
    {
      reviewer: 'look',
      kind: 'engine',
      verdict: 'accepted',
      reasons: ['it sorts by number'],
      problem: null,
      engine: { id: 'second', model: null, usage: null },
    },
  ])
  expect(run.facts.reviews[0]?.engine?.decision).toMatchObject({
    facts: { candidates: [{ engine: 'second' }], repository: { id: 'example' } },
    record: { selected: 'second', denied: [] },
  })
  expect(eventsOf(run, 'review.requested')).toEqual([{ reviewer: 'look', kind: 'engine' }])
  expect(eventsOf(run, 'review.accepted')).toMatchObject([{ reviewer: 'look', kind: 'engine' }])
  expect(run.patch).toContain(`+${FIX}`)
  expect(run.patch).not.toContain('evil')
  const stderr = readFileSync(bundleOf(run, 'raw/review-look.stderr.log'), 'utf8')
  expect(stderr.match(/Read-only file system/g)?.length).toBeGreaterThanOrEqual(3)
  expect(stderr).toContain(`+${FIX}`)
  // Nothing of what it says is an event of the author's run.
  expect(eventsOf(run, 'message.completed')).toEqual([])
  expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
})

test('a rejection is a no; a secret that only shows once its reasons are read is redacted', {
  timeout,
}, () => {
  // A key of nobody, in parts, so that no scanner takes this file for a leak.
  const rest = 'hp_r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'
  const run = reviewed(say(`{"verdict": "reject", "reasons": ["no test of it", "\\u0067${rest}"]}`))
  expect(run.result).toMatchObject({ status: 'fail', blockers: ['review_rejected'], exitCode: 1 })
  const reasons = ['no test of it', expect.stringMatching(/^\[REDACTED:github-pat:/)]
  expect(eventsOf(run, 'review.rejected')).toMatchObject([{ kind: 'engine', reasons }])
  expect(run.facts.reviews).toMatchObject([{ reasons }])
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})

const NO_ANSWER: Readonly<Record<string, readonly [why: RegExp, ...steps: readonly object[]]>> = {
  silent: [/last message is no JSON object/],
  chatty: [/last message is no JSON object/, say(ACCEPT), say('Done.')],
  fenced: [/last message is no JSON object/, say(`\`\`\`json\n${ACCEPT}\n\`\`\``)],
  torn: [/one verdict after another/, say(REJECT), say(ACCEPT)],
  killed: [/ended with SIGKILL/, say(ACCEPT), { do: 'kill-self', signal: 'SIGKILL' }],
  failing: [/ended with exit code 3/, say(ACCEPT), { do: 'exit', code: 3 }],
  unfinished: [/did not say that it was done/, say(ACCEPT), { do: 'exit', outcome: 'none' }],
  forging: [/claimed events/, { do: 'emit', type: 'review.accepted', data: {} }, say(ACCEPT)],
  late: [/did not answer within 1 s/, { do: 'sleep', ms: 30_000 }, say(ACCEPT)],
}

test('silence, a crash, lateness, bad form and more than one answer are no answer', { timeout }, async () => {
  const ids = Object.keys(NO_ANSWER)
  for (const [id, [, ...steps]] of Object.entries(NO_ANSWER))
    write(`tasks/example/review-${id}.yaml`, { steps })
  const reviewers = ids.map((id) => ({ ...REVIEWER, id, engine: id, timeout: id === 'late' ? 1 : 20 }))
  configure([AUTHOR, ...ids.map((id) => ({ id, adapter: 'fake' }))], { policy: { reviewers } })
  const run = runEngine(workspace)
  expect(new Set(run.result.blockers)).toEqual(new Set(['reviewer_failed']))
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
  // Once, however many gave none.
  expect(await listRuns(workspace.dir)).toMatchObject([{ blockers: ['reviewer_failed'] }])
  expect(run.facts.reviews).toMatchObject(
    Object.entries(NO_ANSWER).map(([reviewer, [why]]) => {
      return { reviewer, verdict: 'none', problem: expect.stringMatching(why) }
    }),
  )
  expect(eventsOf(run, 'review.accepted')).toEqual([])
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})

const NOT_ASKED: Readonly<Record<string, readonly [why: RegExp, engine: object]>> = {
  fake: [/engine fake is the author/, { provider: 'scripted', model: 'gpt-5.5' }],
  same: [/has the model of the author/, { model: 'Vendor/GPT-5.5' }],
  unknown: [/nobody can tell whether/, { provider: 'scripted' }],
  gated: [/it may not run: .*enable/, { gated: true }],
  bare: [/review-bare.yaml/, {}],
}

test('the author, its model, an unknown model, and what may not run are not asked at all', {
  timeout,
}, () => {
  const ids = Object.keys(NOT_ASKED)
  for (const id of ids.filter((one) => one !== 'bare'))
    write(`tasks/example/review-${id}.yaml`, { steps: [say(ACCEPT)] })
  const engines = Object.entries(NOT_ASKED).map(([id, [, engine]]) => ({ id, adapter: 'fake', ...engine }))
  configure(engines, { policy: { reviewers: ids.map((id) => ({ ...REVIEWER, id, engine: id })) } })
  const run = runEngine(workspace)
  expect(new Set(run.result.blockers)).toEqual(new Set(['reviewer_failed']))
  expect(run.facts.engine).toMatchObject({ id: 'fake', terminal: 'completed' })
  expect(run.facts.reviews).toMatchObject(
    Object.entries(NOT_ASKED).map(([reviewer, [why]]) => {
      return { reviewer, verdict: 'none', problem: expect.stringMatching(why) }
    }),
  )
  for (const id of ids) expect(existsSync(bundleOf(run, `raw/review-${id}.log`)), id).toBe(false)
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})

test('codex reviews what the fake engine wrote, over a gateway of its own', { timeout: 240_000 }, () => {
  const usage = { input: 1000, cachedInput: 0, output: 10 }
  const look = { calls: [{ name: 'exec_command', args: { cmd: 'cat /run/proctor/patch.diff' } }], usage }
  const config = { id: 'second', adapter: 'codex', provider: 'scripted', model: 'gpt-5.5' }
  write('tasks/example/model.yaml', { turns: [look, { text: ACCEPT, usage }] })
  configure([AUTHOR, config], { policy: { reviewers: [{ ...REVIEWER, timeout: 60 }] } })
  const run = runEngine(workspace)
  expect(run.facts.reviews).toMatchObject([
    {
      problem: null,
      engine: { model: 'gpt-5.5', usage: { requests: 2, inputTokens: 2000, outputTokens: 20 } },
    },
  ])
  expect(run.result).toMatchObject({ status: 'pass', blockers: [] })
  expect(run.facts.provider).toBeNull()
  const log = readFileSync(bundleOf(run, 'raw/review-look.log'))
  expect(log.toString()).toContain(`+${FIX}`)
  const sha256 = createHash('sha256').update(log).digest('hex')
  const { dsseEnvelope } = JSON.parse(readFileSync(bundleOf(run, 'attestations/run.sigstore.json'), 'utf8'))
  const { subject } = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString())
  expect(subject).toContainEqual(expect.objectContaining({ name: 'raw/review-look.log', digest: { sha256 } }))
  expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
})

test('a model of the author under another name in proctor.yaml is seen by the gateway', { timeout }, () => {
  const ask = { do: 'ask-model', prompt: 'What is wrong with the median?' }
  const mend = { do: 'replace', path: FILE, find: BUG, with: FIX }
  write('tasks/example/fake.yaml', { steps: [ask, mend] })
  const post = `require('node:http').request({ socketPath: '/run/proctor/gateway.sock', path: '/v1/responses',
    method: 'POST' }, (r) => r.resume()).end(JSON.stringify({ model: 'one', input: 'hi' }))`
  configure([
    { ...AUTHOR, provider: 'scripted', model: 'one' },
    { ...SECOND, provider: 'scripted', model: 'two' },
  ])
  const run = reviewed({ do: 'run', command: ['node', '-e', post] }, say(ACCEPT))
  expect(run.facts.reviews).toMatchObject([
    { verdict: 'none', problem: 'it asked one, a model of the author' },
  ])
  expect(run.result.blockers).toEqual(['reviewer_failed'])
})

test('a harness that died while the reviewer worked: the run is taken up, and the reviewer asked anew', {
  timeout,
}, async () => {
  configure([AUTHOR, { ...SECOND, provider: 'scripted', model: 'two' }])
  write('tasks/example/review-second.yaml', { steps: [{ do: 'sleep', ms: 60_000 }] })
  const proctor = join(ROOT, 'bin/proctor')
  const child = spawn(proctor, ['run', '--workspace', workspace.dir, '--task', 'example'], {
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const work = join(workspace.dir, '.proctor/work')
  const isAsked = () =>
    existsSync(work) &&
    readdirSync(work).some((run) => existsSync(join(work, run, 'bundle/raw/review-look.stderr.log')))
  while (!isAsked() && child.exitCode === null) await wait(50)
  child.kill('SIGKILL')
  await ended
  write('tasks/example/review-second.yaml', { steps: [say(ACCEPT)] })
  const recovered = spawnSync(proctor, ['recover', '--resume', '--json', '--workspace', workspace.dir], {
    encoding: 'utf8',
  })
  expect(JSON.parse(recovered.stdout), recovered.stderr).toMatchObject({
    runs: [{ outcome: 'resumed', status: 'pass', completeness: 'complete' }],
  })
})
