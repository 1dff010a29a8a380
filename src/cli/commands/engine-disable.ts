import { EXIT } from '../../contract/exit-codes.ts'
import { disableEngine } from '../../run/engine-registry.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const engineDisableCommand = defineCommand({
  name: 'engine disable',
  summary: 'take the enablement of a gated engine back, at once',
  usage: 'ENGINE',
  options: {},
  positionals: [{ name: 'ENGINE', description: 'engine of proctor.yaml', required: true }],
  example: 'proctor engine disable case',
  async run({ positionals, start, output }) {
    const engine = positionals[0] ?? ''
    const revoked = await disableEngine(await findWorkspace(start), engine)
    output.answer(
      revoked === null ? `${engine} was not enabled` : `${engine} is disabled; its enablement is ${revoked}`,
    )
    if (revoked !== null) output.say('next: git add enablements && git commit, so that nobody restores it')
    output.document({ engine, revoked })
    return EXIT.yes
  },
})
