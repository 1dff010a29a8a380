import { EXIT_MEANINGS } from '../contract/exit-codes.ts'
import type { Command, OptionSpecs } from './command.ts'
import { GLOBAL_OPTIONS } from './global-options.ts'
import type { RegisteredCommand } from './registry.ts'

type Row = readonly [string, string]

/** `proctor --help` */
export function renderHelp(commands: readonly RegisteredCommand[]): string {
  return [
    'proctor - supervises the examination of coding agents and seals what it saw',
    '',
    'Usage: proctor COMMAND [options]',
    '',
    'Commands:',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options of every command:',
    ...table(optionRows(GLOBAL_OPTIONS)),
    '',
    'Example:',
    '  proctor init demo && cd demo && proctor run --task example --engine fake',
    '',
    ...exitCodes(),
  ].join('\n')
}

/** `proctor NAME --help` */
export function renderCommandHelp(command: Command): string {
  const lines = [
    `proctor ${command.name} - ${command.summary}`,
    '',
    `Usage: proctor ${`${command.name} ${command.usage}`.trim()}`,
    '',
  ]
  if (command.details !== undefined) lines.push(command.details, '')
  if (command.positionals.length > 0) {
    lines.push(
      'Arguments:',
      ...table(command.positionals.map(({ name, description }) => [name, description])),
      '',
    )
  }
  const own = optionRows(command.options)
  if (own.length > 0) lines.push('Options:', ...table(own), '')
  lines.push('Options of every command:', ...table(optionRows(GLOBAL_OPTIONS)), '')
  lines.push('Example:', `  ${command.example}`, '', ...exitCodes())
  return lines.join('\n')
}

function exitCodes(): string[] {
  return ['Exit codes:', ...table(EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]))]
}

function optionRows(options: OptionSpecs): Row[] {
  return Object.entries(options).map(([name, spec]) => {
    const value = spec.choices?.join('|') ?? spec.value ?? 'VALUE'
    return [spec.type === 'boolean' ? `--${name}` : `--${name} ${value}`, spec.description]
  })
}

function table(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
