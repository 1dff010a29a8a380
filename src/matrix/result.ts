import type { Verdict } from '../contract/completeness.ts'
import type { Observation } from './compare-row.ts'
import type { Expectation } from './row.ts'

/** What came of one row for one engine. */
export interface RowResult {
  readonly id: string
  readonly engine: string
  readonly what: string
  readonly expected: Expectation
  /** Null when the row was not run. */
  readonly actual: Observation | null
  readonly ok: boolean
  readonly verdict: Verdict
  /** Who can't provoke the row: this version, or this engine; null when it was run. */
  readonly notRun: 'version' | 'engine' | null
  /** Differences, or why the row was not run. */
  readonly why: readonly string[]
  readonly durationMs: number
}

export interface MatrixResult {
  readonly rows: readonly RowResult[]
  readonly durationMs: number
}

export function countVerdicts(rows: readonly RowResult[]): Readonly<Record<Verdict, number>> {
  const counts = { pass: 0, fail: 0, 'not-run': 0 }
  for (const { verdict } of rows) counts[verdict] += 1
  return counts
}
