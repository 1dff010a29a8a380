import { isAbsolute, relative } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'

/** One thing that is wrong in a configuration file. */
export interface ConfigProblem {
  /** As people would type it: relative to where they are, or absolute when it lies elsewhere. */
  readonly file: string
  /** From 1; null when the problem is with the file as a whole. */
  readonly line: number | null
  readonly column: number | null
  /** `engines[0].adapter`; empty for the whole document. */
  readonly path: string
  readonly message: string
  readonly fix: string | null
  /** The problem in one line. */
  readonly text: string
}

export interface Place {
  readonly line: number
  readonly column: number
}

export function configProblem(
  file: string,
  place: Place | null,
  path: string,
  message: string,
  fix: string | null = null,
): ConfigProblem {
  const where = place === null ? file : `${file}:${place.line}:${place.column}`
  const text = `${path === '' ? '' : `${path}: `}${message} (${where})`
  return { file, line: place?.line ?? null, column: place?.column ?? null, path, message, fix, text }
}

/** The error that stops a command: the first problem in its one line, all of them in `details.problems`. */
export function configInvalid(problems: readonly [ConfigProblem, ...ConfigProblem[]]): ProctorError {
  const [first] = problems
  const more = problems.length === 1 ? '' : ` and ${problems.length - 1} more`
  return new ProctorError('config_invalid', `${first.text}${more}`, {
    ...(first.fix === null ? {} : { hint: first.fix }),
    details: { problems },
  })
}

/** How a file is named in messages. */
export function displayPath(path: string, cwd: string = process.cwd()): string {
  const near = relative(cwd, path)
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near
}

/** `engines[0].adapter` */
export function keyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('')
}
