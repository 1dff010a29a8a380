import { ERROR_CODES, type ErrorCode } from '../contract/error-codes.ts'
import type { ExitCode } from '../contract/exit-codes.ts'

interface ErrorOptions {
  /** What to do about it, one sentence. */
  readonly hint?: string
  readonly cause?: unknown
  readonly details?: Readonly<Record<string, unknown>>
}

/** No answer could be had. `code` is stable; `message` says what, where and why; `hint` what to do. */
export class ProctorError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ProctorError'
    this.code = code
    this.hint = options.hint
    this.details = options.details ?? {}
  }

  get exitCode(): ExitCode {
    return ERROR_CODES[this.code].exit
  }
}

/** Whether `error` is a ProctorError with one of these codes (any code when none is named). */
export function isProctorError(error: unknown, ...codes: readonly ErrorCode[]): error is ProctorError {
  return error instanceof ProctorError && (codes.length === 0 || codes.includes(error.code))
}

/** The `code` of a Node system error such as `ENOENT`, or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
