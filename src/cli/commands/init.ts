import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { initWorkspace } from '../../run/init-workspace.ts'
import { defineCommand } from '../command.ts'

export const initCommand = defineCommand({
  name: 'init',
  summary: 'make a workspace that validates and can run at once',
  usage: '[DIR] [--dry-run]',
  details:
    'Writes proctor.yaml, trust.json, an example task and an example repository, makes the three machine keys\n' +
    '(.proctor/keys, readable by you alone) and commits. Makes DIR a git repository when it is none of its own.\n' +
    'Nothing that exists is overwritten.',
  options: { 'dry-run': { type: 'boolean', description: 'say what would be written, and write nothing' } },
  positionals: [
    {
      name: 'DIR',
      description: 'folder of the workspace; made when absent (default: this folder)',
      required: false,
    },
  ],
  example: 'proctor init demo',
  async run({ options, positionals, start, cwd, output }) {
    const [dir] = positionals
    const result = await initWorkspace(
      dir === undefined ? start : resolve(cwd, dir),
      options['dry-run'] === true,
    )
    output.document(result)
    for (const file of result.files) output.say(`${result.dryRun ? 'would write' : 'wrote'} ${file}`)
    if (result.dryRun) {
      output.answer(`nothing was written in ${result.workspace}`)
    } else {
      output.answer(`workspace ${result.workspace} at commit ${result.commit}`)
      output.say(`next: proctor run --workspace ${result.workspace} --task example --engine fake`)
    }
    return EXIT.yes
  },
})
