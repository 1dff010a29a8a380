// Promises: says when what `validate` reads has changed: proctor.yaml, the planning documents, the source records.
// Must not: judge anything, or miss a change between two looks. Called by: the validate command.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { CONFIG_NAME } from '../workspace/paths.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'
import { readPlanningFiles } from './read-planning.ts'

const LEAST_PAUSE_MS = 300

/**
 * Yields once at the start and again whenever the bytes differ, until `signal` is aborted. It looks again and again
 * instead of asking the system for events, which some file systems do not give.
 */
export async function* planningChanges(dir: string, signal: AbortSignal): AsyncGenerator<void> {
  let known: string | undefined
  while (!signal.aborted) {
    const started = performance.now()
    const seen = await digestOf(dir)
    if (seen !== known) {
      known = seen
      yield
      continue
    }
    // A large workspace is looked at less often, so that looking never takes more than a tenth of the time.
    await pause(Math.max(LEAST_PAUSE_MS, 10 * (performance.now() - started)), signal)
  }
}

async function digestOf(dir: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    hash.update(await readFile(join(dir, CONFIG_NAME)))
    const { config } = await readWorkspace(dir)
    if (config.planning === undefined) return hash.digest('hex')
    const { files, unreadable } = await readPlanningFiles(dir, config.planning)
    for (const [path, bytes] of files) hash.update(`\0${path}\0${bytes.length}\0`).update(bytes)
    for (const [path, why] of unreadable) hash.update(`\0${path}\0${why}`)
  } catch (error) {
    // A workspace that can not be read is a state like any other: it is told, and the next look may find it mended.
    if (!(error instanceof ProctorError) && errnoOf(error) === undefined) throw error
    hash.update(String(error))
  }
  return hash.digest('hex')
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
