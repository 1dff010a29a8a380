// Promises: what may go without a loss: what dead runs have left, and caches that are made anew when they are needed.
// Must not: name anything that a run on record still needs, or that it does not understand. Changes nothing.
// Called by: collect-garbage.ts.
import { lstat, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GcItem } from '../../contract/gc-result.ts'
import { RunId } from '../../contract/ids.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { readHolding } from '../../ledger/process-lock.ts'
import type { WorkspacePaths } from '../../workspace/paths.ts'
import { DONE_PREFIX } from '../work-folder.ts'
import { ASIDE_PREFIX } from './remove-aside.ts'

export interface Removable {
  readonly kind: Exclude<GcItem['kind'], 'bundle'>
  readonly path: string
  readonly ageDays: number
  readonly bytes: number
}

const DAY_MS = 86_400_000
/** Content-addressed caches: names of 64 hex digits. */
const KEY = /^[0-9a-f]{64}$/
const CACHES = { deps: 'dependencies', baselines: 'baseline' } as const

export async function findRemovable(
  paths: WorkspacePaths,
  olderThanDays: number,
  now: number,
): Promise<Removable[]> {
  const unsealed = new Set(await namesIn(paths.work))
  const found: Removable[] = []
  const add = async (kind: Removable['kind'], path: string, minDays = 0) => {
    const item = await describe(kind, path, now)
    if (item !== null && item.ageDays >= minDays) found.push(item)
  }
  for (const name of unsealed)
    if (name.startsWith(DONE_PREFIX) && !(await isHeld(join(paths.work, name))))
      await add('leftover', join(paths.work, name))
  for (const [folder, kind] of Object.entries(CACHES)) {
    for (const name of await namesIn(join(paths.cache, folder))) {
      const path = join(paths.cache, folder, name)
      const draftOf = /^[0-9a-f]{64}\.(.+)$/.exec(name)?.[1]
      if (KEY.test(name)) await add(kind, path, olderThanDays)
      else if (name.startsWith(ASIDE_PREFIX)) await add('leftover', path)
      else if (draftOf !== undefined && RunId.safeParse(draftOf).success && !unsealed.has(draftOf))
        await add('leftover', path)
    }
  }
  for (const engine of await namesIn(join(paths.cache, 'sources')))
    for (const name of await namesIn(join(paths.cache, 'sources', engine)))
      if (/^\.staging-\d+$/.test(name))
        await add('leftover', join(paths.cache, 'sources', engine, name), olderThanDays)
  const sealed = new Set(await namesIn(paths.runs))
  for (const name of await namesIn(tmpdir())) {
    const runId = /^proctor-(.+)$/.exec(name)?.[1]
    if (runId !== undefined && sealed.has(runId) && !unsealed.has(runId))
      await add('leftover', join(tmpdir(), name))
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Null for what is gone by now. */
async function describe(kind: Removable['kind'], path: string, now: number): Promise<Removable | null> {
  try {
    const { mtimeMs } = await lstat(path)
    return { kind, path, ageDays: wholeDays(now - mtimeMs), bytes: await sizeOf(path) }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

/** A time that is still to come, by a clock that went back, is no age. */
export function wholeDays(ms: number): number {
  return Math.max(0, Math.floor(ms / DAY_MS))
}

/** Bytes of all files below a path; links are not followed. */
export async function sizeOf(path: string): Promise<number> {
  const stats = await lstat(path)
  if (!stats.isDirectory()) return stats.size
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  let bytes = 0
  for (const entry of entries)
    if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name))).size
  return bytes
}

async function isHeld(folder: string): Promise<boolean> {
  return (await readHolding(folder)).state === 'held'
}

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw error
  }
}
