// Promises: the examined repository's dependencies, set up by us on the base, cached by content, mounted read-only.
// Must not: run set-up in the engine's checkout, or let it reach more than the registries that policy names.
// Called by: prepare.ts.
import { chmod, chown, lstat, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProcessExit, SetupFacts } from '../contract/facts.ts'
import type { TaskSetup } from '../contract/task.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import type { Mount } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { INSIDE } from './layout.ts'
import { NO_ROAD, openRegistryRoad } from './registry-road.ts'
import { type CommandOutcome, runCommand } from './run-command.ts'
import { toSandboxSpec } from './sandbox-spec.ts'

export interface Dependencies {
  readonly facts: SetupFacts | null
  readonly mounts: readonly Mount[]
  /** Key of the cache, for what else depends on the dependencies; null when there are none. */
  readonly key: string | null
}

const NONE: Dependencies = { facts: null, mounts: [], key: null }

/** Sets the dependencies up, or finds them in the cache. A failure is data: `facts.ok` is false. */
export async function setUpDependencies(run: StartedRun): Promise<Dependencies> {
  const { setup } = run.task
  if (setup === undefined) return NONE
  const key = await cacheKeyOf(run, setup)
  const cache = join(run.workspace.paths.cache, 'deps', key)
  const mounts = setup.produces.map((path) => mountOf(cache, path))
  const cached = await isFolder(cache)
  const { facts, logDigest } = cached
    ? { facts: { key, cached: true, exit: null, ok: true, problem: null }, logDigest: null }
    : await buildCache(run, setup, key, cache)
  await run.events.append('setup.finished', 'harness', {
    key,
    cached,
    ok: facts.ok,
    exitCode: facts.exit?.exitCode ?? null,
    logDigest,
    problem: facts.problem,
  })
  return { facts, mounts: facts.ok ? mounts : [], key }
}

function mountOf(cache: string, path: string): Mount {
  return { from: join(cache, path), to: `${INSIDE.checkout}/${path}`, mode: 'ro' }
}

async function cacheKeyOf(run: StartedRun, setup: TaskSetup): Promise<string> {
  const ids = await run.repository.idsOf(setup.cacheKey)
  return digestOfJson({
    command: setup.command,
    network: setup.network,
    produces: setup.produces,
    inputs: Object.fromEntries(ids),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  })
}

interface Built {
  readonly facts: SetupFacts
  readonly logDigest: string
}

async function buildCache(run: StartedRun, setup: TaskSetup, key: string, cache: string): Promise<Built> {
  run.progress('prepare', `setting up dependencies: ${setup.command.join(' ')}`)
  const checkout = await run.repository.open(run.repository.base.tree, {
    path: run.folders.fresh('setup'),
    owner: run.owner,
    engineGit: false,
    maxBytes: run.workspace.config.policy.limits.checkoutBytes,
  })
  try {
    const { exit, log } = await runSetup(run, setup, checkout.path)
    const problem =
      exit.exitCode === 0
        ? await keepProduced(checkout.path, setup, cache, `${cache}.${run.id}`)
        : describe(exit)
    const facts = { key, cached: false, exit, ok: problem === null, problem }
    return { facts, logDigest: log.sha256 }
  } finally {
    await checkout.close()
  }
}

async function runSetup(run: StartedRun, setup: TaskSetup, checkout: string): Promise<CommandOutcome> {
  const [program, ...rest] = setup.command
  if (program === undefined) throw new ProctorError('bug', 'a set-up command is never empty')
  const road = setup.network === 'registry' ? await openRegistryRoad(run) : NO_ROAD
  try {
    const spec = toSandboxSpec(run, {
      argv: road.wrap([program, ...rest]),
      env: road.env,
      mounts: [{ from: checkout, to: INSIDE.checkout, mode: 'rw' }, ...road.mounts],
      wallSeconds: setup.timeout,
      silenceSeconds: null,
    })
    return await runCommand(run, spec, { combined: 'raw/setup.log' })
  } finally {
    await road.close()
  }
}

/** Moves what set-up produced into the cache by one rename. Returns what is wrong, or null. */
async function keepProduced(
  checkout: string,
  setup: TaskSetup,
  cache: string,
  staging: string,
): Promise<string | null> {
  await mkdir(staging, { recursive: true, mode: 0o755 })
  try {
    for (const path of setup.produces) {
      const from = join(checkout, path)
      if (!(await isFolder(from))) return `set-up was to produce ${path} and did not`
      await mkdir(dirname(join(staging, path)), { recursive: true })
      await rename(from, join(staging, path))
      await own(join(staging, path))
    }
    await rename(staging, cache)
    return null
  } catch (error) {
    // Another run built the same content in the meantime: its copy serves as well.
    if (errnoOf(error) === 'ENOTEMPTY' || errnoOf(error) === 'EEXIST') return null
    throw error
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** The folder itself belongs to the harness: no later run, under whatever uid, can add to it. */
async function own(path: string): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, 0, 0)
  await chmod(path, 0o755)
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

function describe(exit: ProcessExit): string {
  if (exit.timedOut) return 'set-up did not end in its time'
  if (exit.limit !== null) return `set-up reached the limit on ${exit.limit}`
  return `set-up ended with ${exit.signal ?? `exit code ${exit.exitCode}`}`
}
