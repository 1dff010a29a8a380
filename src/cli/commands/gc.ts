import { resolve } from 'node:path'
import type { ExitCode } from '../../contract/exit-codes.ts'
import type { GcItem } from '../../contract/gc-result.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { collectGarbage } from '../../run/gc/collect-garbage.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

const OUTCOME: Readonly<Record<GcItem['outcome'], string>> = {
  removed: 'removed',
  'would-remove': 'would be removed',
  kept: 'stays',
  failed: 'could not be removed',
}
const DEFAULT_DAYS = 30

export const gcCommand = defineCommand({
  name: 'gc',
  summary:
    'remove what is of no more use: leftovers, old caches, and bundles that are named and kept elsewhere',
  usage: '[--dry-run] [--older-than DAYS] [--bundle RUN ... --kept-in DIR]',
  details:
    'Runs that are not sealed are never touched; `proctor recover` seals them. A bundle leaves only when it is named, ' +
    'verifies, is old enough, is not of a gated engine, and DIR/RUN holds the same bytes; `runs list` says then where it ' +
    'is. Exit code 1 when something stays, with its reason, 4 when the machine refused.',
  options: {
    'dry-run': { type: 'boolean', description: 'show what would go, and change nothing' },
    'older-than': {
      type: 'string',
      value: 'DAYS',
      description: `caches and bundles younger than this stay (default: ${DEFAULT_DAYS})`,
    },
    bundle: {
      type: 'string',
      value: 'RUN',
      multiple: true,
      description: 'a sealed run whose bundle may leave',
    },
    'kept-in': { type: 'string', value: 'DIR', description: 'where copies of these bundles are kept' },
  },
  positionals: [],
  example: 'proctor gc --dry-run',
  async run({ options, start, cwd, output }): Promise<ExitCode> {
    const keptIn = options['kept-in']
    const result = await collectGarbage({
      workspaceDir: await findWorkspace(start),
      dryRun: options['dry-run'] === true,
      olderThanDays: toDays(options['older-than']),
      bundles: options.bundle ?? [],
      keptIn: keptIn === undefined ? undefined : resolve(cwd, keptIn),
    })
    for (const { kind, path, ageDays, bytes, outcome, why } of result.items) {
      const reason = why === null ? '' : `: ${why}`
      output.answer(`${OUTCOME[outcome]}  ${kind}  ${path} (${bytes} bytes, ${ageDays} days)${reason}`)
    }
    if (result.items.length === 0) output.answer('there is nothing to remove')
    output.document(result)
    return result.exitCode as ExitCode
  },
})

function toDays(text: string | undefined): number {
  if (text === undefined) return DEFAULT_DAYS
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new ProctorError('usage', `--older-than ${text}: not a number of days`, {
    hint: 'as in --older-than 90',
  })
}
