import type { TaskName } from './arena.ts'
import { type Effect, FAULT_KINDS, type FaultKind, type FaultPlan, type Operations } from './plan.ts'

/** One fault: at an operation of the run, of its recovery, or from outside at a moment. */
export interface FaultCase {
  /** Repeats it: `--case NAME`. */
  readonly name: string
  readonly task: TaskName
  readonly resume: boolean
  readonly fault: /** `step`: of the journal, in an undisturbed run. */
    | { readonly at: 'run'; readonly step: string; readonly plan: FaultPlan }
    /** The run is killed at `first`, then recovery is disturbed. */
    | { readonly at: 'recovery'; readonly first: FaultPlan; readonly plan: FaultPlan }
    | {
        readonly at: 'moment'
        readonly signal: NodeJS.Signals
        readonly again: boolean
        /** Counted from the moment when the run is about to be on record. */
        readonly late: boolean
        readonly ms: number
      }
    /** No memory is given to the process any more, nor to what it starts. */
    | { readonly at: 'memory'; readonly ms: number }
    /** The run is killed while another command works in the workspace, which must not mind. */
    | { readonly at: 'beside'; readonly command: 'run' | 'recover' | 'gc' | 'runs list'; readonly ms: number }
}

type Way = Effect | 'lasting'

const FAILING: readonly Way[] = ['kill-before', 'kill-after', 'error', 'lasting']
const WAYS: Readonly<Record<FaultKind, readonly Way[]>> = {
  write: FAILING,
  fsync: FAILING,
  rename: FAILING,
  metadata: FAILING,
  open: FAILING,
  // A process that dies between two writes may as well die at the next one.
  read: ['error'],
  spawn: FAILING,
  socket: FAILING,
  connection: [...FAILING, 'drop'],
  clock: ['kill-before', 'back', 'forward'],
}

/** Taken in turn, by the place of the operation. */
const ERRNOS: Readonly<Record<FaultKind, readonly string[]>> = {
  write: ['ENOSPC', 'EDQUOT', 'EIO'],
  fsync: ['EIO', 'EDQUOT', 'ENOSPC'],
  rename: ['EROFS', 'EDQUOT', 'ENOMEM'],
  metadata: ['EDQUOT', 'EROFS', 'ENOMEM'],
  open: ['EMFILE', 'ENOMEM', 'ENFILE', 'EROFS'],
  read: ['EIO', 'EACCES', 'ENOMEM'],
  spawn: ['EAGAIN', 'ENOMEM', 'EMFILE'],
  socket: ['EADDRNOTAVAIL', 'ENOMEM'],
  connection: ['ECONNRESET'],
  clock: ['none'],
}
const SIGNALS: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP']

/** Every operation of a run in every way that it can go wrong, in a fixed order. */
export function everyStep(operations: Operations): FaultCase[] {
  return FAULT_KINDS.flatMap((kind) =>
    operations[kind].flatMap((step, at) =>
      WAYS[kind].map((way): FaultCase => {
        const task = at % 3 === 0 ? 'bad' : 'good'
        const resume = at % 2 === 0
        const name = `run/${kind}/${at}/${way}`
        return { name, task, resume, fault: { at: 'run', step, plan: toPlan(kind, at, way) } }
      }),
    ),
  )
}

/** One of every step of the journal, kind and way at least, and then evenly spread, always the same. */
export function chooseSteps(cases: readonly FaultCase[], count: number): FaultCase[] {
  const strata = Map.groupBy(cases, ({ name, fault }) => {
    const [, kind, , way] = name.split('/')
    return `${fault.at === 'run' ? fault.step : ''} ${kind} ${way}`
  })
  const first = new Set([...strata.values()].map((same) => same[same.length >> 1] as FaultCase))
  const rest = cases.filter((one) => !first.has(one))
  const chosen = new Set([...first, ...sample(rest, Math.max(0, count - first.size))])
  return cases.filter((one) => chosen.has(one))
}

/** @param seed the same seed gives the same cases */
export function atRandom(seed: number, count: number, operations: Operations): FaultCase[] {
  const next = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const place = (kind: FaultKind, from: number) =>
    Math.floor((from + (1 - from) * next()) * operations[kind].length)
  return Array.from({ length: count }, (_, index): FaultCase => {
    const name = `seed/${seed}/${index}`
    const task = pick(['good', 'good', 'bad'] as const)
    const resume = next() < 0.5
    const where = next()
    if (where < 0.35) {
      const signal = pick(SIGNALS)
      const again = next() < 0.3
      return { name, task, resume, fault: { at: 'moment', signal, again, late: next() < 0.6, ms: next() } }
    }
    if (where < 0.45) return { name, task, resume, fault: { at: 'memory', ms: next() } }
    if (where < 0.6) {
      const command = pick(['run', 'recover', 'gc', 'runs list'] as const)
      return { name, task, resume, fault: { at: 'beside', command, ms: next() } }
    }
    const first = toPlan('write', place('write', 0.3), 'kill-after')
    const kind = pick(['write', 'fsync', 'rename', 'metadata', 'open', 'spawn', 'clock'] as const)
    const plan = toPlan(kind, place(kind, 0), pick(WAYS[kind]))
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

function toPlan(kind: FaultKind, at: number, way: Way): FaultPlan {
  const lasting = way === 'lasting'
  const errnos = ERRNOS[kind]
  return { kind, at, effect: lasting ? 'error' : way, errno: errnos[at % errnos.length] as string, lasting }
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
