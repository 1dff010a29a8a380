import { checkTasks } from '../../run/controls/check-tasks.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const taskCheckCommand = defineCommand({
  name: 'task check',
  linuxOnly: true,
  summary: 'run the controls of every task',
  usage: '[--tasks GROUP]',
  details:
    'Exit 0 when the controls of all tasks hold, 1 when those of one do not, 4 when a task has no oracle and so none to run.',
  options: {
    tasks: {
      type: 'string',
      value: 'GROUP',
      description: 'only these: task ids, or patterns with *',
    },
  },
  positionals: [],
  example: 'proctor task check --json',
  async run({ options, start, output }) {
    const { result, exitCode } = await checkTasks({
      workspaceDir: await findWorkspace(start),
      group: options.tasks,
      progress: (step, message) => output.progress(message === '' ? step : `${step}: ${message}`),
      onTask: ({ id, verdict, why }) => {
        const paint = { pass: output.style.good, fail: output.style.bad, 'not-run': output.style.open }[
          verdict
        ]
        output.answer(`${paint(verdict.padEnd(7))} ${id}`)
        for (const reason of why) output.answer(`        ${reason}`)
      },
    })
    const held = result.tasks.filter(({ verdict }) => verdict === 'pass').length
    output.answer(`the controls of ${held} of ${result.tasks.length} tasks hold`)
    output.document(result)
    return exitCode
  },
})
