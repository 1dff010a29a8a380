// Promises: a process named so that it can't be mistaken for a later one with the same number; its death as a fact.
// Must not: call a process dead that can't be seen from here. Called by: process-lock.ts, run/.
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import * as z from 'zod'
import { errnoOf } from '../kernel/proctor-error.ts'

/** Enough to tell a living process from a later one with the same number. */
export const ProcessIdentity = z.strictObject({
  pid: z.int(),
  /** Start of the process in clock ticks since boot; null where /proc does not tell. */
  startTime: z.string().nullable(),
  bootId: z.string().nullable(),
  /** Process ids mean something only within this namespace. */
  pidNamespace: z.string().nullable(),
  host: z.string(),
})
export type ProcessIdentity = z.infer<typeof ProcessIdentity>

/** False when it lives, and when that can't be known from here. */
export async function isDead(holder: ProcessIdentity, me: ProcessIdentity): Promise<boolean> {
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

let myself: Promise<ProcessIdentity> | undefined

/** This process. It does not change while it lives. */
export function describeMyself(): Promise<ProcessIdentity> {
  myself ??= readMyself()
  return myself
}

async function readMyself(): Promise<ProcessIdentity> {
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

export async function readLinkOrNull(path: string): Promise<string | null> {
  return readlink(path).catch(toAbsent)
}

function toAbsent(error: unknown): null {
  if (['ENOENT', 'ESRCH', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null
  throw error
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
