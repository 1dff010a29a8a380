import type { TaskName } from './arena.ts'
import { FAULT_KINDS, type FaultKind, type FaultPlan } from './plan.ts'

/** One fault: at an operation of the run, of its recovery, or from outside at a moment. */
export interface FaultCase {
  /** Repeats it: `--case NAME`. */
  readonly name: string
  readonly task: TaskName
  readonly resume: boolean
  readonly fault:
    | { readonly at: 'run'; readonly plan: FaultPlan }
    /** The run is killed at `first`, then recovery is disturbed. */
    | { readonly at: 'recovery'; readonly first: FaultPlan; readonly plan: FaultPlan }
    | { readonly at: 'moment'; readonly signal: NodeJS.Signals; readonly again: boolean; readonly ms: number }
}

const ERRNO: Readonly<Record<FaultKind, string>> = {
  write: 'ENOSPC',
  fsync: 'EIO',
  rename: 'EROFS',
  metadata: 'EDQUOT',
  open: 'EMFILE',
  spawn: 'EAGAIN',
  socket: 'EADDRNOTAVAIL',
}
const SIGNALS: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP']
const EFFECTS = ['kill-before', 'kill-after', 'error', 'lasting'] as const

/** Every operation of a run with every effect, in a fixed order. @param counts operations of an undisturbed run */
export function everyStep(counts: Readonly<Record<FaultKind, number>>): FaultCase[] {
  return FAULT_KINDS.flatMap((kind) =>
    Array.from({ length: counts[kind] }, (_, at) => at).flatMap((at) =>
      EFFECTS.map((effect): FaultCase => {
        const task = at % 3 === 0 ? 'bad' : 'good'
        const resume = at % 2 === 0
        const name = `run/${kind}/${at}/${effect}`
        return { name, task, resume, fault: { at: 'run', plan: toPlan(kind, at, effect) } }
      }),
    ),
  )
}

/** @param seed the same seed gives the same cases */
export function atRandom(
  seed: number,
  count: number,
  counts: Readonly<Record<FaultKind, number>>,
): FaultCase[] {
  const next = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  return Array.from({ length: count }, (_, index): FaultCase => {
    const name = `seed/${seed}/${index}`
    const task = pick(['good', 'good', 'bad'] as const)
    const resume = next() < 0.5
    if (next() < 0.5) {
      const signal = pick(SIGNALS)
      const again = next() < 0.3
      return { name, task, resume, fault: { at: 'moment', signal, again, ms: next() } }
    }
    const first = toPlan('write', Math.floor((0.3 + 0.7 * next()) * counts.write), 'kill-after')
    const kind = pick(['write', 'fsync', 'rename', 'metadata', 'open', 'spawn'] as const)
    const plan = toPlan(kind, Math.floor(next() * counts[kind]), pick(EFFECTS))
    return { name, task, resume, fault: { at: 'recovery', first, plan } }
  })
}

/** `count` of a list, evenly spread, always the same. */
export function sample<T>(list: readonly T[], count: number): T[] {
  const length = Math.min(count, list.length)
  // A step on the way that has no common factor with the number of effects, or the same effect would come each time.
  const place = (index: number) => Math.floor((index * list.length) / length)
  return Array.from(
    { length },
    (_, index) => list[Math.min(place(index) + (index % 4), place(index + 1) - 1)] as T,
  )
}

function toPlan(kind: FaultKind, at: number, effect: (typeof EFFECTS)[number]): FaultPlan {
  const lasting = effect === 'lasting'
  return { kind, at, effect: lasting ? 'error' : effect, errno: ERRNO[kind], lasting }
}

/** mulberry32 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
