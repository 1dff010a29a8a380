import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { importHarborTask } from '../../workspace/harbor/import-harbor-task.ts'
import { findWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const taskImportCommand = defineCommand({
  name: 'task import',
  summary: 'take a task of another harness over as a task of this workspace, when it needs no container',
  usage: '--format harbor --repository ID [--id TASK] DIR',
  details:
    'Reads the folder of a Harbor task and writes tasks/TASK, or says every reason why not (exit 1) and writes nothing. ' +
    'Nothing is started and nothing overwritten. What the new task is worth, proctor controls --task TASK says.',
  options: {
    format: {
      type: 'string',
      description: 'what DIR is: the folder of a Harbor task',
      required: true,
      choices: ['harbor'],
    },
    repository: {
      type: 'string',
      value: 'ID',
      description: 'repository of proctor.yaml that the task is about',
      required: true,
    },
    id: { type: 'string', value: 'TASK', description: 'id of the new task (default: the name of DIR)' },
  },
  positionals: [{ name: 'DIR', description: 'folder that holds task.toml', required: true }],
  example: 'proctor task import --format harbor --repository example harbor/mend-the-median',
  async run({ options, positionals, start, cwd, output }) {
    const [dir = ''] = positionals
    const result = await importHarborTask(await readWorkspace(await findWorkspace(start)), {
      dir: resolve(cwd, dir),
      repository: options.repository ?? '',
      id: options.id,
    })
    output.document(result)
    for (const { text, fix } of result.reasons) {
      output.answer(`${output.style.bad('refused')} ${text}`)
      if (fix !== null) output.answer(`        ${fix}`)
    }
    if (result.task === null) return EXIT.no
    for (const file of result.files) output.say(`wrote ${file}`)
    for (const note of result.notes) output.say(note)
    output.answer(`task ${result.task}: try it with proctor controls --task ${result.task}`)
    return EXIT.yes
  },
})
