import { join } from 'node:path'
import type { Mount } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { bridged } from './bridge.ts'
import { INSIDE } from './layout.ts'

type Argv = readonly [string, ...string[]]

/** What a set-up command needs to reach the registries of the policy and nothing else. */
export interface RegistryRoad {
  wrap(argv: Argv): Argv
  readonly env: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  close(): Promise<void>
}

/** Loopback port inside the sandbox that leads to the registry proxy. */
const PORT = 4873
const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'] as const
const CERTIFICATES: Mount = { from: '/etc/ssl/certs', to: '/etc/ssl/certs', mode: 'ro' }
/** Who the machine trusts, the command trusts: a registry behind a company's own authority works as well. */
const TRUST_ENV = {
  NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt',
  SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
}

/** The road of a command that stays offline. */
export const NO_ROAD: RegistryRoad = { wrap: (argv) => argv, env: {}, mounts: [], close: async () => {} }

/** Opens a proxy for `network: registry`. Every request is logged in the bundle. */
export async function openRegistryRoad(run: StartedRun): Promise<RegistryRoad> {
  // Loaded when it is needed, as the model gateway is.
  const { openRegistryProxy } = await import('../gateway/registry-proxy/open-registry-proxy.ts')
  const socketPath = join(run.folders.sockets, 'registry.sock')
  const proxy = await openRegistryProxy({
    socketPath,
    hosts: run.workspace.config.policy.registries,
    logPath: await run.bundle.place('raw/registry.jsonl'),
    now: () => new Date(),
  })
  const bridge = (argv: Argv) => bridged(argv, PORT, INSIDE.registry)
  return {
    wrap: (argv) => bridge(argv).argv,
    env: {
      ...TRUST_ENV,
      ...Object.fromEntries(PROXY_VARIABLES.map((name) => [name, `http://127.0.0.1:${PORT}`])),
    },
    mounts: [...bridge(['true']).mounts, { from: socketPath, to: INSIDE.registry, mode: 'rw' }, CERTIFICATES],
    close: () => proxy.close(),
  }
}
