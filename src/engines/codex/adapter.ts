// Promises: codex runs, as `app-server` or as `exec --json`, with a home, a configuration and executables of this run only.
// Must not: mount what was not hashed, give codex a real key, or let it look for plugins, updates or proxies.
// Called by: run/, through the registry.
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import { packageRoot } from '../asset-path.ts'
import { installedVersion } from '../installed-version.ts'
import type { EngineAdapter, Installation, LaunchPlan, PrepareContext } from '../port.ts'
import { BRIDGE_PORT, DEFAULT_MODEL, KEY_VARIABLE, toConfigToml } from './config.ts'
import { converseWithCodex } from './converse.ts'
import { CODEX_DIALECT } from './dialect.ts'
import { createCodexNormaliser } from './normalise.ts'
import { createCodexServerNormaliser } from './normalise-server.ts'

/** Target of the platform package, by `<process.platform>-<process.arch>`. */
const TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
}
/** What codex starts of its own package: itself, and ripgrep, which it puts on the PATH of its commands. */
const EXECUTABLES = ['bin/codex', 'codex-path/rg'] as const
/** Tells codex where its parts lie. */
const LAYOUT = 'codex-package.json'
/** Longest instruction, bytes: Linux takes no argument of 128 KiB. */
const MAX_INSTRUCTION_BYTES = 120_000

/** `codex app-server`: asks before it acts, is answered by policy, and names the provider's HTTP status. */
export const codexAdapter: EngineAdapter = {
  id: 'codex',
  capabilities: ['permissions', 'interrupt', 'usage'],
  locate,
  async prepare(context): Promise<LaunchPlan> {
    return await toPlan(context, { args: ['app-server', '--strict-config'], stdin: 'pipe' })
  },
  converse: converseWithCodex,
  createNormaliser: createCodexServerNormaliser,
  conformance: { ...CODEX_DIALECT, asks: true, hides: ['no-edit', 'outside', 'denied'] },
}

/** `codex exec --json`: the simple mode, which can not ask. */
export const codexExecAdapter: EngineAdapter = {
  id: 'codex-exec',
  lock: 'codex',
  capabilities: ['usage'],
  locate,
  async prepare(context): Promise<LaunchPlan> {
    const { instruction, inside } = context
    if (Buffer.byteLength(instruction) > MAX_INSTRUCTION_BYTES || instruction.includes('\0')) {
      throw new ProctorError(
        'config_invalid',
        'codex-exec takes an instruction of at most 120000 bytes, without NUL',
      )
    }
    const flags = ['exec', '--json', '--ephemeral', '--strict-config', '--skip-git-repo-check']
    const where = ['--sandbox', 'danger-full-access', '--cd', inside.checkout]
    return await toPlan(context, { args: [...flags, ...where, '--', instruction], stdin: 'closed' })
  },
  createNormaliser: createCodexNormaliser,
  conformance: { ...CODEX_DIALECT, asks: false, hides: ['no-edit', 'outside'] },
}

async function locate(install: string | null): Promise<Installation | null> {
  const platform = `${process.platform}-${process.arch}`
  const target = TARGETS[platform]
  if (target === undefined) return null
  const root = install ?? join(packageRoot(), 'engine-locks', 'codex')
  const folder = join(root, 'node_modules', '@openai', `codex-${platform}`)
  const version = (await installedVersion(folder))?.replace(`-${platform}`, '')
  if (version === undefined) return null
  const executables = EXECUTABLES.map((name) => join(folder, 'vendor', target, name))
  for (const executable of executables) if (!(await isFile(executable))) return null
  return { version, purl: `pkg:npm/%40openai/codex@${version}`, executables, root }
}

async function toPlan(
  { installation, model, wire, home, inside }: PrepareContext,
  mode: { readonly args: readonly string[]; readonly stdin: LaunchPlan['stdin'] },
): Promise<LaunchPlan> {
  if (inside.gateway === null) {
    throw new ProctorError('config_invalid', 'codex has no provider', {
      hint: 'Name a provider of proctor.yaml in its engines entry.',
    })
  }
  if (wire !== null && wire !== 'responses') {
    throw new ProctorError('config_invalid', `codex speaks the wire format responses, its provider ${wire}`)
  }
  await mkdir(join(home, '.codex'), { recursive: true, mode: 0o700 })
  await writeFile(join(home, '.codex', 'config.toml'), toConfigToml(model ?? DEFAULT_MODEL), { flag: 'wx' })
  const [codex] = installation.executables
  if (codex === undefined) throw new ProctorError('bug', 'codex was located without its executable')
  const vendor = dirname(dirname(codex))
  return {
    argv: ['/opt/engine/bin/codex', ...mode.args],
    env: {
      HOME: inside.home,
      CODEX_HOME: join(inside.home, '.codex'),
      PATH: `${dirname(inside.node)}:/usr/bin:/bin`,
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
      RUST_LOG: 'error',
      [KEY_VARIABLE]: 'none',
    },
    mounts: [LAYOUT, ...EXECUTABLES].map((name) => ({
      from: join(vendor, name),
      to: `/opt/engine/${name}`,
      mode: 'ro' as const,
    })),
    stdin: mode.stdin,
    bridgePort: BRIDGE_PORT,
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return false
    throw error
  }
}
