import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { temporaryFolder } from '../samples/temporary-folder.ts'
import { BUG, eventsOf, FILE, FIX, makeEngineWorkspace, ROOT, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()
const timeout = 240_000
const who = ['-c', 'user.name=t', '-c', 'user.email=t@proctor.invalid']
const git = (at: string, ...args: string[]) =>
  execFileSync('git', ['-C', at, ...who, ...args], { encoding: 'utf8' }).trim()
let origin = ''

/** An agent that is none: what it does is its argument. */
const BAD_AGENT = `
const [mode] = process.argv.slice(2)
if (mode === 'dies') process.exit(7)
if (mode === 'never-ends') setInterval(() => undefined, 1_000)
if (mode === 'floods') {
  const line = Buffer.alloc(1 << 20, 'x')
  line[line.length - 1] = 10
  let left = 1_024
  const more = () => {
    while (left-- > 0) if (!process.stdout.write(line)) return process.stdout.once('drain', more)
  }
  more()
}
`

/** The agent of the protocol's own SDK in one file, as a git source that can be admitted. */
beforeAll(async () => {
  origin = folders.next()
  mkdirSync(origin, { recursive: true })
  await build({
    input: join(ROOT, 'src/engines/acp/sdk-agent.fixture.mjs'),
    platform: 'node',
    output: { file: join(origin, 'agent.mjs') },
    logLevel: 'silent',
  })
  writeFileSync(join(origin, 'bad.mjs'), BAD_AGENT)
  writeFileSync(join(origin, 'package.json'), '{"name": "agent", "version": "1.2.3", "license": "MIT"}\n')
  writeFileSync(join(origin, 'LICENSE'), readFileSync(join(ROOT, 'LICENSE')))
  git(origin, 'init', '-q')
  git(origin, 'add', '.')
  git(origin, 'commit', '-qm', 'An agent')
}, 60_000)

function makeWorkspace(permissions: 'checkout' | 'deny', admitted: boolean) {
  const workspace = makeEngineWorkspace(
    folders.next(),
    {
      id: 'agent',
      adapter: 'acp',
      command: ['node', 'agent.mjs', FILE, BUG, FIX],
      permissions,
      ...(admitted ? {} : { install: origin }),
      source: { kind: 'git', url: 'https://example.invalid/agent', commit: git(origin, 'rev-parse', 'HEAD') },
    },
    { turns: [{ text: 'It asks no model.' }] },
  )
  if (!admitted) return workspace
  const key = join(temporaryFolder(), 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  const [type, text] = readFileSync(`${key}.pub`, 'utf8').split(' ')
  appendFileSync(
    join(workspace.dir, 'allowed_signers'),
    `alice namespaces="admission@proctor" ${type} ${text}\n`,
  )
  const { status, stderr } = spawnSync(
    join(ROOT, 'bin/proctor'),
    [
      ...['source', 'admit', 'agent', '--mirror', origin, '--key', key],
      ...['--licence', 'MIT', '--licence-note', 'written for this test', '--workspace', workspace.dir],
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  git(workspace.dir, 'add', '--all')
  git(workspace.dir, 'commit', '-qm', 'The agent is admitted')
  return workspace
}

describe('any agent of the protocol, by the command that proctor.yaml gives, in the sandbox', () => {
  test('asks, is served files and terminals of the checkout and of nothing else, and its bundle verifies', {
    timeout,
  }, () => {
    const run = runEngine(makeWorkspace('checkout', true))
    expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
    expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
    expect(run.patch).toContain(`+${FIX}`)
    expect(run.facts.engine).toMatchObject({ terminal: 'completed', unparsed: 0, exit: { exitCode: 0 } })
    expect(eventsOf(run, 'permission.resolved')).toMatchObject([
      { outcome: 'selected', optionKind: 'allow_once' },
    ])
    expect(eventsOf(run, 'message.completed').map(({ text }) => text)).toEqual([
      'outside refused,refused,refused,refused,refused; terminal /checkout 3',
    ])
  })

  test('what policy refuses is not written, and that the turn ended is no success', { timeout }, () => {
    const run = runEngine(makeWorkspace('deny', true))
    expect(run.result.blockers).toContain('no_diff')
    expect(run.result.exitCode).not.toBe(0)
    expect(run.verified).toMatchObject({ ok: true, findings: [] })
    // What it asked of its host to do for it, files outside and terminals included, is refused like what it asked to do.
    const refused = eventsOf(run, 'permission.resolved')
    expect(refused.map(({ toolCallId }) => String(toolCallId).replace(/ \d+$/, ''))).toEqual([
      't1',
      ...Array(3).fill('fs/write_text_file'),
      ...Array(2).fill('terminal/create'),
    ])
    expect(new Set(refused.map(({ optionKind }) => optionKind))).toEqual(new Set(['reject_once']))
  })

  test('without a record of its source it is not started', { timeout }, () => {
    const run = runEngine(makeWorkspace('checkout', false))
    expect(run.result).toMatchObject({ exitCode: 3, blockers: ['source_not_admitted'] })
    expect(eventsOf(run, 'engine.started')).toEqual([])
  })
})

/** Whether a process of this machine has the word among its arguments. */
function isAlive(word: string): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
    } catch (error) {
      // It has ended since the folder was read.
      if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return false
      throw error
    }
  })
}

test('an agent that dies at once, never ends, or prints 1 GB: a named blocker, a sealed bundle, no process left', {
  timeout,
}, () => {
  const workspace = makeWorkspace('checkout', true)
  const file = join(workspace.dir, 'proctor.yaml')
  const config = parse(readFileSync(file, 'utf8')) as { engines: [{ command: string[] }]; policy?: unknown }
  config.policy = { limits: { outputBytes: 16 * 1024 * 1024 } }
  for (const [mode, blocker] of [
    ['dies', 'engine_crashed'],
    ['never-ends', 'engine_silent'],
    ['floods', 'resource_limit'],
  ] as const) {
    const word = `${mode}-${randomUUID()}`
    config.engines[0].command = ['node', 'bad.mjs', mode, word]
    writeFileSync(file, stringify(config))
    const task = join(workspace.dir, 'tasks/example/task.yaml')
    writeFileSync(task, readFileSync(task, 'utf8').replace(/^silenceTimeout: .*$/m, 'silenceTimeout: 3'))
    git(workspace.dir, 'commit', '-qam', mode)
    const run = runEngine(workspace)
    expect(run.result.blockers).toContain(blocker)
    expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
    expect(run.exitCode).toBe(4)
    expect(run.verified).toMatchObject({ ok: true, findings: [] })
    expect(isAlive(word)).toBe(false)
  }
})
