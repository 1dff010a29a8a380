export type TestOutcome = 'passed' | 'failed' | 'errored' | 'skipped' | 'todo'

/** One entry of a runner's report, before counting. All text is hostile. */
export interface TestCase {
  /** Enclosing suites, outermost first; for flat TAP the last comment. */
  readonly path: readonly string[]
  readonly name: string
  readonly outcome: TestOutcome
  /** Why it failed; empty when it did not. */
  readonly message: string
  /** The entry stands for a file and not for a test. */
  readonly phantom: boolean
  /** It is there because a file or a suite broke, and stands for tests of which some have no entry. */
  readonly broke: boolean
}

/** What a format reader found, and all that is wrong with the report. */
export interface CaseList {
  readonly cases: readonly TestCase[]
  readonly problems: readonly string[]
}

/** Bounds on what is read from a report that hostile code may have written. */
export interface ReportLimits {
  readonly bytes: number
  readonly tests: number
  readonly depth: number
}

export const DEFAULT_REPORT_LIMITS: ReportLimits = { bytes: 32 * 1024 * 1024, tests: 200_000, depth: 64 }

const FILE_NAME = /\.[cm]?[jt]sx?$/

/** Whether a test's name is that of a script, as for the entries that runners make up for whole files. */
export function isScriptName(name: string): boolean {
  return FILE_NAME.test(name)
}

/** At most `max` UTF-16 units, without a lone surrogate, so that it has a canonical JSON form. */
export function clip(text: string, max: number): string {
  const whole = text.length <= max ? text : `${text.slice(0, max - 1)}…`
  return whole.toWellFormed()
}
