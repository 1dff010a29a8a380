// Promises: opencode runs behind the Agent Client Protocol with a home, a configuration and an executable of this run only,
// and asks before it edits, runs a command or leaves the checkout. Must not: mount what was not hashed, give it a real key,
// or let it update, share or fetch anything. Called by: run/, through the registry.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { converseOverAcp } from '../acp/converse.ts'
import { createAcpNormaliser } from '../acp/normalise.ts'
import { relayed } from '../acp/relayed.ts'
import { packageRoot } from '../asset-path.ts'
import { installedVersion } from '../installed-version.ts'
import type { EngineAdapter, Installation } from '../port.ts'
import { BRIDGE_PORT, DEFAULT_MODEL, toOpencodeConfig } from './config.ts'

const PROGRAM = '/opt/engine/bin/opencode'

export const opencodeAdapter: EngineAdapter = {
  id: 'opencode',
  capabilities: ['permissions', 'interrupt'],
  async locate(install): Promise<Installation | null> {
    const root = install ?? join(packageRoot(), 'engine-locks', 'opencode')
    const name = `opencode-${process.platform}-${process.arch}`
    const folder = join(root, 'node_modules', name)
    const version = await installedVersion(folder)
    if (version === null) return null
    const executables = [join(folder, 'bin', 'opencode')]
    return { version, purl: `pkg:npm/${name}@${version}`, executables, root }
  },
  async prepare(context) {
    const { installation, model, wire, home, inside } = context
    if (inside.gateway === null || (wire !== null && wire !== 'chat-completions')) {
      throw new ProctorError(
        'config_invalid',
        'opencode needs a provider that speaks the wire format chat-completions',
      )
    }
    const [program] = installation.executables
    if (program === undefined) throw new ProctorError('bug', 'opencode was located without its executable')
    const config = join('.config', 'opencode')
    await mkdir(join(home, config), { recursive: true, mode: 0o700 })
    const text = JSON.stringify(toOpencodeConfig(model ?? DEFAULT_MODEL))
    await writeFile(join(home, config, 'opencode.json'), text, { flag: 'wx' })
    const launched = relayed(context, [PROGRAM, 'acp'])
    return {
      argv: launched.argv,
      env: {
        HOME: inside.home,
        PATH: `${dirname(inside.node)}:/usr/bin:/bin`,
        TMPDIR: '/tmp',
        LANG: 'C.UTF-8',
        OPENCODE_CONFIG: join(inside.home, config, 'opencode.json'),
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_CLAUDE_CODE: '1',
        OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
        OPENCODE_DISABLE_MODELS_FETCH: '1',
        OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      },
      mounts: [{ from: program, to: PROGRAM, mode: 'ro' }, ...launched.mounts],
      stdin: 'pipe',
      bridgePort: BRIDGE_PORT,
    }
  },
  converse: converseOverAcp,
  createNormaliser: createAcpNormaliser,
  conformance: {
    // Models with other names are offered a tool for patches instead.
    model: DEFAULT_MODEL,
    edit: (filePath, oldString, newString) => [{ name: 'edit', args: { filePath, oldString, newString } }],
    write: (filePath, content) => [{ name: 'write', args: { filePath, content } }],
    shell: (command) => [{ name: 'bash', args: { command, description: 'the next step' } }],
    asks: true,
    hides: ['no-edit'],
  },
}
