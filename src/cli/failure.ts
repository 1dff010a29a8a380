import { ERROR_CODES } from '../contract/error-codes.ts'
import { EXIT, type ExitCode } from '../contract/exit-codes.ts'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** Why no answer could be had: for people as lines, for programs as a document. */
export interface Failure {
  readonly exitCode: ExitCode
  readonly lines: readonly string[]
  readonly document: {
    readonly error: {
      readonly code: string
      readonly message: string
      readonly hint: string | null
      readonly exitCode: ExitCode
      readonly problems?: readonly unknown[]
    }
  }
}

/** What is printed for anything that a command may throw. What is not a ProctorError is our bug. */
export function toFailure(error: unknown): Failure {
  const refusal = machineRefusal(error)
  if (refusal !== null) return toFailure(refusal)
  if (!(error instanceof ProctorError) || error.code === 'bug') return bug(error)
  const exitCode = ERROR_CODES[error.code].exit
  const problems = Array.isArray(error.details.problems) ? (error.details.problems as unknown[]) : []
  const lines = [`proctor: ${oneLine(error.message)}`]
  for (const problem of problems.slice(1)) lines.push(`  also: ${oneLine(problemText(problem))}`)
  if (error.hint !== undefined) lines.push(`  fix: ${oneLine(error.hint)}`)
  const { code, message, hint } = error
  return {
    exitCode,
    lines,
    document: {
      error: { code, message, hint: hint ?? null, exitCode, ...(problems.length > 0 ? { problems } : {}) },
    },
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  ...['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EFBIG'],
  ...['ENXIO', 'ESTALE'],
])

/** A system error that says nothing of proctor: there was no room, no permission, or a device failed. */
function machineRefusal(error: unknown): ProctorError | null {
  const errno = errnoOf(error)
  if (!(error instanceof Error) || errno === undefined || !REFUSALS.has(errno)) return null
  return new ProctorError('machine_failed', error.message, {
    cause: error,
    hint: 'make room (disk, processes, descriptors, memory) or give the permission that is missing; a run that had begun is found by `proctor recover`',
  })
}

function bug(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const hint = 'please report this with the lines below'
  return {
    exitCode: EXIT.bug,
    lines: [
      `proctor: a bug in proctor: ${oneLine(message)}`,
      `  fix: ${hint}`,
      `  proctor ${PROCTOR_VERSION}, node ${process.version}, ${process.platform}-${process.arch}`,
      ...stack
        .split('\n')
        .slice(1, 12)
        .map((line) => `  ${line.trim()}`),
    ],
    document: { error: { code: 'bug', message, hint, exitCode: EXIT.bug } },
  }
}

function problemText(problem: unknown): string {
  if (typeof problem === 'string') return problem
  if (typeof problem === 'object' && problem !== null && 'text' in problem) return String(problem.text)
  return JSON.stringify(problem)
}

/** What an error quotes may be hostile: no line breaks, no control characters on the terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
