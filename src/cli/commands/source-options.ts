import { resolve } from 'node:path'
import { MUTATION_CLASSES } from '../../contract/mutation-class.ts'
import { type AdmitRequest, type AdmitResult, admitSource } from '../../run/admit-source.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import type { CommandContext, OptionSpecs } from '../command.ts'
import { toFutureTimestamp } from '../date-option.ts'

/** Classes that an engine can be admitted or enabled for. */
export const CLASSES = MUTATION_CLASSES.filter((name) => name !== 'none')
const ADMITTED_DAYS = 180

/** What `source admit` and `source update` are told. */
export const ADMIT_OPTIONS = {
  source: {
    type: 'string',
    value: 'ADDRESS',
    description: 'pkg:npm/NAME@VERSION or the address of a git repository (default: source of proctor.yaml)',
  },
  commit: { type: 'string', value: 'ID', description: 'commit of a git source, all of it' },
  tag: { type: 'string', value: 'TAG', description: 'tag of a git source; its commit goes on record' },
  mirror: { type: 'string', value: 'DIR', description: 'take a git source from this copy of it' },
  mode: {
    type: 'string',
    value: 'CLASS',
    description: 'highest class of repository it is admitted for (default: artificial)',
    choices: CLASSES,
  },
  licence: { type: 'string', value: 'SPDX', description: 'what a person concludes; needs --licence-note' },
  'licence-note': {
    type: 'string',
    value: 'TEXT',
    description: 'why that licence, or the lack of one, will do',
  },
  reviewer: {
    type: 'string',
    value: 'NAME',
    description: 'who looked at it (default: you, as git knows you)',
  },
  expires: {
    type: 'string',
    value: 'DATE',
    description: `when it must be looked at again (default: in ${ADMITTED_DAYS} days)`,
  },
  key: { type: 'string', value: 'FILE', description: 'sign the record with this SSH key of an admitter' },
  'dry-run': { type: 'boolean', description: 'show what would be run, and run nothing' },
} as const satisfies OptionSpecs

/** Reads the options, admits, and says what comes next. */
export async function admitFromOptions(
  context: CommandContext<typeof ADMIT_OPTIONS>,
  updateReason: string | undefined,
): Promise<AdmitResult> {
  const { options, positionals, start, cwd, output } = context
  const mode = CLASSES.find((name) => name === options.mode) ?? 'artificial'
  const request: AdmitRequest = {
    workspaceDir: await findWorkspace(start),
    engine: positionals[0] ?? '',
    source: options.source,
    commit: options.commit,
    tag: options.tag,
    mirror: options.mirror === undefined ? undefined : resolve(cwd, options.mirror),
    allowedMode: mode,
    licence: options.licence,
    licenceNote: options['licence-note'],
    reviewer: options.reviewer,
    expiresAt: toFutureTimestamp('expires', options.expires, ADMITTED_DAYS),
    updateReason,
    key: options.key === undefined ? undefined : resolve(cwd, options.key),
    dryRun: options['dry-run'] === true,
    show: (command) => output.say(`$ ${command}`),
  }
  const result = await admitSource(request)
  if (request.dryRun) {
    output.answer('nothing was run and nothing was written')
  } else {
    output.answer(`${result.record}  source ${result.sourceId}`)
    output.answer(
      `licence ${result.licence}  ${result.signed ? 'signed' : output.style.open('NOT SIGNED: not in force')}`,
    )
    for (const line of describeInstallation(result)) output.answer(line)
    for (const step of result.next) output.say(`next: ${step}`)
  }
  output.document(result)
  return result
}

function describeInstallation({ installation }: AdmitResult): string[] {
  if (installation === null) return []
  const { treeSha256, executables, changed, added } = installation
  return [
    `installation ${treeSha256}  ${executables.length} executables`,
    ...changed.map(({ path, sha256 }) => `  ${sha256 === null ? 'left out' : 'changed'}  ${path}`),
    ...added.map(({ path, files }) => `  added  ${path}  ${files} files`),
  ]
}
