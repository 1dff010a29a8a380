import { EXIT } from '../../contract/exit-codes.ts'
import { isProctorError } from '../../kernel/proctor-error.ts'
import { inspectMachine } from '../../run/inspect-machine.ts'
import { findWorkspace, type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'what this machine offers, and what each lack costs',
  usage: '',
  details:
    'In a workspace, its keys and engines are looked at too. Exit 1: something is missing that every run needs.',
  options: {},
  positionals: [],
  example: 'proctor doctor',
  async run({ start, output }) {
    const result = await inspectMachine(await readWorkspaceIfAny(start))
    output.document(result)
    const { good, bad, open } = output.style
    for (const { id, status, found, cost } of result.checks) {
      const word = { ok: good('ok'), missing: bad('missing'), limited: open('limited') }[status]
      output.answer(`${word}${' '.repeat(9 - status.length)}${id}: ${found}`)
      if (cost !== null) output.answer(`         ${cost}`)
    }
    return result.ok ? EXIT.yes : EXIT.no
  },
})

async function readWorkspaceIfAny(start: string): Promise<LoadedWorkspace | null> {
  try {
    return await readWorkspace(await findWorkspace(start))
  } catch (error) {
    if (isProctorError(error, 'workspace_missing')) return null
    throw error
  }
}
