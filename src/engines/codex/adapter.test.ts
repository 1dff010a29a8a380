import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EngineLock } from '../../contract/engine-lock.ts'
import { packageRoot } from '../asset-path.ts'
import type { PrepareContext } from '../port.ts'
import { codexAdapter, codexExecAdapter } from './adapter.ts'
import { toConfigToml } from './config.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proctor-codex-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const LOCK = join(packageRoot(), 'engine-locks', 'codex')
const platform = `${process.platform}-${process.arch}`

async function readLock(): Promise<EngineLock> {
  return EngineLock.parse(JSON.parse(await readFile(join(LOCK, 'executables.json'), 'utf8')))
}

/** The files of the lock, without their content. */
async function install(version: string): Promise<string[]> {
  const lock = await readLock()
  const paths = lock.platforms.find((entry) => entry.platform === platform)?.executables ?? []
  for (const { path } of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), '')
  }
  const manifest = join(folder, 'node_modules/@openai', `codex-${platform}`, 'package.json')
  await writeFile(manifest, JSON.stringify({ version: `${version}-${platform}` }))
  return paths.map(({ path }) => join(folder, path))
}

test('the lock names the version that its package.json pins, and what locate() finds', async () => {
  const lock = await readLock()
  const manifest = JSON.parse(await readFile(join(LOCK, 'package.json'), 'utf8'))
  expect(manifest.dependencies).toEqual({ '@openai/codex': lock.version })
  const npmLock = await readFile(join(LOCK, 'package-lock.json'), 'utf8')
  expect(npmLock).not.toContain('"resolved"')
  expect(npmLock).toContain(`"version": "${lock.version}-linux-x64"`)
  expect(lock.platforms.map((entry) => entry.platform)).toEqual(['linux-arm64', 'linux-x64'])
  const paths = await install(lock.version)
  expect(await codexAdapter.locate(folder)).toEqual({
    version: lock.version,
    purl: lock.purl,
    executables: paths,
    root: folder,
  })
})

test('what is not installed whole is not installed', async () => {
  expect(await codexAdapter.locate(join(folder, 'absent'))).toBeNull()
  const [first] = await install('1.2.3')
  await rm(first ?? '')
  expect(await codexAdapter.locate(folder)).toBeNull()
})

test('the launch: hashed files only, a key that is none, the instruction as data', async () => {
  const executables = await install('1.2.3')
  const installation = await codexAdapter.locate(folder)
  if (installation === null) throw new Error('not located')
  const home = join(folder, 'home')
  const context: PrepareContext = {
    installation,
    instruction: 'review',
    model: null,
    command: null,
    wire: null,
    home,
    permissions: 'checkout',
    scenario: null,
    inside: {
      home: '/home/engine',
      checkout: '/checkout',
      gateway: '/run/g.sock',
      node: '/opt/node/bin/node',
    },
  }
  const plan = await codexExecAdapter.prepare(context)
  expect(plan.argv.slice(-2)).toEqual(['--', 'review'])
  expect(plan.argv).toContain('danger-full-access')
  expect(plan.env).toMatchObject({ PROCTOR_GATEWAY_KEY: 'none', CODEX_HOME: '/home/engine/.codex' })
  expect(plan.bridgePort).toBe(8787)
  expect(plan.mounts.every((mount) => mount.mode === 'ro')).toBe(true)
  const binaries = plan.mounts.filter((mount) => !mount.to.endsWith('.json'))
  expect(binaries.map((mount) => mount.from)).toEqual(executables)
  const config = await readFile(join(home, '.codex/config.toml'), 'utf8')
  expect(config).toContain('base_url = "http://127.0.0.1:8787/v1"')
  expect(config).toContain('unbounded_connection_retries = false')

  const again = codexAdapter.prepare(context)
  await expect(again).rejects.toThrow('EEXIST')
  const fresh = { ...context, home: join(folder, 'other') }
  await expect(codexExecAdapter.prepare({ ...fresh, instruction: 'a\0b' })).rejects.toMatchObject({
    code: 'config_invalid',
  })
  await expect(
    codexExecAdapter.prepare({ ...fresh, instruction: 'x'.repeat(130_000) }),
  ).rejects.toMatchObject({
    code: 'config_invalid',
  })
  const server = await codexAdapter.prepare({ ...context, home: join(folder, 'server') })
  expect([server.stdin, server.argv[1]]).toEqual(['pipe', 'app-server'])
  const chat = codexAdapter.prepare({ ...fresh, wire: 'chat-completions' })
  await expect(chat).rejects.toMatchObject({ code: 'config_invalid' })
  const offline = { ...fresh, inside: { ...context.inside, gateway: null } }
  await expect(codexAdapter.prepare(offline)).rejects.toMatchObject({ code: 'config_invalid' })
})

test('a model name can not break out of its string', () => {
  const config = toConfigToml('a"\nmodel_provider = "evil"\u007f')
  expect(config.split('\n')[0]).toBe('model = "a\\"\\nmodel_provider = \\"evil\\"\\u007f"')
})
