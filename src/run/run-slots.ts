// Promises: no more runs at once than `limits` of proctor.yaml allows, counted by the locks of living owners.
// Must not: count a run whose owner is dead, or wait while a run of our own is on record. Called by: run-task.ts.
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ParallelLimits } from '../contract/workspace.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { readHolding, takeLock } from '../ledger/process-lock.ts'
import type { Interrupts } from './interrupts.ts'
import type { ProgressListener } from './progress.ts'

/** File of a work folder whose run has begun: the engine that it is of, as its name says. */
const MARK = /^running\.([a-z0-9._-]+)$/
const LOCK_MS = 30_000
const LOOK_MS = 200

/** A limit that is used up, and by whom. */
export interface Full {
  /** For people. */
  readonly what: string
  readonly holders: readonly string[]
}

/**
 * Takes a place for the run in `root`, which its owner's death gives back. Null: taken. Looking and taking are one
 * step under the lock of all work folders, so that two runs never take the last place.
 */
export async function takePlace(
  work: string,
  root: string,
  limits: ParallelLimits | undefined,
  engine: string,
): Promise<Full | null> {
  const mark = () => writeFile(join(root, `running.${engine}`), '', { mode: 0o600 })
  if (limits === undefined) {
    // Counted by those that are started when there is a limit.
    await mark()
    return null
  }
  const turn = await takeLock(work, LOCK_MS)
  try {
    const full = await findFull(work, limits, engine)
    if (full === null) await mark()
    return full
  } finally {
    await turn.release()
  }
}

/**
 * Waits until there seems to be a place; whether there is one, `takePlace` says.
 * @param deadline on the monotonic clock, ms
 * @throws ProctorError limit_reached
 */
export async function awaitPlace(
  work: string,
  limits: ParallelLimits,
  engine: string,
  wait: { readonly deadline: number; readonly interrupts: Interrupts; readonly progress: ProgressListener },
): Promise<void> {
  let told = ''
  for (;;) {
    const full = await findFull(work, limits, engine)
    if (full === null || wait.interrupts.cause !== null) return
    const text = `${full.what}: ${full.holders.join(', ')}`
    if (performance.now() >= wait.deadline) {
      throw new ProctorError('limit_reached', `no place became free: ${text}`, {
        hint: 'run it again later, or raise `limits` of proctor.yaml',
        details: { ...full },
      })
    }
    if (text !== told) wait.progress('wait', text)
    told = text
    await sleep(LOOK_MS)
  }
}

async function findFull(work: string, limits: ParallelLimits, engine: string): Promise<Full | null> {
  const running = await findRunning(work)
  const all = running.map(({ holder }) => holder)
  const most = limits.runs
  if (most !== undefined && all.length >= most)
    return { what: `${all.length} of ${most} runs go on`, holders: all }
  const mostOfEngine = limits.engines[engine]
  const ofEngine = running.filter((run) => run.engine === engine).map(({ holder }) => holder)
  if (mostOfEngine === undefined || ofEngine.length < mostOfEngine) return null
  return { what: `${ofEngine.length} of ${mostOfEngine} runs of ${engine} go on`, holders: ofEngine }
}

async function findRunning(work: string): Promise<{ readonly engine: string; readonly holder: string }[]> {
  const found: { readonly engine: string; readonly holder: string }[] = []
  for (const name of await namesIn(work)) {
    const folder = join(work, name)
    const engine = (await namesIn(folder)).flatMap((file) => MARK.exec(file)?.[1] ?? [])[0]
    if (engine === undefined) continue
    const holding = await readHolding(folder).catch(toFree)
    if (holding.state !== 'held') continue
    const { holder } = holding
    found.push({ engine, holder: `${name} (${holder === null ? 'unknown' : `process ${holder.pid}`})` })
  }
  return found
}

/** Nothing for what is no folder, or is gone by now. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw error
  }
}

function toFree(error: unknown): { readonly state: 'free' } {
  if (errnoOf(error) === 'ENOENT') return { state: 'free' }
  throw error
}
