import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { checkSource } from '../../run/check-source.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { reasonLines } from '../reason-lines.ts'

export const sourceCheckCommand = defineCommand({
  name: 'source check',
  summary: 'derive the source of an engine again, and compare it with its record',
  usage: 'ENGINE [--fetch] [--mirror DIR]',
  details: 'Exit 3 names every difference. The same is asked right before each spawn.',
  options: {
    fetch: { type: 'boolean', description: 'retrieve it once more from where the record says it came' },
    mirror: {
      type: 'string',
      value: 'DIR',
      description: 'with --fetch: take a git source from this copy of it',
    },
  },
  positionals: [{ name: 'ENGINE', description: 'engine of proctor.yaml', required: true }],
  example: 'proctor source check codex',
  async run({ options, positionals, start, cwd, output }) {
    const result = await checkSource({
      workspaceDir: await findWorkspace(start),
      engine: positionals[0] ?? '',
      fetch: options.fetch === true,
      mirror: options.mirror === undefined ? undefined : resolve(cwd, options.mirror),
      show: (command) => output.say(`$ ${command}`),
    })
    for (const reason of result.reasons) for (const line of reasonLines(output, reason)) output.answer(line)
    if (result.ok) {
      const by =
        result.admittedBy === null
          ? 'no record; what proctor ships or locks'
          : `admitted by ${result.admittedBy}`
      output.answer(`${output.style.good('unchanged')}  ${result.engine}  ${by}`)
    }
    output.document(result)
    return result.ok ? EXIT.yes : EXIT.refused
  },
})
