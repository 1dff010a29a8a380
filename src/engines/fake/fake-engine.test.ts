import { spawn } from 'node:child_process'
import { lstat, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Scenario } from '../../contract/scenario.ts'
import { EMPTY_SHA256, sha256 } from '../../kernel/digest.ts'
import { assetPath } from '../asset-path.ts'
import { findAdapter } from '../registry.ts'
import { createFakeNormaliser } from './normalise.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proctor-fake-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Played {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Buffer
  readonly stderr: Buffer
}

async function play(steps: unknown, options: { gateway?: string; onStdout?: (pid: number) => void } = {}) {
  const scenario = join(folder, '..', `${folder.split('/').at(-1)}.json`)
  await writeFile(scenario, JSON.stringify(Scenario.parse({ steps })))
  const argv = [assetPath('fake-engine.mjs'), '--scenario', scenario]
  if (options.gateway !== undefined) argv.push('--gateway', options.gateway)
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: {} })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk)
    if (child.pid !== undefined) options.onStdout?.(child.pid)
  })
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const played = await new Promise<Played>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }),
    )
  })
  await rm(scenario)
  const normaliser = createFakeNormaliser()
  const lines = played.stdout.toString('latin1').split('\n')
  const results = lines.map((line) => normaliser.push(Buffer.from(line, 'latin1'), 0))
  return {
    ...played,
    events: results.flatMap((result) => result.events),
    unparsed: results.flatMap((result) => result.unparsed),
    forged: results.flatMap((result) => result.forged),
    terminal: normaliser.terminal(),
  }
}

test('edits reach the disk and are told as tool calls', async () => {
  const played = await play([
    { do: 'write', path: 'a/b.txt', content: 'one two two', mode: '755' },
    { do: 'replace', path: 'a/b.txt', find: 'two', with: '2' },
    { do: 'write', path: 'raw', content: Buffer.from([0, 255]).toString('base64'), encoding: 'base64' },
    { do: 'symlink', path: 'a/link', target: 'b.txt' },
    { do: 'write', path: 'gone', content: '' },
    { do: 'delete', path: 'gone' },
    { do: 'chmod', path: 'raw', mode: '600' },
    { do: 'say', text: 'done' },
  ])
  expect(await readFile(join(folder, 'a/b.txt'), 'utf8')).toBe('one 2 two')
  expect((await lstat(join(folder, 'a/b.txt'))).mode & 0o777).toBe(0o755)
  expect(await readFile(join(folder, 'raw'))).toEqual(Buffer.from([0, 255]))
  expect(await readlink(join(folder, 'a/link'))).toBe('b.txt')
  await expect(lstat(join(folder, 'gone'))).rejects.toThrow('ENOENT')
  expect(played).toMatchObject({ code: 0, unparsed: [], terminal: { outcome: 'completed' } })
  const finished = played.events.filter((event) => event.type === 'tool.finished')
  expect(finished.map((event) => [event.data.kind, event.data.status])).toEqual([
    ...Array.from({ length: 5 }, () => ['edit', 'completed']),
    ['delete', 'completed'],
    ['edit', 'completed'],
  ])
  expect(played.events.at(-2)).toEqual({
    type: 'message.completed',
    data: { role: 'agent', text: 'done', textDigest: sha256('done') },
  })
  expect(played.events.at(-1)?.type).toBe('turn.finished')
})

test('a command is told with its exit code and digests; a failing one does not end the engine', async () => {
  const played = await play([
    { do: 'run', command: ['/bin/sh', '-c', 'printf hi; exit 3'] },
    { do: 'run', command: ['/no/such/program'] },
  ])
  const commands = played.events.filter((event) => event.type === 'command.executed')
  expect(commands.map((event) => event.data)).toEqual([
    {
      toolCallId: 'call-1',
      argv: ['/bin/sh', '-c', 'printf hi; exit 3'],
      exitCode: 3,
      stdoutDigest: sha256('hi'),
      stderrDigest: EMPTY_SHA256,
    },
    {
      toolCallId: 'call-2',
      argv: ['/no/such/program'],
      exitCode: null,
      stdoutDigest: null,
      stderrDigest: null,
    },
  ])
  expect(played.terminal.outcome).toBe('completed')
})

test('a step that can not be done ends the engine as failed', async () => {
  const played = await play([
    { do: 'replace', path: 'absent', find: 'a', with: 'b' },
    { do: 'write', path: 'after', content: '' },
  ])
  expect(played).toMatchObject({ code: 1, terminal: { outcome: 'failed' } })
  expect(played.terminal.message).toContain('ENOENT')
  await expect(lstat(join(folder, 'after'))).rejects.toThrow('ENOENT')
})

test('reserved types are printed and caught as forged', async () => {
  const played = await play([{ do: 'emit', type: 'gate.evaluated', data: { verdict: 'pass' } }])
  expect(played.forged).toEqual(['gate.evaluated'])
  expect(played.events.map((event) => event.type)).toEqual(['turn.finished'])
})

