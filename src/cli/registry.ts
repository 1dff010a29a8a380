import type { Command } from './command.ts'

export interface RegisteredCommand {
  readonly name: string
  /** The same words as in the command's own file, so that `--help` need not load it. */
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, in the order of `proctor --help`. */
export const COMMANDS: readonly RegisteredCommand[] = [
  {
    name: 'init',
    summary: 'make a workspace that validates and can run at once',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'doctor',
    summary: 'what this machine offers, and what each lack costs',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
]
