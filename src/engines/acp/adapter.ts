// Promises: any agent that speaks the Agent Client Protocol over its stdio runs by the command that proctor.yaml gives.
// Must not: run a command that is not in the folder whose whole content is hashed, apart from Node itself.
// Called by: run/, through the registry.
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { installedVersion } from '../installed-version.ts'
import type { EngineAdapter, Installation } from '../port.ts'
import { converseOverAcp } from './converse.ts'
import { createAcpNormaliser } from './normalise.ts'
import { relayed } from './relayed.ts'

/** Where the installed folder is seen inside. */
const FOLDER = '/opt/engine/agent'
const BRIDGE_PORT = 8787

export const acpAdapter: EngineAdapter = {
  id: 'acp',
  capabilities: ['permissions', 'interrupt'],
  /** An agent is a folder with a package.json that names its version. */
  async locate(install): Promise<Installation | null> {
    if (install === null) return null
    const version = await installedVersion(install)
    if (version === null) return null
    // Its command may run anything in the folder.
    const names = (await readdir(install)).sort()
    return { version, purl: null, executables: names.map((name) => join(install, name)), root: install }
  },
  async prepare(context) {
    const { installation, command, inside } = context
    const { root: folder } = installation
    const [program, ...args] = command ?? []
    if (folder === null || program === undefined) {
      throw new ProctorError('config_invalid', 'the engine has no command', {
        hint: 'Give its engines entry a `command`: a path in its install folder, or `node` and a path, and arguments.',
      })
    }
    const launched = relayed(context, toCommand(inside.node, program, args))
    return {
      argv: launched.argv,
      env: {
        HOME: inside.home,
        PATH: `${dirname(inside.node)}:/usr/bin:/bin`,
        TMPDIR: '/tmp',
        LANG: 'C.UTF-8',
        PROCTOR_AGENT: FOLDER,
        PROCTOR_GATEWAY: `http://127.0.0.1:${BRIDGE_PORT}/v1`,
      },
      mounts: [{ from: folder, to: FOLDER, mode: 'ro' }, ...launched.mounts],
      stdin: 'pipe',
      bridgePort: inside.gateway === null ? null : BRIDGE_PORT,
    }
  },
  converse: converseOverAcp,
  createNormaliser: createAcpNormaliser,
}

/** A script for Node is a path in the folder too: one of that name in the checkout must not run instead. */
function toCommand(node: string, program: string, args: readonly string[]): string[] {
  if (program !== 'node') return [join(FOLDER, program), ...args]
  const [script, ...rest] = args
  if (script === undefined || script.startsWith('-')) {
    throw new ProctorError('config_invalid', 'the engine has no script', {
      hint: 'After `node`, name the script by its path in the install folder.',
    })
  }
  return [node, join(FOLDER, script), ...rest]
}
