import { mkdir } from 'node:fs/promises'
import type { Checkout } from '../checkout/index.ts'
import type { Preflight } from '../gateway/port.ts'
import type { StartedRun } from './begin.ts'
import { type MadeBy, made } from './brand.ts'
import { type Dependencies, setUpDependencies } from './dependencies.ts'
import { layFolder } from './lay-over.ts'
import { askProvider } from './model-access.ts'

/** An isolated checkout with its dependencies; `checkout` is null when nothing may be started. */
export type Prepared = MadeBy<
  'prepare',
  {
    readonly checkout: Checkout | null
    readonly dependencies: Dependencies
    /** Whether the model's provider was there; null when the engine uses none, or nobody asked. */
    readonly preflight: Preflight | null
  }
>

/** An isolated copy of the repository at its clean, recorded commit. A refused run gets none. */
export async function prepare(run: StartedRun): Promise<Prepared> {
  const none: Dependencies = { facts: null, mounts: [], key: null }
  if (run.decision.refusals.length > 0)
    return made('prepare')({ checkout: null, dependencies: none, preflight: null })
  run.progress('prepare', `${run.repositoryConfig.id} at ${run.repository.base.commit.slice(0, 12)}`)
  await Promise.all([
    mkdir(run.folders.sockets, { recursive: true, mode: 0o711 }),
    mkdir(run.folders.home, { mode: 0o700 }),
  ])
  // Before the set-up, which may take minutes: without a provider it would be for nothing.
  const preflight = await askProvider(run.modelAccess)
  if (preflight !== null && preflight.failure !== null)
    return made('prepare')({ checkout: null, dependencies: none, preflight })
  const dependencies = await setUpDependencies(run)
  if (dependencies.facts?.ok === false) return made('prepare')({ checkout: null, dependencies, preflight })
  const checkout = await run.repository.open(run.repository.base.tree, {
    path: run.folders.checkout,
    owner: run.owner,
    engineGit: true,
    maxBytes: run.workspace.config.policy.limits.checkoutBytes,
  })
  await makeMountPoints(run, checkout.path, run.task.setup?.produces ?? [])
  return made('prepare')({ checkout, dependencies, preflight })
}

/** A checkout that was found as an engine left it, or none. */
export async function resumePrepared(
  run: StartedRun,
  found: { readonly checkout: boolean; readonly dependencies: Dependencies },
): Promise<Prepared> {
  const { dependencies } = found
  if (!found.checkout) return made('prepare')({ checkout: null, dependencies, preflight: null })
  const checkout = await run.repository.adopt(run.repository.base.tree, {
    path: run.folders.checkout,
    owner: run.owner,
    engineGit: true,
    maxBytes: run.workspace.config.policy.limits.checkoutBytes,
  })
  return made('prepare')({ checkout, dependencies, preflight: null })
}

/** Empty folders for the read-only mounts, so that the sandbox need not make them as root. Git does not see them. */
export async function makeMountPoints(
  run: StartedRun,
  checkout: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    await layFolder(
      checkout,
      path.split('/').filter((segment) => segment !== '' && segment !== '.'),
      run.owner,
    )
  }
}
