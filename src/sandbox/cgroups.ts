// Promises: control groups for one run, if the machine has them and lets us write; removed when the run is over.
// Must not: leave a run without a limit and call it limited. Called by: limits.ts.
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitKind } from '../contract/facts.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { isRefusal, readIfThere } from './cgroup-files.ts'
import { endMembers } from './cgroup-members.ts'
import type { Limit } from './limit.ts'

export interface CgroupCaps {
  readonly memoryBytes: number
  readonly tasks: number
}

/** What one version of the interface calls its files. */
interface Dialect {
  readonly version: 'cgroup-v1' | 'cgroup-v2'
  readonly memoryFiles: (
    bytes: number,
  ) => ReadonlyArray<readonly [file: string, value: string, needed: boolean]>
  readonly memoryEvents: string
}

const V1: Dialect = {
  version: 'cgroup-v1',
  memoryFiles: (bytes) => [
    ['memory.limit_in_bytes', String(bytes), true],
    ['memory.memsw.limit_in_bytes', String(bytes), false],
  ],
  memoryEvents: 'memory.oom_control',
}

const V2: Dialect = {
  version: 'cgroup-v2',
  memoryFiles: (bytes) => [
    ['memory.max', String(bytes), true],
    ['memory.swap.max', '0', false],
    ['memory.oom.group', '1', false],
  ],
  memoryEvents: 'memory.events',
}

let made = 0

/** Groups with the caps set: one for both (v2), or one a controller (v1), or as many as could be had. */
export async function openCgroups(
  caps: CgroupCaps,
  root = '/sys/fs/cgroup',
  own = '/proc/self/cgroup',
): Promise<Limit[]> {
  const paths = await readOwnPaths(own)
  made += 1
  const name = `proctor-${process.pid}-${made}`
  const unified = await openUnified(root, paths.get('') ?? null, name, caps)
  if (unified !== null) return [unified]
  const parents = (controller: string): string[] =>
    toParents(join(root, controller), paths.get(controller) ?? '/')
  const [memory, tasks] = await Promise.all([
    openFirst(parents('memory'), name, V1, { memoryBytes: caps.memoryBytes }),
    openFirst(parents('pids'), name, V1, { tasks: caps.tasks }),
  ])
  return [memory, tasks].filter((limit) => limit !== null)
}

/** Version 2: a group may hold processes only where its parent hands both controllers down. */
async function openUnified(
  root: string,
  own: string | null,
  name: string,
  caps: CgroupCaps,
): Promise<Limit | null> {
  if (own === null) return null
  const parents: string[] = []
  for (const parent of toParents(root, own)) {
    const given = (await readIfThere(join(parent, 'cgroup.subtree_control')))?.split(/\s+/) ?? []
    if (given.includes('memory') && given.includes('pids')) parents.push(parent)
  }
  return await openFirst(parents, name, V2, caps)
}

/** The controller's path to our own group, and '' for version 2. */
async function readOwnPaths(file: string): Promise<Map<string, string>> {
  const paths = new Map<string, string>()
  for (const line of ((await readIfThere(file)) ?? '').split('\n')) {
    const [, controllers, path] = /^[0-9]+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined) continue
    for (const controller of controllers.split(',')) paths.set(controller, path)
  }
  return paths
}

/** Our own group, then every one above it: the first that lets us make a child is taken. */
function toParents(mount: string, own: string): string[] {
  const parts = own.split('/').filter((part) => part !== '' && part !== '..')
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    join(mount, ...parts.slice(0, parts.length - up)),
  )
}

async function openFirst(
  parents: readonly string[],
  name: string,
  dialect: Dialect,
  caps: Partial<CgroupCaps>,
): Promise<Limit | null> {
  for (const parent of parents) {
    const limit = await openGroup(parent, name, dialect, caps)
    if (limit !== null) return limit
  }
  return null
}

/** Null when this parent can't be used; whatever was made there is gone again. */
async function openGroup(
  parent: string,
  name: string,
  dialect: Dialect,
  caps: Partial<CgroupCaps>,
): Promise<Limit | null> {
  const dir = join(parent, name)
  try {
    await sweepStale(parent)
    await mkdir(dir)
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
  try {
    for (const [file, value, needed] of caps.memoryBytes === undefined
      ? []
      : dialect.memoryFiles(caps.memoryBytes)) {
      await writeSetting(join(dir, file), value, needed)
    }
    if (caps.tasks !== undefined) await writeSetting(join(dir, 'pids.max'), String(caps.tasks), true)
  } catch (error) {
    await removeGroup(dir)
    if (isRefusal(error)) return null
    throw error
  }
  return toLimit(dir, dialect, caps)
}

function toLimit(dir: string, dialect: Dialect, caps: Partial<CgroupCaps>): Limit {
  const memoryHit = async (): Promise<boolean> =>
    caps.memoryBytes !== undefined && (await readCounter(join(dir, dialect.memoryEvents), 'oom_kill')) > 0
  const tasksHit = async (): Promise<boolean> =>
    caps.tasks !== undefined && (await readCounter(join(dir, 'pids.events'), 'max')) > 0
  return {
    ...(caps.memoryBytes === undefined ? {} : { memory: dialect.version }),
    ...(caps.tasks === undefined ? {} : { processes: dialect.version }),
    admit: (pid) => writeFile(join(dir, 'cgroup.procs'), String(pid)),
    // The kernel has killed one process of the tree by then; the run ends as a whole, so that none goes on half dead.
    poll: async () => ((await memoryHit()) ? 'memory' : null),
    async reached(): Promise<LimitKind | null> {
      if (await memoryHit()) return 'memory'
      return (await tasksHit()) ? 'processes' : null
    },
    close: () => removeGroup(dir),
  }
}

async function readCounter(file: string, key: string): Promise<number> {
  const text = (await readIfThere(file)) ?? ''
  return Number(new RegExp(`^${key} ([0-9]+)$`, 'm').exec(text)?.[1] ?? 0)
}

async function writeSetting(file: string, value: string, needed: boolean): Promise<void> {
  try {
    await writeFile(file, value, { flag: 'r+' })
  } catch (error) {
    if (needed || !isRefusal(error)) throw error
  }
}

/** Ends what is left in the groups of harnesses that are gone, and removes them, wherever this one could make its own. */
export async function sweepCgroups(root = '/sys/fs/cgroup', own = '/proc/self/cgroup'): Promise<void> {
  const paths = await readOwnPaths(own)
  const unified = paths.get('')
  const parents = [
    ...(unified === undefined ? [] : toParents(root, unified)),
    ...['memory', 'pids'].flatMap((name) => toParents(join(root, name), paths.get(name) ?? '/')),
  ]
  for (const parent of new Set(parents)) {
    try {
      await sweepStale(parent, 100)
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
  }
}

/** Groups of harnesses that were killed before they could clean up. */
async function sweepStale(parent: string, tries = 1): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /^proctor-([0-9]+)-[0-9]+$/.exec(name)?.[1]
    if (pid === undefined || (await readIfThere(`/proc/${pid}/stat`)) !== null) continue
    await endMembers(join(parent, name))
    await removeGroup(join(parent, name), tries)
  }
}

/** The kernel may take a moment to let go of a group whose last process has just died. */
async function removeGroup(dir: string, tries = 100): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rmdir(dir)
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return
      if (errnoOf(error) !== 'EBUSY' && !isRefusal(error)) throw error
      if (attempt >= tries) return
      await sleep(10)
    }
  }
}
