// Promises: pi runs in its RPC mode with a home, a configuration and packages of this run only, and asks before it acts.
// Must not: mount what was not hashed, give pi a real key, or let it load extensions of the checkout.
// Called by: run/, through the registry.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { assetPath, packageRoot } from '../asset-path.ts'
import { installedVersion } from '../installed-version.ts'
import type { Conformance, EngineAdapter, Installation, LaunchPlan, PrepareContext } from '../port.ts'
import { BRIDGE_PORT, DEFAULT_MODEL, SETTINGS, toModels } from './config.ts'
import { converseWithPi } from './converse.ts'
import { createPiNormaliser } from './normalise.ts'

const MODULES = '/opt/engine/node_modules'
const EXTENSION = '/opt/engine/pi-permission.mjs'

const PI_CONFORMANCE: Conformance = {
  edit: (path, from, to) => [{ name: 'edit', args: { path, edits: [{ oldText: from, newText: to }] } }],
  write: (path, content) => [{ name: 'write', args: { path, content } }],
  shell: (command) => [{ name: 'bash', args: { command } }],
  asks: true,
  hides: ['no-edit', 'outside', 'denied'],
}

/** One of the names under which pi was published. */
interface Flavour {
  readonly id: string
  readonly package: string
  readonly purl: string
  readonly program: string
  readonly end: 'agent_end' | 'agent_settled'
}

/** pi, as it is published now. */
export const piAdapter = toAdapter({
  id: 'pi',
  package: '@earendil-works/pi-coding-agent',
  purl: 'pkg:npm/%40earendil-works/pi-coding-agent',
  program: 'dist/bundle/cli.js',
  end: 'agent_settled',
})

/** pi under its first name; nothing settles after the agent's end there. */
export const piLegacyAdapter = toAdapter({
  id: 'pi-legacy',
  package: '@mariozechner/pi-coding-agent',
  purl: 'pkg:npm/%40mariozechner/pi-coding-agent',
  program: 'dist/cli.js',
  end: 'agent_end',
})

function toAdapter(flavour: Flavour): EngineAdapter {
  return {
    id: flavour.id,
    capabilities: ['permissions', 'interrupt', 'usage'],
    async locate(install): Promise<Installation | null> {
      const root = install ?? join(packageRoot(), 'engine-locks', flavour.id)
      const modules = join(root, 'node_modules')
      const version = await installedVersion(join(modules, flavour.package))
      if (version === null) return null
      return { version, purl: `${flavour.purl}@${version}`, executables: [modules], root }
    },
    prepare: (context) => toPlan(flavour, context),
    converse: (process, context) => converseWithPi(process, context, flavour.end),
    createNormaliser: createPiNormaliser,
    conformance: PI_CONFORMANCE,
  }
}

async function toPlan(
  flavour: Flavour,
  { installation, model, wire, home, inside }: PrepareContext,
): Promise<LaunchPlan> {
  if (inside.gateway === null) {
    throw new ProctorError('config_invalid', 'pi has no provider', {
      hint: 'Name a provider of proctor.yaml in its engines entry.',
    })
  }
  const [modules] = installation.executables
  if (modules === undefined) throw new ProctorError('bug', 'pi was located without its packages')
  const named = model ?? DEFAULT_MODEL
  const agent = join(home, '.pi', 'agent')
  await mkdir(agent, { recursive: true, mode: 0o700 })
  const files = { 'models.json': toModels(named, wire), 'settings.json': SETTINGS }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(agent, name), JSON.stringify(content), { flag: 'wx' })
  }
  return {
    argv: [
      inside.node,
      `${MODULES}/${flavour.package}/${flavour.program}`,
      ...['--mode', 'rpc', '--no-session', '--provider', 'proctor', '--model', named],
      ...['--no-extensions', '--extension', EXTENSION],
      ...['--no-skills', '--no-prompt-templates', '--no-themes', '--no-context-files'],
    ],
    env: {
      HOME: inside.home,
      PATH: `${dirname(inside.node)}:/usr/bin:/bin`,
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
      PI_CODING_AGENT_DIR: join(inside.home, '.pi', 'agent'),
      PI_OFFLINE: '1',
      PI_SKIP_VERSION_CHECK: '1',
      PI_TELEMETRY: '0',
    },
    mounts: [
      { from: modules, to: MODULES, mode: 'ro' },
      { from: assetPath('pi-permission.mjs'), to: EXTENSION, mode: 'ro' },
    ],
    stdin: 'pipe',
    bridgePort: BRIDGE_PORT,
  }
}
