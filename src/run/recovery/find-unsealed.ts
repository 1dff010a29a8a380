import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RunId } from '../../contract/ids.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { readHolding } from '../../ledger/process-lock.ts'
import { DONE_PREFIX } from '../work-folder.ts'

/** What lies in `.proctor/work/`, and what may be done with it. */
export type Found =
  /** Its owner lives, or can't be seen from here. */
  | { readonly kind: 'running'; readonly runId: string; readonly owner: string }
  | { readonly kind: 'abandoned'; readonly runId: string }
  /** Work folder of a sealed run, on its way out. */
  | { readonly kind: 'leaving'; readonly path: string }
  /** Nothing that a run of ours leaves. */
  | { readonly kind: 'foreign'; readonly path: string; readonly why: string }

/** Everything in the folder of unsealed runs, sorted by name. Changes nothing. */
export async function findUnsealed(work: string): Promise<Found[]> {
  const found: Found[] = []
  for (const name of await namesIn(work)) {
    // The lock of the folder itself.
    if (/^lock\.[0-9]+$/.test(name)) continue
    const one = await look(work, name)
    if (one !== null) found.push(one)
  }
  return found
}

async function namesIn(work: string): Promise<string[]> {
  try {
    return (await readdir(work)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

/** Null for what is none of anybody's business now. */
async function look(work: string, name: string): Promise<Found | null> {
  const path = join(work, name)
  const leaving = name.startsWith(DONE_PREFIX)
  const runId = leaving ? name.slice(DONE_PREFIX.length).replace(/\.removing-[0-9]+$/, '') : name
  if (!RunId.safeParse(runId).success)
    return { kind: 'foreign', path, why: 'it does not have the name of a run' }
  try {
    if (!(await lstat(path)).isDirectory()) return { kind: 'foreign', path, why: 'it is not a folder' }
    const holding = await readHolding(path)
    // Of a recovery that is under way, or a run that is just going.
    if (holding.state === 'held' && leaving) return null
    if (holding.state === 'held') {
      const { holder } = holding
      return {
        kind: 'running',
        runId,
        owner: holder === null ? 'unknown' : `process ${holder.pid} on ${holder.host}`,
      }
    }
    return leaving ? { kind: 'leaving', path } : { kind: 'abandoned', runId }
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined) throw error
    // Gone between two looks: its owner has just finished with it.
    if (errno === 'ENOENT') return { kind: 'leaving', path }
    return { kind: 'foreign', path, why: `it can not be read: ${errno}` }
  }
}
