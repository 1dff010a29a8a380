// Promises: one holder at a time among the processes of a machine; a dead holder is known by facts, never by age.
// Must not: take the lock of a holder whose death it can't establish. Called by: file-ledger.ts, run/.
import { readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import {
  describeMyself,
  isDead,
  type ProcessIdentity,
  parseIdentity,
  readLinkOrNull,
} from './process-identity.ts'

export interface ProcessLock {
  release(): Promise<void>
}

const NAME = /^lock\.([0-9]{1,9})$/
const TURN_MS = 4

/**
 * Takes the lock of `folder`. A lock is a symbolic link `lock.<n>` whose target is a JSON text of its holder: made
 * in one step, exclusively, and never half-written. Whoever made one holds it only if, looking again, every other is
 * of a dead holder and lower; else it steps back. A dead holder's lock is not removed by those who wait, since two of
 * them could do it at once: they make the next number. A holder tidies up the older ones.
 * @throws ProctorError ledger_locked after `waitMs`, with the holder in its details; evidence_write when none can be made
 */
export async function takeLock(folder: string, waitMs: number): Promise<ProcessLock> {
  const me = await describeMyself()
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

/** Who holds the lock of a folder, as far as that can be seen from here. Changes nothing. */
export type Holding =
  | { readonly state: 'free' }
  /** `holder` is dead; the lock that it left is there for the next to take. */
  | { readonly state: 'left'; readonly holder: ProcessIdentity }
  /** Null when the lock does not say who made it. */
  | { readonly state: 'held'; readonly holder: ProcessIdentity | null }

export async function readHolding(folder: string): Promise<Holding> {
  const numbers = await lockNumbers(folder)
  const living = await firstLiving(folder, numbers, await describeMyself())
  if (living !== undefined) return { state: 'held', holder: living.holder }
  const last = numbers.toSorted((a, b) => b - a)[0]
  const text = last === undefined ? null : await readLinkOrNull(lockPath(folder, last))
  const holder = text === null ? undefined : parseIdentity(text)
  return holder === undefined ? { state: 'free' } : { state: 'left', holder }
}

async function claim(folder: string, target: string, mine: number, me: ProcessIdentity): Promise<boolean> {
  const path = lockPath(folder, mine)
  try {
    await symlink(target, path)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EEXIST') return false
    if (errno === undefined || errno === 'ENOENT') throw error
    const details = { path, step: 'lock', errno }
    throw new ProctorError('evidence_write', `${path}: no lock can be made: ${errno}`, {
      cause: error,
      details,
    })
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
  readonly holder: ProcessIdentity | null
}

async function firstLiving(
  folder: string,
  numbers: readonly number[],
  me: ProcessIdentity,
): Promise<Living | undefined> {
  for (const number of numbers.toSorted((a, b) => b - a)) {
    const path = lockPath(folder, number)
    const text = await readLinkOrNull(path)
    if (text === null) continue
    const holder = parseIdentity(text)
    if (holder === undefined) return { path, holder: null }
    if (!(await isDead(holder, me))) return { path, holder }
  }
  return undefined
}

function lockedBy(folder: string, living: Living | undefined): ProctorError {
  const { path, holder } = living ?? { path: folder, holder: null }
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new ProctorError('ledger_locked', `${who} holds ${path}`, {
    hint: 'try again when it has ended; remove the lock by hand only if you know that it has',
    details: { path, holder },
  })
}
