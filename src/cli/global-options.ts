import type { OptionSpecs } from './command.ts'

/** Understood by every command, before or after its name. */
export const GLOBAL_OPTIONS = {
  workspace: {
    type: 'string',
    value: 'DIR',
    description: 'workspace to work in (default: this folder, or the nearest above it with a proctor.yaml)',
  },
  json: { type: 'boolean', description: 'one JSON document on stdout; text for people goes to stderr' },
  quiet: { type: 'boolean', description: 'no text but the answer and errors' },
  version: { type: 'boolean', description: 'print the version' },
  help: { type: 'boolean', description: 'print this help' },
} as const satisfies OptionSpecs
