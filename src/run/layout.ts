import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Paths inside the sandbox. */
export const INSIDE = {
  checkout: '/checkout',
  home: '/home/engine',
  node: '/opt/node/bin/node',
  bridge: '/opt/proctor/bridge.mjs',
  gateway: '/run/proctor/gateway.sock',
  registry: '/run/proctor/registry.sock',
  reports: '/run/proctor/reports',
} as const

/** Where a bundle has what people are asked. */
export const REQUEST = 'approvals/request.json'

/** PATH inside: the harness's own Node first, then Debian's places. Nothing of the checkout is on it. */
export const INSIDE_PATH = '/opt/node/bin:/usr/local/bin:/usr/bin:/bin'

/** Host folders of one unsealed run, all below `.proctor/work/<run-id>/`. */
export interface WorkFolders {
  readonly root: string
  readonly git: string
  readonly checkout: string
  readonly home: string
  /** Sockets lie in a short path of their own: their names may not exceed 107 bytes. */
  readonly sockets: string
  /** A fresh folder below root. */
  fresh(name: string): string
}

export function toWorkFolders(workDir: string, runId: string): WorkFolders {
  const root = join(workDir, runId)
  return {
    root,
    git: join(root, 'git'),
    checkout: join(root, 'checkout'),
    home: join(root, 'home'),
    sockets: join(tmpdir(), `proctor-${runId}`),
    fresh: (name) => join(root, name),
  }
}
