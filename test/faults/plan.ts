/** What can be made to go wrong inside the harness, by the kind of operation. */
export const FAULT_KINDS = [
  'write',
  'fsync',
  'rename',
  'metadata',
  'open',
  'read',
  'spawn',
  'socket',
  /** A connection that a server of ours accepts: the model gateway's. */
  'connection',
  /** A look at the clock on the wall. */
  'clock',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/**
 * `short`: half of what is to be written is, and then the disk is full; a call that may write less just does. A file of
 * the kernel gets nothing of it.
 * `slow`: it takes a while longer. `drop`: a connection is destroyed when its first bytes come. `back`, `forward`: from this look on the clock is a day off.
 */
export type Effect = 'kill-before' | 'kill-after' | 'error' | 'short' | 'slow' | 'drop' | 'back' | 'forward'

export interface FaultPlan {
  readonly kind: FaultKind
  /** Counted from 0; among the calls of `same` alone where that is given, since those side by side come in any order. */
  readonly at: number
  readonly same?: Pick<CallRecord, 'call' | 'place'>
  readonly effect: Effect
  readonly errno: string
  /** Every later operation of this kind fails, too. */
  readonly lasting: boolean
}

/** Operations of an undisturbed run: for each, the step of its journal that was on; `open` before the first. */
export type Operations = Readonly<Record<FaultKind, readonly string[]>>

/** One operation of an undisturbed run, in order. */
export interface CallRecord {
  readonly kind: FaultKind
  /** Place among those of its kind. */
  readonly at: number
  /** Name of the function. */
  readonly call: string
  /** The file or folder that it is about, or the program that is started; empty when that is not known. */
  readonly path: string
  /** The same in every run: without folders and numbers that are a run's own. */
  readonly place: string
  /** Place among the calls of this name at this place. */
  readonly nth: number
  /** It came after the line that says that the engine had ended. */
  readonly afterEngine: boolean
}

export function toPlace(path: string): string {
  return path
    .replace(/^.*\/\.proctor\//, '')
    .replace(/^.*\/repositories\//, 'repositories/')
    .replace(/\d{8}t\d{6}z-[0-9a-f]{10}/g, 'RUN')
    .replace(/[0-9a-f]{64}/g, 'KEY')
    .replace(/proctor-\d+-/g, 'proctor-PID-')
    .replace(/\/proc\/\d+/, '/proc/PID')
    .replace(/[0-9a-f]{32}/, 'GROUP')
}
