// Promises: one holder at a time among the processes of a machine; a dead holder is known by facts, never by age.
// Must not: take the lock of a holder whose death it can't establish. Called by: file-ledger.ts.
import { readdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** Who holds a lock: enough to tell a living process from a later one with the same number. */
const Holder = z.strictObject({
  pid: z.int(),
  /** Start of the process in clock ticks since boot; null where /proc does not tell. */
  startTime: z.string().nullable(),
  bootId: z.string().nullable(),
  /** Process ids mean something only within this namespace. */
  pidNamespace: z.string().nullable(),
  host: z.string(),
})
type Holder = z.infer<typeof Holder>

export interface ProcessLock {
  release(): Promise<void>
}

const NAME = /^lock\.([0-9]{1,9})$/
const TURN_MS = 4
/** Does not change while this process lives. */
let myself: Promise<Holder> | undefined

/**
 * Takes the lock of `folder`. A lock is a symbolic link `lock.<n>` whose target is a JSON text of its holder: made
 * in one step, exclusively, and never half-written. Whoever made one holds it only if, looking again, every other is
 * of a dead holder and lower; else it steps back. A dead holder's lock is not removed by those who wait, since two of
 * them could do it at once: they make the next number. A holder tidies up the older ones.
 * @throws ProctorError ledger_locked after `waitMs`, with the holder in its details
 */
export async function takeLock(folder: string, waitMs: number): Promise<ProcessLock> {
  myself ??= describeMyself()
  const me = await myself
  const target = JSON.stringify(me)
  const deadline = performance.now() + waitMs
  for (;;) {
    const numbers = await lockNumbers(folder)
    const living = await firstLiving(folder, numbers, me)
    if (living === undefined) {
      const mine = Math.max(-1, ...numbers) + 1
      if (await claim(folder, target, mine, me))
        return { release: () => rm(lockPath(folder, mine), { force: true }) }
    }
    if (performance.now() >= deadline) throw lockedBy(folder, living)
    await sleep(TURN_MS * (0.5 + Math.random()))
  }
}

async function claim(folder: string, target: string, mine: number, me: Holder): Promise<boolean> {
  const path = lockPath(folder, mine)
  try {
    await symlink(target, path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
  const others = (await lockNumbers(folder)).filter((number) => number !== mine)
  if (Math.max(-1, ...others) < mine && (await firstLiving(folder, others, me)) === undefined) {
    // Only a holder removes the locks of the dead, so that none of these names can be a new lock by now.
    for (const number of others) await rm(lockPath(folder, number), { force: true })
    return true
  }
  await rm(path, { force: true })
  return false
}

async function lockNumbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number)
}

function lockPath(folder: string, number: number): string {
  return join(folder, `lock.${number}`)
}

interface Living {
  readonly path: string
  /** Null when the lock does not say who made it. */
  readonly holder: Holder | null
}

async function firstLiving(
  folder: string,
  numbers: readonly number[],
  me: Holder,
): Promise<Living | undefined> {
  for (const number of numbers.toSorted((a, b) => b - a)) {
    const path = lockPath(folder, number)
    const text = await readLinkOrNull(path)
    if (text === null) continue
    const holder = parseHolder(text)
    if (holder === undefined) return { path, holder: null }
    if (!(await isDead(holder, me))) return { path, holder }
  }
  return undefined
}

async function isDead(holder: Holder, me: Holder): Promise<boolean> {
  if (holder.host !== me.host) return false
  if (holder.bootId !== null && me.bootId !== null && holder.bootId !== me.bootId) return true
  if (holder.pidNamespace !== me.pidNamespace) return false
  if (me.startTime === null) return !respondsToSignals(holder.pid)
  const start = await startTimeOf(holder.pid)
  return start === null || (holder.startTime !== null && start !== holder.startTime)
}

function respondsToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'
  }
}

async function describeMyself(): Promise<Holder> {
  const machine = (await readOrNull('/etc/machine-id'))?.trim() ?? ''
  return {
    pid: process.pid,
    startTime: await startTimeOf(process.pid),
    bootId: (await readOrNull('/proc/sys/kernel/random/boot_id'))?.trim() ?? null,
    pidNamespace: await readLinkOrNull('/proc/self/ns/pid'),
    host: `${hostname()}/${machine}`,
  }
}

/** Field 22 of /proc/<pid>/stat; null when there is no such process, or only its remains (states Z and X). */
async function startTimeOf(pid: number): Promise<string | null> {
  const stat = await readOrNull(`/proc/${pid}/stat`)
  // The command name before it may hold spaces and parentheses of its own.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return null
  return fields[19] ?? null
}

/** Null when there is nothing there, or no such process any more. */
async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(toAbsent)
}

async function readLinkOrNull(path: string): Promise<string | null> {
  return readlink(path).catch(toAbsent)
}

function toAbsent(error: unknown): null {
  if (['ENOENT', 'ESRCH', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null
  throw error
}

function parseHolder(text: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function lockedBy(folder: string, living: Living | undefined): ProctorError {
  const { path, holder } = living ?? { path: folder, holder: null }
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new ProctorError('ledger_locked', `${who} holds the ledger (${path})`, {
    hint: 'try again when it has ended; remove the lock by hand only if you know that it has',
    details: { path, holder },
  })
}
