import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { EXIT, type ExitCode } from '../contract/exit-codes.ts'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Command, OptionSpecs, OptionValues } from './command.ts'
import { toFailure } from './failure.ts'
import { renderCommandHelp, renderHelp } from './help.ts'
import { createOutput, type Output, wantsColor } from './output.ts'
import { parseArguments, pickCommand } from './parse-arguments.ts'
import type { RegisteredCommand } from './registry.ts'

export interface CommandLine {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** As `process.platform` says it. */
  readonly platform: string
  readonly stdout: Writable & { readonly isTTY?: boolean | undefined }
  readonly stderr: Writable & { readonly isTTY?: boolean | undefined }
}

/** Does what was typed and returns the exit code. Never throws for what a command throws. */
export async function runCommandLine(
  line: CommandLine,
  commands: readonly RegisteredCommand[],
): Promise<ExitCode> {
  const ahead = parseArguments(undefined, beforeTerminator(line.argv), true).options
  const json = ahead.json === true
  const output = createOutput(line.stdout, line.stderr, {
    json,
    quiet: ahead.quiet === true,
    color: wantsColor(line.env, (json ? line.stderr : line.stdout).isTTY === true),
    live: line.stderr.isTTY === true && line.env.TERM !== 'dumb',
  })
  try {
    return await dispatch(line, commands, output, ahead.help === true)
  } catch (error) {
    const failure = toFailure(error)
    for (const text of failure.lines) output.warn(text)
    if (!output.documentWritten) output.document(failure.document)
    return failure.exitCode
  }
}

async function dispatch(
  line: CommandLine,
  commands: readonly RegisteredCommand[],
  output: Output,
  help: boolean,
): Promise<ExitCode> {
  const typed = pickCommand(
    line.argv,
    commands.map(({ name }) => name),
  )
  const registered = commands.find(({ name }) => name === typed.name)
  if (registered !== undefined) await import('./schema-settings.ts')
  const command = await registered?.load()
  if (help)
    return print(output, command === undefined ? renderHelp(commands) : renderCommandHelp(command), 'help')
  const { options, positionals } = parseArguments(command, typed.rest)
  if (options.version === true) return print(output, PROCTOR_VERSION, 'version')
  if (command === undefined) {
    for (const text of renderHelp(commands).split('\n')) output.warn(text)
    throw new ProctorError('usage', 'no command was given', { hint: 'see the list above' })
  }
  if (command.linuxOnly === true && line.platform !== 'linux') {
    throw new ProctorError(
      'platform_unsupported',
      `\`${command.name}\` needs Linux, and this is ${line.platform}`,
      {
        hint: 'engines are isolated by bubblewrap, which only Linux has; `proctor verify` works here',
      },
    )
  }
  const exitCode = await runOne(command, line, output, options, positionals)
  if (output.settings.json && !output.documentWritten) {
    throw new ProctorError('bug', `\`${command.name} --json\` wrote no document`)
  }
  return exitCode
}

function runOne(
  command: Command,
  line: CommandLine,
  output: Output,
  options: OptionValues<OptionSpecs>,
  positionals: readonly string[],
): Promise<ExitCode> {
  const workspace = options.workspace
  const start = typeof workspace === 'string' ? resolve(line.cwd, workspace) : line.cwd
  return command.run({ options, positionals, start, cwd: line.cwd, env: line.env, output })
}

function print(output: Output, text: string, key: 'help' | 'version'): ExitCode {
  if (output.settings.json) output.document({ [key]: text })
  else output.answer(text)
  return EXIT.yes
}

/** Options after `--` are arguments: they must not switch anything on. */
function beforeTerminator(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end < 0 ? argv : argv.slice(0, end)
}
