import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { initWorkspace } from '../src/run/init-workspace.ts'
import { runTask } from '../src/run/run-task.ts'

let folder = ''
let workspace = ''
let server: Server
let port = 0

/** What set-up runs: asks a registry for a package, through the proxy of the environment when there is one. */
const FETCH = (port: number) => `
const { mkdirSync, writeFileSync } = require('node:fs')
const http = require('node:http')
const proxy = process.env.HTTP_PROXY === undefined ? { hostname: '127.0.0.1', port: ${port} } : new URL(process.env.HTTP_PROXY)
const request = http.get({ host: proxy.hostname, port: proxy.port, path: 'http://127.0.0.1:${port}/package' }, (response) => {
  let text = ''
  response.on('data', (chunk) => { text += chunk })
  response.on('end', () => {
    if (response.statusCode !== 200) process.exit(3)
    mkdirSync('node_modules/package', { recursive: true })
    writeFileSync('node_modules/package/index.js', text)
  })
})
request.on('error', () => process.exit(4))
`

beforeAll(async () => {
  server = createServer((_, response) => response.end('module.exports = 42\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  folder = mkdtempSync(join(tmpdir(), 'proctor-setup-'))
  workspace = join(folder, 'workspace')
  await initWorkspace(workspace, false)
  const repository = join(workspace, 'repositories', 'example')
  writeFileSync(join(repository, 'fetch.cjs'), FETCH(port))
  writeFileSync(join(repository, '.gitignore'), 'node_modules/\n')
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost']
  execFileSync('git', ['add', '-A'], { cwd: repository })
  execFileSync('git', [...identity, 'commit', '-q', '-m', 'A set-up that asks a registry'], {
    cwd: repository,
  })
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the example with this set-up and these allowed registries. */
async function run(network: string, registries: readonly string[], scenario?: string) {
  const taskFile = join(workspace, 'tasks', 'example', 'task.yaml')
  const task = parse(readFileSync(taskFile, 'utf8'))
  const setup = { command: ['node', 'fetch.cjs'], network, cacheKey: ['fetch.cjs'] }
  writeFileSync(taskFile, stringify({ ...task, setup }))
  const configFile = join(workspace, 'proctor.yaml')
  const config = parse(readFileSync(configFile, 'utf8'))
  writeFileSync(configFile, stringify({ ...config, policy: { registries } }))
  const { result } = await runTask({
    workspaceDir: workspace,
    taskId: 'example',
    engineId: 'fake',
    scenario,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  const read = (name: string) => readFileSync(join(result.bundle ?? '', name), 'utf8')
  return { result, facts: JSON.parse(read('facts.json')), read }
}

describe('dependencies of the examined repository', () => {
  test('a set-up without network reaches no registry, and the engine is not started', async () => {
    const { result, facts } = await run('none', [`127.0.0.1:${port}`])
    expect(result).toMatchObject({ exitCode: 4, completeness: 'incomplete', blockers: ['setup_failed'] })
    expect(facts).toMatchObject({ engine: null, setup: { ok: false, exit: { exitCode: 4 } } })
  })

  test('a registry that policy does not name is not reached either, and the asking is on record', async () => {
    const { result, read } = await run('registry', ['127.0.0.1:1'])
    expect(result.blockers).toEqual(['setup_failed'])
    expect(read('raw/registry.jsonl')).toContain(`"target":"127.0.0.1:${port}","allowed":false`)
  })

  test('a named registry is reached; the result is cached, and read-only for the engine', async () => {
    const first = await run('registry', [`127.0.0.1:${port}`])
    expect(first.result).toMatchObject({ exitCode: 0, status: 'pass' })
    expect(first.facts.setup).toMatchObject({ ok: true, cached: false })
    const scenario = join(folder, 'tries.yaml')
    const command = [
      'sh',
      '-c',
      'cat node_modules/package/index.js; echo x > node_modules/package/index.js; rm -rf node_modules',
    ]
    writeFileSync(scenario, stringify({ steps: [{ do: 'run', command }] }))
    const second = await run('registry', [`127.0.0.1:${port}`], scenario)
    expect(second.facts.setup).toMatchObject({ ok: true, cached: true })
    const third = await run('registry', [`127.0.0.1:${port}`])
    expect(third.result.status).toBe('pass')
    const key = third.facts.setup.key
    const cached = join(workspace, '.proctor', 'cache', 'deps', key, 'node_modules', 'package', 'index.js')
    expect(readFileSync(cached, 'utf8')).toBe('module.exports = 42\n')
  })
})
