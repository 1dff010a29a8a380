/** What can be made to go wrong inside the harness, by the kind of operation. */
export const FAULT_KINDS = ['write', 'fsync', 'rename', 'metadata', 'open', 'spawn', 'socket'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultPlan {
  readonly kind: FaultKind
  /** Counted from 0. */
  readonly at: number
  /** `short`: half of what is to be written is, and then the disk is full; a call that may write less just does. */
  readonly effect: 'kill-before' | 'kill-after' | 'error' | 'short'
  readonly errno: string
  /** Every later operation of this kind fails, too. */
  readonly lasting: boolean
}

/** One operation of an undisturbed run, in order. */
export interface CallRecord {
  readonly kind: FaultKind
  /** Place among those of its kind. */
  readonly at: number
  /** Name of the function. */
  readonly call: string
  /** The file or folder that it is about; empty when that is not known. */
  readonly path: string
  /** It came after the line that says that the engine had ended. */
  readonly afterEngine: boolean
}
