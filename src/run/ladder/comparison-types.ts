import type { Trial } from '../../compare/trial.ts'
import type { Report } from '../../contract/report.ts'
import type { Claim } from './not-applicable.ts'

/** What is asked of a comparison. */
export interface CompareRequest {
  /** The candidate first, then what it is compared with. */
  readonly engines: readonly string[]
  /** Task ids; `*` stands for any characters. */
  readonly tasks: string
  readonly trials: number
  readonly goal: 'non-inferior' | 'superior'
  readonly margin: number
  /** Baselines that are left out, signed with `key`. */
  readonly notApplicable: readonly Claim[]
  readonly key: string | undefined
  readonly onRun: (line: string) => void
}

/** One run of a comparison: what the statistics need of it, and its report. */
export interface MadeTrial {
  readonly trial: Trial
  readonly report: Report
}