test('print and flood give exactly their bytes', async () => {
  const played = await play([
    { do: 'print', text: 'oops', stream: 'stderr' },
    { do: 'flood', bytes: 200_001, stream: 'stderr' },
    { do: 'print', text: 'no newline' },
    { do: 'exit', code: 0, outcome: 'none' },
  ])
  expect(played.stderr.length).toBe(4 + 200_001)
  expect(played.stdout.toString()).toBe('no newline')
  expect(played.unparsed).toHaveLength(1)
  expect(played.terminal.outcome).toBe('none')
})

test.each([
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['none', 'none'],
])('exit with outcome %s', async (outcome, terminal) => {
  const played = await play([
    { do: 'exit', code: 9, outcome },
    { do: 'say', text: 'never' },
  ])
  expect(played.code).toBe(9)
  expect(played.terminal.outcome).toBe(terminal)
  expect(played.stdout.toString()).not.toContain('never')
})

test('kill-self leaves no last word', async () => {
  const played = await play([{ do: 'kill-self', signal: 'SIGKILL' }])
  expect(played).toMatchObject({ code: null, signal: 'SIGKILL', terminal: { outcome: 'none' } })
})

test('ignore-sigterm survives SIGTERM', async () => {
  let sent = false
  const played = await play(
    [
      { do: 'ignore-sigterm' },
      { do: 'allocate', bytes: 20_000_000 },
      { do: 'say', text: 'ready' },
      { do: 'sleep', ms: 100 },
      { do: 'say', text: 'alive' },
    ],
    {
      onStdout: (pid) => {
        if (!sent) process.kill(pid, 'SIGTERM')
        sent = true
      },
    },
  )
  expect(sent).toBe(true)
  expect(played.signal).toBeNull()
  expect(played.stdout.toString()).toContain('alive')
})

test('a daemon outlives the engine', async () => {
  const mark = join(folder, 'pid')
  const played = await play([
    { do: 'daemon', command: ['/bin/sh', '-c', `echo $$ > ${mark}; exec sleep 60`] },
    { do: 'run', command: ['/bin/sh', '-c', `while ! [ -s ${mark} ]; do sleep 0.05; done`] },
  ])
  expect(played.code).toBe(0)
  const pid = Number((await readFile(mark, 'utf8')).trim())
  expect(process.kill(pid, 0)).toBe(true)
  process.kill(pid, 'SIGKILL')
})

test('ask-model sends one request to the socket and tells the answer and its usage', async () => {
  const socket = join(folder, 'gateway.sock')
  const bodies: string[] = []
  const server = http.createServer((request, response) => {
    request.setEncoding('utf8')
    let body = `${request.method} ${request.url} `
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      response.end(
        JSON.stringify({
          model: 'm',
          output: [{ type: 'message', content: [{ type: 'output_text', text: 'hello' }] }],
          usage: { input_tokens: 3, output_tokens: 2, input_tokens_details: { cached_tokens: 1 } },
        }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const played = await play([{ do: 'ask-model', prompt: 'hi' }], { gateway: socket })
  server.close()
  expect(bodies).toHaveLength(1)
  expect(bodies[0]).toMatch(/^POST \/v1\/responses \{/)
  expect(played.events.slice(0, 2).map((event) => event.data)).toEqual([
    { role: 'agent', text: 'hello', textDigest: sha256('hello') },
    { model: 'm', inputTokens: 3, outputTokens: 2, cachedInputTokens: 1, cost: null },
  ])
})

test('ask-model without a gateway fails', async () => {
  const played = await play([{ do: 'ask-model', prompt: 'hi' }])
  expect(played).toMatchObject({ code: 1, terminal: { outcome: 'failed' } })
})

test('the adapter plans a launch that sees the program and the scenario only', async () => {
  const adapter = findAdapter('fake')
  const installation = await adapter?.locate(null)
  expect(installation).toMatchObject({ purl: null, root: null, executables: [assetPath('fake-engine.mjs')] })
  if (adapter === undefined || !installation) throw new Error('the fake engine is always there')
  const scenario = join(folder, 'scenario.json')
  const context = {
    installation,
    instruction: 'Fix it.',
    model: null,
    command: null,
    wire: null,
    permissions: 'checkout' as const,
    home: folder,
    scenario,
    inside: { home: '/home/engine', checkout: '/checkout', gateway: null, node: '/opt/node/bin/node' },
  }
  await expect(adapter.prepare(context)).rejects.toMatchObject({ code: 'config_unreadable' })
  await expect(adapter.prepare({ ...context, scenario: null })).rejects.toMatchObject({
    code: 'config_invalid',
  })
  await writeFile(scenario, '{"steps":[{"do":"dance"}]}')
  await expect(adapter.prepare(context)).rejects.toMatchObject({ code: 'config_invalid' })
  await writeFile(scenario, '{"steps":[]}')
  const plan = await adapter.prepare(context)
  expect(plan.argv).toEqual([
    '/opt/node/bin/node',
    '/opt/engine/fake-engine.mjs',
    '--scenario',
    '/opt/engine/scenario.json',
  ])
  expect(plan.mounts.map((mount) => [mount.to, mount.mode])).toEqual([
    ['/opt/engine/fake-engine.mjs', 'ro'],
    ['/opt/engine/scenario.json', 'ro'],
  ])
})

test('no adapter has an unknown name', () => {
  expect(findAdapter('toString')).toBeUndefined()
})
