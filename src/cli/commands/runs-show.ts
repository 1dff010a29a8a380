import { EXIT } from '../../contract/exit-codes.ts'
import { readRun } from '../../run/list-runs.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const runsShowCommand = defineCommand({
  name: 'runs show',
  summary: 'the report of one run (the newest when none is named), as it was sealed; verify checks it',
  usage: '[RUN]',
  options: {},
  positionals: [{ name: 'RUN', description: 'id of the run', required: false }],
  example: 'proctor runs show',
  async run({ start, positionals, output }) {
    const { report, text, folder } = await readRun(await findWorkspace(start), positionals[0])
    for (const line of text) output.answer(line)
    output.say(`bundle: ${folder}`)
    output.document(report)
    return EXIT.yes
  },
})
