import { EXIT } from '../../contract/exit-codes.ts'
import { KEY_ROLES, KeyRole } from '../../contract/trust.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { rotateKey } from '../../run/rotate-key.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const keysRotateCommand = defineCommand({
  name: 'keys rotate',
  summary: 'replace a machine key, on record; bundles of before verify under the key of their time',
  usage: `${KEY_ROLES.join('|')} --reason TEXT`,
  details:
    'Also for a key that was lost: the old one is not needed. Cut off half-way it is finished by the same command. ' +
    'Commit trust.json afterwards; who verifies elsewhere needs the new one.',
  options: {
    reason: { type: 'string', value: 'TEXT', description: 'why; goes into the ledger', required: true },
  },
  positionals: [{ name: 'ROLE', description: KEY_ROLES.join(', '), required: true }],
  example: 'proctor keys rotate harness --reason "yearly" && git commit -m "rotate" trust.json',
  async run({ options, positionals, start, output }) {
    const role = KeyRole.safeParse(positionals[0])
    if (!role.success)
      throw new ProctorError('usage', `there is no machine key ${JSON.stringify(positionals[0])}`, {
        hint: `name one of: ${KEY_ROLES.join(', ')}`,
      })
    const result = await rotateKey({
      workspaceDir: await findWorkspace(start),
      role: role.data,
      reason: options.reason ?? '',
      now: new Date(),
    })
    output.answer(`${result.role} key ${result.keyId} is in force from ledger entry ${result.entry} on`)
    output.say('next: git add trust.json && git commit, and hand the new trust.json to whoever verifies')
    output.document(result)
    return EXIT.yes
  },
})
