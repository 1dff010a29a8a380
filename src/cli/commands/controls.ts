import { runControls } from '../../run/controls/run-controls.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const controlsCommand = defineCommand({
  name: 'controls',
  linuxOnly: true,
  summary: 'try a task on what must pass and what must not: its oracle, nothing at all, a deceit',
  usage: '--task TASK',
  details:
    'Each control is a run of the fake engine through the ordinary path. The result goes into the ledger: a task whose ' +
    'controls do not hold is refused for every engine (controls_failed) until they do. Exit 0 when they hold, 1 when not.',
  options: {
    task: { type: 'string', value: 'TASK', description: 'folder below tasks/', required: true },
  },
  positionals: [],
  example: 'proctor controls --task example',
  async run({ options, start, output }) {
    const { result, exitCode, summary } = await runControls({
      workspaceDir: await findWorkspace(start),
      taskId: options.task ?? '',
      progress: (step, message) => output.progress(message === '' ? step : `${step}: ${message}`),
    })
    for (const { control, ok, status, runId, why } of result.runs) {
      const must = control === 'oracle' ? 'must pass' : 'must fail'
      const word = ok ? output.style.good('as it must') : output.style.bad('NOT AS IT MUST')
      output.answer(`${control.padEnd(8)} ${must}  ${status.padEnd(5)} ${word}  ${runId}`)
      for (const reason of why) output.answer(`         ${reason}`)
    }
    if (result.ledgerIndex === null) output.answer(summary)
    else output.answer(`ledger   entry ${result.ledgerIndex}`)
    output.document(result)
    return exitCode
  },
})
