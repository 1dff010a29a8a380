import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { enableEngine } from '../../run/engine-registry.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { toFutureTimestamp } from '../date-option.ts'
import { CLASSES } from './source-options.ts'

const ENABLED_DAYS = 30

export const engineEnableCommand = defineCommand({
  name: 'engine enable',
  summary: 'let a gated engine run, this far, here, and until then',
  usage:
    'ENGINE --repository ID --reason WHY [--up-to CLASS] [--until DATE] [--accept-licence NONE] [--key FILE]',
  details:
    'Writes enablements/ENGINE.yaml for the source that is on record. It is in force once an approver of ' +
    'allowed_signers, who is neither the admitter nor the one who asks, has signed it and it is committed.',
  options: {
    repository: {
      type: 'string',
      value: 'ID',
      description: 'repository of proctor.yaml; may be repeated',
      multiple: true,
      required: true,
    },
    reason: { type: 'string', value: 'WHY', description: 'goes on record', required: true },
    'up-to': {
      type: 'string',
      value: 'CLASS',
      description: 'highest class of repository (default: artificial)',
      choices: CLASSES,
    },
    until: { type: 'string', value: 'DATE', description: `last day (default: in ${ENABLED_DAYS} days)` },
    'accept-licence': {
      type: 'string',
      value: 'WHAT',
      description: 'run a source whose licence is NONE or NOASSERTION all the same, and vendor nothing of it',
      choices: ['NONE', 'NOASSERTION'],
    },
    'requested-by': {
      type: 'string',
      value: 'NAME',
      description: 'who asks (default: you, as git knows you)',
    },
    key: { type: 'string', value: 'FILE', description: 'sign with this SSH key of an approver' },
  },
  positionals: [{ name: 'ENGINE', description: 'engine of proctor.yaml', required: true }],
  example: 'proctor engine enable case --repository example --reason "first look" --key ~/.ssh/id_ed25519',
  async run({ options, positionals, start, cwd, output }) {
    const accepted = options['accept-licence']
    const result = await enableEngine({
      workspaceDir: await findWorkspace(start),
      engine: positionals[0] ?? '',
      upTo: CLASSES.find((name) => name === options['up-to']) ?? 'artificial',
      repositories: options.repository ?? [],
      expiresAt: toFutureTimestamp('until', options.until, ENABLED_DAYS),
      acceptsLicence: accepted === 'NONE' || accepted === 'NOASSERTION' ? accepted : null,
      requestedBy: options['requested-by'],
      reason: options.reason ?? '',
      key: options.key === undefined ? undefined : resolve(cwd, options.key),
    })
    output.answer(
      `${result.enablement}  ${result.signed ? 'signed' : output.style.open('NOT SIGNED: not in force')}`,
    )
    for (const step of result.next) output.say(`next: ${step}`)
    output.document(result)
    return EXIT.yes
  },
})
