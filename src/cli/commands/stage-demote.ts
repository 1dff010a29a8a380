import { EXIT } from '../../contract/exit-codes.ts'
import { demoteAt } from '../../run/ladder/index.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const stageDemoteCommand = defineCommand({
  name: 'stage demote',
  summary: 'take authority from an engine: it stands no higher than STAGE until it is promoted anew',
  usage: 'ENGINE STAGE --reason TEXT',
  details: 'Needs no signature: losing authority is easy, gaining it is not.',
  options: {
    reason: { type: 'string', value: 'TEXT', description: 'why; goes into the ledger', required: true },
  },
  positionals: [
    { name: 'ENGINE', description: 'an engine of proctor.yaml', required: true },
    { name: 'STAGE', description: 'gated-engine, artificial-fixture, ...', required: true },
  ],
  example: 'proctor stage demote pi gated-engine --reason "left its scope in review"',
  async run({ options, positionals, start, output }) {
    const [engine = '', stage = ''] = positionals
    const entry = await demoteAt(await findWorkspace(start), engine, stage, options.reason ?? '')
    if (entry === null) output.answer(`${engine} stands no higher than ${stage}; nothing was appended`)
    else output.answer(`${engine} stands no higher than ${stage} from entry ${entry} on`)
    output.document({ engine, stage, entry })
    return entry === null ? EXIT.no : EXIT.yes
  },
})
