/** What can be made to go wrong inside the harness, by the kind of operation. */
export const FAULT_KINDS = ['write', 'fsync', 'rename', 'metadata', 'open', 'spawn', 'socket'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultPlan {
  readonly kind: FaultKind
  /** Counted from 0. */
  readonly at: number
  readonly effect: 'kill-before' | 'kill-after' | 'error'
  readonly errno: string
  /** Every later operation of this kind fails, too. */
  readonly lasting: boolean
}
