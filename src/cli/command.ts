// Promises: one shape for every command, so that parsing, help, errors and exit codes are the same everywhere.
// Must not: do what a command does; a command parses nothing itself and prints through `output` only.
// Called by: cli/main.ts and every file of cli/commands/.
import type { ExitCode } from '../contract/exit-codes.ts'
import type { Output } from './output.ts'

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  /** Name of the value in `--help`, such as DIR. */
  readonly value?: string
  readonly description: string
  readonly required?: boolean
  /** May be given more than once. */
  readonly multiple?: boolean
  /** The only values that are understood. */
  readonly choices?: readonly string[]
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S['multiple'] extends true
    ? readonly string[]
    : string

export type OptionValue = string | boolean | readonly string[]

/** What was typed, by option name. An option that was not typed is not there. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]?: string extends keyof O ? OptionValue : ValueOf<O[K]>
}

export interface PositionalSpec {
  readonly name: string
  readonly description: string
  readonly required: boolean
}

/** Everything that a command is given. It reads neither process.argv nor process.stdout. */
export interface CommandContext<O extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<O>
  readonly positionals: readonly string[]
  /** Absolute; where the search for a workspace starts: `--workspace`, or the current folder. */
  readonly start: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly output: Output
}

/** One thing that can be typed. Its file is loaded only when it is. */
export interface Command<O extends OptionSpecs = OptionSpecs> {
  /** One word, or two for the commands that come in families (`runs list`). */
  readonly name: string
  readonly summary: string
  /** What stands after `proctor NAME`. */
  readonly usage: string
  /** Further help, in whole sentences. */
  readonly details?: string
  readonly options: O
  readonly positionals: readonly PositionalSpec[]
  readonly example: string
  /** Needs what only Linux has; refused elsewhere before anything is looked at. */
  readonly linuxOnly?: boolean
  /**
   * Does it and returns the exit code. A negative answer is a code, never an exception.
   * @throws ProctorError when no answer could be had
   */
  run(context: CommandContext<O>): Promise<ExitCode>
}

/** Keeps the option names of a command for the type of its `run`. */
export function defineCommand<const O extends OptionSpecs>(command: Command<O>): Command<O> {
  return command
}
