// Promises: codex behind the Agent Client Protocol runs with a home, a configuration and an executable of this run only.
// Must not: mount what was not hashed, or give it a real key. Called by: run/, through the registry.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { converseOverAcp } from '../acp/converse.ts'
import { createAcpNormaliser } from '../acp/normalise.ts'
import { relayed } from '../acp/relayed.ts'
import { packageRoot } from '../asset-path.ts'
import { BRIDGE_PORT, DEFAULT_MODEL, KEY_VARIABLE, toConfigToml } from '../codex/config.ts'
import { CODEX_DIALECT } from '../codex/dialect.ts'
import { installedVersion } from '../installed-version.ts'
import type { EngineAdapter, Installation } from '../port.ts'

const PROGRAM = '/opt/engine/bin/codex-acp'

export const codexAcpAdapter: EngineAdapter = {
  id: 'codex-acp',
  capabilities: ['permissions', 'interrupt'],
  async locate(install): Promise<Installation | null> {
    const root = install ?? join(packageRoot(), 'engine-locks', 'codex-acp')
    const folder = join(
      root,
      'node_modules',
      '@zed-industries',
      `codex-acp-${process.platform}-${process.arch}`,
    )
    const version = await installedVersion(folder)
    if (version === null) return null
    const executables = [join(folder, 'bin', 'codex-acp')]
    return { version, purl: `pkg:npm/%40zed-industries/codex-acp@${version}`, executables, root }
  },
  async prepare(context) {
    const { installation, model, wire, home, inside } = context
    if (inside.gateway === null || (wire !== null && wire !== 'responses')) {
      throw new ProctorError(
        'config_invalid',
        'codex-acp needs a provider that speaks the wire format responses',
      )
    }
    const [program] = installation.executables
    if (program === undefined) throw new ProctorError('bug', 'codex-acp was located without its executable')
    const config = toConfigToml(model ?? DEFAULT_MODEL, 'untrusted')
    await mkdir(join(home, '.codex'), { recursive: true, mode: 0o700 })
    await writeFile(join(home, '.codex', 'config.toml'), config, { flag: 'wx' })
    const launched = relayed(context, [PROGRAM])
    return {
      argv: launched.argv,
      env: {
        HOME: inside.home,
        CODEX_HOME: join(inside.home, '.codex'),
        PATH: `${dirname(inside.node)}:/usr/bin:/bin`,
        TMPDIR: '/tmp',
        LANG: 'C.UTF-8',
        RUST_LOG: 'error',
        [KEY_VARIABLE]: 'none',
      },
      mounts: [{ from: program, to: PROGRAM, mode: 'ro' }, ...launched.mounts],
      stdin: 'pipe',
      bridgePort: BRIDGE_PORT,
    }
  },
  converse: converseOverAcp,
  createNormaliser: createAcpNormaliser,
  conformance: { ...CODEX_DIALECT, asks: true, hides: ['no-edit'] },
}
