import { EXIT } from '../../contract/exit-codes.ts'
import { readStatus, renderStatusMarkdown, renderStatusPage } from '../../run/ladder/index.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { NOW_OPTION, toNow } from '../now-option.ts'

export const stageStatusCommand = defineCommand({
  name: 'stage status',
  summary: 'where every engine stands, computed from the ledger now, and what is missing for the next stage',
  usage: '[--format table|markdown|html] [--now DATE]',
  options: {
    ...NOW_OPTION,
    format: {
      type: 'string',
      description: 'how to print it (default: table)',
      choices: ['table', 'markdown', 'html'],
    },
  },
  positionals: [],
  example: 'proctor stage status --format html > standing.html',
  async run({ options, start, output }) {
    const { status, text } = await readStatus(await findWorkspace(start), toNow(options.now))
    if (options.format === 'markdown') output.answer(renderStatusMarkdown(status))
    else if (options.format === 'html') output.answer(renderStatusPage(status))
    else for (const line of text) output.answer(line)
    output.document(status)
    return EXIT.yes
  },
})
