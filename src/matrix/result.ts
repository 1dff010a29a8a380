import type { Verdict } from '../contract/completeness.ts'
import { EXIT, type ExitCode } from '../contract/exit-codes.ts'
import type { Observation } from './compare-row.ts'
import type { Expectation } from './row.ts'

/**
 * `unprovokable`: the row itself says that nothing outside can bring this engine into it. That is known before anything
 * runs, and no question that is left open: it never counts as a pass, and keeps no other row from being green.
 */
export type RowVerdict = Verdict | 'unprovokable'

/** What came of one row for one engine. */
export interface RowResult {
  readonly id: string
  readonly engine: string
  readonly what: string
  readonly expected: Expectation
  /** Null when the row was not run. */
  readonly actual: Observation | null
  readonly ok: boolean
  readonly verdict: RowVerdict
  /** Differences, or why the row was not run. */
  readonly why: readonly string[]
  readonly durationMs: number
}

export interface MatrixResult {
  readonly rows: readonly RowResult[]
  readonly durationMs: number
  /** By adapter: the engine of proctor.yaml whose own files the rows were run with, where they were carried along. */
  readonly carried: Readonly<Record<string, string>>
}

export function countVerdicts(rows: readonly RowResult[]): Readonly<Record<RowVerdict, number>> {
  const counts = { pass: 0, fail: 0, 'not-run': 0, unprovokable: 0 }
  for (const { verdict } of rows) counts[verdict] += 1
  return counts
}

/** Yes when every row that can be provoked was, and is as it should be; where none was, there is no answer. */
export function matrixExit(rows: readonly RowResult[]): ExitCode {
  const counts = countVerdicts(rows)
  if (counts.fail > 0) return EXIT.no
  return counts['not-run'] > 0 || counts.pass === 0 ? EXIT.noAnswer : EXIT.yes
}

/** The counts in one line. */
export function summarise(rows: readonly RowResult[]): string {
  const { pass, fail, unprovokable, 'not-run': notRun } = countVerdicts(rows)
  const cannot = unprovokable === 0 ? '' : `, ${unprovokable} that can not be provoked`
  return `${pass} of ${rows.length} rows as they should be, ${fail} not, ${notRun} not run${cannot}`
}
