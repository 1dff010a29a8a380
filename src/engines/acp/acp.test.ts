import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { assetPath } from '../asset-path.ts'
import { decidePermission } from '../permission.ts'
import type { PermissionPolicy, PermissionRequest } from '../port.ts'
import { converseOverAcp } from './converse.ts'
import { createAcpNormaliser } from './normalise.ts'
import { relayed } from './relayed.ts'

const AGENT = join(import.meta.dirname, 'sdk-agent.fixture.mjs')

/** The agent behind the relay, without a sandbox: what they do to a folder, and what is heard of it outside. */
async function play(
  policy: PermissionPolicy,
  agent: readonly string[] = [process.execPath, AGENT, 'a.txt', 'one', 'two'],
) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'proctor-acp-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const checkout = join(root, 'checkout')
  mkdirSync(checkout)
  writeFileSync(join(checkout, 'a.txt'), 'one')
  symlinkSync(root, join(checkout, 'link'))
  const inside = { checkout, home: '/', gateway: null, node: process.execPath }
  const child = spawn(
    process.execPath,
    relayed({ inside, permissions: policy }, agent).argv.with(1, assetPath('acp-relay.mjs')).slice(1),
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  child.stdin.on('error', () => undefined)
  const normaliser = createAcpNormaliser(policy)
  const heard = new PassThrough()
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    heard.write(chunk)
  })
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      heard.end()
      resolve(code)
    })
  })
  const requests: PermissionRequest[] = []
  const permit = async (request: PermissionRequest) => {
    requests.push(request)
    return decidePermission(policy, checkout, request)
  }
  const stopping = new AbortController().signal
  await converseOverAcp(
    { stdin: child.stdin, stdout: heard, stopping, permit },
    { instruction: 'go', inside, permissions: policy },
  )
  heard.resume()
  const code = await exited
  const events = text.split('\n').flatMap((line) => normaliser.push(Buffer.from(line), 0).events)
  return {
    root,
    checkout,
    code,
    requests,
    events,
    terminal: normaliser.terminal(),
    content: readFileSync(join(checkout, 'a.txt'), 'utf8'),
  }
}

test('an agent of the SDK edits through the relay when policy grants it, and reaches nothing outside', async () => {
  const { root, checkout, code, requests, events, terminal, content } = await play('checkout')
  expect([code, terminal.outcome, content]).toEqual([0, 'completed', 'two'])
  expect(requests).toEqual([
    { toolCallId: 't1', paths: [join(checkout, 'a.txt')], offered: ['allow_once', 'reject_once'] },
  ])
  expect(events.map(({ type }) => type)).toEqual([
    'tool.started',
    'permission.requested',
    'tool.finished',
    'message.completed',
    'turn.finished',
  ])
  expect(events.find(({ type }) => type === 'message.completed')?.data).toMatchObject({
    text: `outside refused,refused,refused,refused,refused; terminal ${checkout} 3`,
  })
  expect(existsSync(join(root, 'evil.txt'))).toBe(false)
})

test('what policy refuses is not written', async () => {
  const { code, events, content } = await play('deny')
  expect([code, content]).toEqual([0, 'one'])
  expect(events.find(({ type }) => type === 'tool.finished')?.data).toMatchObject({ status: 'failed' })
})

test('where policy denies, a terminal and a write are questions to it, and it says no to each', async () => {
  const { checkout, requests, events } = await play('deny')
  const said = events.flatMap(({ type, data }) =>
    type === 'message.completed' && 'text' in data ? data.text : [],
  )
  expect(said).toEqual(['outside refused,refused,refused,refused,refused; ', 'terminal refused'])
  const actions = requests.filter(({ toolCallId }) => toolCallId !== 't1')
  expect(actions.map(({ toolCallId, paths }) => [toolCallId.split(' ')[0], ...paths])).toEqual([
    ['fs/write_text_file', '/tmp/evil.txt'],
    ['fs/write_text_file', `${checkout}/link/evil.txt`],
    ['fs/write_text_file', `${checkout}/../evil.txt`],
    ['terminal/create', '/tmp'],
    ['terminal/create', checkout],
  ])
  const asked = events.flatMap(({ type, data }) =>
    type === 'permission.requested' && 'toolCallId' in data ? data.toolCallId : [],
  )
  expect(asked).toEqual(requests.map(({ toolCallId }) => toolCallId))
})

/** Writes without asking first, and says what it was offered and told. */
const UNASKED = `
  let offered = null
  const out = (m) => console.log(JSON.stringify({ jsonrpc: '2.0', ...m }))
  const say = (text) => out({ method: 'session/update', params: { sessionId: 's', update:
    { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } } })
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params, result, error } = JSON.parse(line)
    if (method === 'initialize') {
      offered = params.clientCapabilities.fs
      out({ id, result: {} })
    } else if (method === 'session/new') out({ id, result: { sessionId: 's' } })
    else if (method === 'session/prompt') {
      out({ id: 'w', method: 'fs/write_text_file', params: { sessionId: 's', path: 'a.txt', content: 'two' } })
      globalThis.prompt = id
    } else if (id === 'w') {
      say(JSON.stringify([offered, error ? 'refused' : 'written']))
      out({ id: globalThis.prompt, result: { stopReason: 'end_turn' } })
    }
  }).on('close', () => process.exit(0))`

test.each([
  ['checkout', true, 'written', 'two'],
  ['deny', false, 'refused', 'one'],
] as const)('permissions %s: a write that was not asked for first', async (policy, offers, told, content) => {
  const played = await play(policy, [process.execPath, '-e', UNASKED])
  expect([played.code, played.content]).toEqual([0, content])
  const text = JSON.stringify([{ readTextFile: true, writeTextFile: offers }, told])
  expect(played.events.find(({ type }) => type === 'message.completed')?.data).toMatchObject({ text })
})

test.each([
  ['dies at once', ['sh', '-c', 'exit 7'], 7],
  ['is not there', ['/nowhere/agent'], 127],
  ['prints garbage and dies', ['sh', '-c', 'echo nonsense; echo "{"; exit 1'], 1],
] as const)('an agent that %s ends the conversation', async (_name, agent, exitCode) => {
  const { code, terminal } = await play('checkout', agent)
  expect(code).toBe(exitCode)
  expect(terminal.outcome).toBe('none')
})

test('an agent that does not end by itself is ended when its work is done', async () => {
  const stubborn = `
    const out = (m) => console.log(JSON.stringify({ jsonrpc: '2.0', ...m }))
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method } = JSON.parse(line)
      out({ id, result: method === 'session/new' ? { sessionId: 's' } : method === 'session/prompt' ? { stopReason: 'end_turn' } : {} })
    })
    setInterval(() => undefined, 1000)`
  const { code, terminal } = await play('checkout', [process.execPath, '-e', stubborn])
  expect([code, terminal.outcome]).toEqual([0, 'completed'])
})
