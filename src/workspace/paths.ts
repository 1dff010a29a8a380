import { join } from 'node:path'

/** Everything of a workspace that has a fixed place. All absolute. */
export interface WorkspacePaths {
  readonly config: string
  readonly trust: string
  readonly tasks: string
  /** Who may sign what. */
  readonly signers: string
  /** Source admission records, and nowhere else. */
  readonly sources: string
  readonly enablements: string
  /** Git-ignored state. */
  readonly state: string
  /** Sealed bundles only. */
  readonly runs: string
  /** Runs that are not sealed, or never could be. */
  readonly work: string
  readonly ledger: string
  /** The machine's private keys: 0600 in a folder of 0700, mounted into no sandbox. */
  readonly keys: string
  readonly cache: string
}

export const CONFIG_NAME = 'proctor.yaml'

/** @param dir the workspace, absolute */
export function workspacePaths(dir: string): WorkspacePaths {
  const state = join(dir, '.proctor')
  return {
    config: join(dir, CONFIG_NAME),
    trust: join(dir, 'trust.json'),
    tasks: join(dir, 'tasks'),
    signers: join(dir, 'allowed_signers'),
    sources: join(dir, 'sources'),
    enablements: join(dir, 'enablements'),
    state,
    runs: join(state, 'runs'),
    work: join(state, 'work'),
    ledger: join(state, 'ledger'),
    keys: join(state, 'keys'),
    cache: join(state, 'cache'),
  }
}
