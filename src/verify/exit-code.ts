import { EXIT, type ExitCode } from '../contract/exit-codes.ts'
import type { SkippableCheck } from '../contract/finding.ts'
import type { VerifyResult } from '../contract/results.ts'

interface ExitOptions {
  /** Turns any status but pass into a no. */
  readonly requirePass: boolean
  readonly allowNotRun: readonly SkippableCheck[]
}

/** 1 for findings; 4 for what had to be checked and could not be; 1 for a status that is not the wanted one; else 0. */
export function exitCodeOf(result: VerifyResult, options: ExitOptions): ExitCode {
  if (result.findings.length > 0) return EXIT.no
  if (result.notRun.some(({ check }) => !options.allowNotRun.includes(check))) return EXIT.noAnswer
  if (!result.ok) return EXIT.no
  if (options.requirePass && result.status !== 'pass') return EXIT.no
  return EXIT.yes
}
