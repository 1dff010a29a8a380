import type { BlockerCode } from '../contract/blockers.ts'
import type { Outcome } from './outcome.ts'

/** One run of one engine on one task, as its sealed report tells it. */
export interface Trial {
  readonly engine: string
  readonly task: string
  /** Runs of both engines with the same task and trial number make a pair. */
  readonly trial: number
  readonly runId: string
  readonly outcome: Outcome
  readonly blockers: readonly BlockerCode[]
  readonly seconds: number
  /** Null where nothing was measured. */
  readonly tokens: number | null
  readonly cost: number | null
  readonly permissionDenials: number | null
}
