// Promises: finds and ends processes of runs whose harness is gone, by what the kernel says of them.
// Must not: end anything for its name, or for a folder that it merely looks at. Called by: run/recovery/.
import { readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf } from '../kernel/proctor-error.ts'
import { sweepCgroups } from './cgroups.ts'
import { type ProcessRow, readProcess, readProcesses } from './processes.ts'

/** A run that nobody holds any more. */
export interface LostRun {
  readonly runId: string
  /** Its work folder. */
  readonly root: string
  /** The user that was its own alone; null when its processes ran as somebody else, too. */
  readonly uid: number | null
}

export interface EndedProcess {
  readonly runId: string
  readonly pid: number
  readonly command: string
}

const ROUNDS = 500
const WAIT_MS = 4

/**
 * Ends every process that belongs to one of these runs, and waits until none is left. A process belongs to a run when
 * it has the run's folder mounted as its checkout in a mount namespace of its own, was started with its home or git
 * dir in that folder, or runs as a user that only this run had. Control groups of dead harnesses go, too.
 */
export async function endLeftBehind(runs: readonly LostRun[]): Promise<readonly EndedProcess[]> {
  const ended = new Map<string, EndedProcess>()
  if (process.platform !== 'linux' || runs.length === 0) return []
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = findProcesses(runs)
    for (const { run, row } of found) {
      ended.set(`${row.pid} ${row.startedAt}`, { runId: run.runId, pid: row.pid, command: row.name })
      kill(row)
    }
    if (found.length === 0) break
    await sleep(WAIT_MS)
  }
  await sweepCgroups()
  return [...ended.values()]
}

function findProcesses(runs: readonly LostRun[]): { readonly run: LostRun; readonly row: ProcessRow }[] {
  const own = readOrNull(() => readlinkSync('/proc/self/ns/mnt'))
  const found: { run: LostRun; row: ProcessRow }[] = []
  for (const row of readProcesses('/proc')) {
    if (row.pid === process.pid || row.ended) continue
    const run = ownerOf(row.pid, runs, own)
    if (run !== undefined) found.push({ run, row })
  }
  return found
}

function ownerOf(pid: number, runs: readonly LostRun[], ownNamespace: string | null): LostRun | undefined {
  const environment = readOrNull(() => readFileSync(`/proc/${pid}/environ`, 'latin1')) ?? ''
  const places = environment.split('\0').flatMap((entry) => /^(?:HOME|GIT_DIR)=(.*)$/s.exec(entry)?.[1] ?? [])
  const byPlace = runs.find(({ root }) => places.some((place) => place.startsWith(`${root}/`)))
  if (byPlace !== undefined) return byPlace
  if (runs.some(({ uid }) => uid !== null)) {
    const status = readOrNull(() => readFileSync(`/proc/${pid}/status`, 'latin1')) ?? ''
    const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? -1)
    const byUser = runs.find((run) => run.uid === uid)
    if (byUser !== undefined) return byUser
  }
  const namespace = readOrNull(() => readlinkSync(`/proc/${pid}/ns/mnt`))
  if (namespace === null || namespace === ownNamespace) return undefined
  const mounts = (readOrNull(() => readFileSync(`/proc/${pid}/mountinfo`, 'latin1')) ?? '').split('\n')
  const checkout = mounts.map((line) => line.split(' ')).find((fields) => fields[4] === '/checkout')?.[3]
  return runs.find(({ runId }) => checkout?.includes(`/${runId}/`) === true)
}

/** Not a later process with the same number: its start was looked at a moment ago and is looked at again. */
function kill(row: ProcessRow): void {
  if (readProcess('/proc', row.pid)?.startedAt !== row.startedAt) return
  try {
    process.kill(row.pid, 'SIGKILL')
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error
  }
}

/** Null for a process that is gone, or is none of our business. */
function readOrNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL'].includes(errnoOf(error) ?? '')) return null
    throw error
  }
}
