import { parseArgs } from 'node:util'
import { nearestName } from '../kernel/nearest-name.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Command, OptionSpec, OptionSpecs, OptionValue, OptionValues } from './command.ts'
import { GLOBAL_OPTIONS } from './global-options.ts'

export interface TypedCommand {
  /** Registered name, or undefined when no command was typed. */
  readonly name: string | undefined
  /** Everything typed but the name. */
  readonly rest: readonly string[]
}

/**
 * Finds the command's name among the arguments, wherever the common options stand.
 * @throws ProctorError usage: there is no such command
 */
export function pickCommand(argv: readonly string[], names: readonly string[]): TypedCommand {
  const words = tokensOf(argv, GLOBAL_OPTIONS).filter((token) => token.kind === 'positional')
  const [first, second] = words
  if (first === undefined) return { name: undefined, rest: argv }
  const without = (...indexes: readonly number[]): readonly string[] =>
    argv.filter((_, index) => !indexes.includes(index))
  if (second !== undefined && names.includes(`${first.value} ${second.value}`)) {
    return { name: `${first.value} ${second.value}`, rest: without(first.index, second.index) }
  }
  if (names.includes(first.value)) return { name: first.value, rest: without(first.index) }
  throw unknownCommand(first.value, second?.value, names)
}

function unknownCommand(first: string, second: string | undefined, names: readonly string[]): ProctorError {
  const family = names.filter((name) => name.startsWith(`${first} `))
  if (family.length > 0) {
    const what =
      second === undefined ? `\`${first}\` is not a command by itself` : `no command \`${first} ${second}\``
    return new ProctorError('usage', what, { hint: `one of: ${family.join(', ')}` })
  }
  const near = nearestName(first, new Set(names.flatMap((name) => [name, name.split(' ')[0] ?? name])))
  return new ProctorError('usage', `no command \`${first}\``, {
    hint: near === undefined ? 'see `proctor --help`' : `did you mean \`proctor ${near}\`?`,
  })
}

export interface ParsedArguments {
  readonly options: OptionValues<OptionSpecs>
  readonly positionals: readonly string[]
}

/**
 * Reads options and positionals of one command (of none, when `command` is undefined).
 * @param lenient stops at nothing: for `--help`, which must answer whatever else was typed
 * @throws ProctorError usage, with the nearest name where one was mistyped
 */
export function parseArguments(
  command: Command | undefined,
  argv: readonly string[],
  lenient = false,
): ParsedArguments {
  const specs: OptionSpecs = { ...command?.options, ...GLOBAL_OPTIONS }
  const help = command === undefined ? 'proctor --help' : `proctor ${command.name} --help`
  const options = new Map<string, OptionValue>()
  const positionals: string[] = []
  for (const token of tokensOf(argv, specs)) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined
    if (spec === undefined) {
      if (lenient) continue
      throw unknownOption(token.rawName, specs, help)
    }
    const value = lenient && spec.type === 'string' ? (token.value ?? '') : readValue(token, spec, help)
    const before = options.get(token.name)
    if (spec.multiple === true) {
      options.set(token.name, [...(Array.isArray(before) ? before : []), String(value)])
    } else if (before !== undefined && spec.type === 'string' && !lenient) {
      throw new ProctorError('usage', `--${token.name} is given more than once`, { hint: `see \`${help}\`` })
    } else {
      options.set(token.name, value)
    }
  }
  if (!lenient && command !== undefined && options.get('version') !== true) {
    assertRequired(command, options, positionals, help)
  }
  return { options: Object.fromEntries(options), positionals }
}

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>

function readValue(token: OptionToken, spec: OptionSpec, help: string): string | boolean {
  if (spec.type === 'boolean') {
    if (token.value === undefined) return true
    throw new ProctorError('usage', `--${token.name} takes no value`, { hint: `see \`${help}\`` })
  }
  const name = spec.value ?? 'VALUE'
  if (token.value === undefined || token.value === '') {
    throw new ProctorError('usage', `--${token.name} needs a value`, { hint: `--${token.name} ${name}` })
  }
  if (!token.inlineValue && token.value.startsWith('-')) {
    throw new ProctorError(
      'usage',
      `--${token.name} needs a value, and ${token.value} looks like an option`,
      {
        hint: `if it is meant as the value: --${token.name}=${token.value}`,
      },
    )
  }
  if (spec.choices !== undefined && !spec.choices.includes(token.value)) {
    const near = nearestName(token.value, spec.choices)
    throw new ProctorError('usage', `--${token.name} can not be ${token.value}`, {
      hint: near === undefined ? `one of: ${spec.choices.join(', ')}` : `did you mean ${near}?`,
    })
  }
  return token.value
}

function unknownOption(rawName: string, specs: OptionSpecs, help: string): ProctorError {
  const near = nearestName(rawName.replace(/^-+/, ''), Object.keys(specs))
  return new ProctorError('usage', `no option ${rawName}`, {
    hint: near === undefined ? `see \`${help}\`` : `did you mean --${near}?`,
  })
}

function assertRequired(
  command: Command,
  options: ReadonlyMap<string, unknown>,
  positionals: readonly string[],
  help: string,
): void {
  for (const [name, spec] of Object.entries(command.options)) {
    if (spec.required === true && !options.has(name)) {
      throw new ProctorError('usage', `--${name} is missing`, {
        hint: `proctor ${command.name} ${command.usage}`,
      })
    }
  }
  const missing = command.positionals.filter((spec) => spec.required)[positionals.length]
  if (missing !== undefined) {
    throw new ProctorError('usage', `${missing.name} is missing: ${missing.description}`, {
      hint: `proctor ${command.name} ${command.usage}`,
    })
  }
  const extra = positionals[command.positionals.length]
  if (extra !== undefined) {
    throw new ProctorError('usage', `nothing is known to do with \`${extra}\``, { hint: `see \`${help}\`` })
  }
}

function tokensOf(argv: readonly string[], specs: OptionSpecs) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, { type: spec.type, multiple: true }] as const),
  )
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens
}
