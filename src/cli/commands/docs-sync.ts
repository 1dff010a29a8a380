import { EXIT } from '../../contract/exit-codes.ts'
import { syncPlanning } from '../../run/sync-planning.ts'
import { findWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const docsSyncCommand = defineCommand({
  name: 'docs sync',
  summary: 'write the contract documents from what the program does',
  usage: '',
  details:
    'Tables that differ are replaced where they stand; prose is kept; a page that is not there is made.',
  options: {},
  positionals: [],
  example: 'proctor docs sync',
  async run({ start, output }) {
    const workspace = await readWorkspace(await findWorkspace(start))
    const written = await syncPlanning(workspace, new Date().toISOString().slice(0, 10))
    for (const path of written) output.say(`wrote ${path}`)
    output.answer(
      written.length === 0
        ? 'the contract documents agree with the program'
        : `${written.length} contract documents written`,
    )
    output.document({ written })
    return EXIT.yes
  },
})
