import { EXIT } from '../../contract/exit-codes.ts'
import { rebuildIndexAt } from '../../run/ladder/rebuild-index.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const indexRebuildCommand = defineCommand({
  name: 'index rebuild',
  summary: 'make the index of the ledger anew; nothing is in it that ledger and bundles do not say',
  usage: '',
  details:
    'The index makes reading standings quick. It is kept up by itself, and may be deleted at any time.',
  options: {},
  positionals: [],
  example: 'proctor index rebuild',
  async run({ start, output }) {
    const entries = await rebuildIndexAt(await findWorkspace(start))
    output.answer(`made anew from ${entries} entries`)
    output.document({ entries })
    return EXIT.yes
  },
})
