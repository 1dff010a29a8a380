import { resolve } from 'node:path'
import type { ExitCode } from '../../contract/exit-codes.ts'
import { runTask } from '../../run/run-task.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const runCommand = defineCommand({
  name: 'run',
  linuxOnly: true,
  summary: 'run one engine on one task, once, and seal the evidence',
  usage: '--task TASK [--engine ENGINE] [--scenario FILE] [--sandbox bubblewrap|none]',
  details:
    'Without --engine the first engine of proctor.yaml that is eligible runs. The bundle lies in .proctor/runs/ and is ' +
    'verified before the command ends.',
  options: {
    task: { type: 'string', value: 'TASK', description: 'folder below tasks/', required: true },
    engine: { type: 'string', value: 'ENGINE', description: 'engine of proctor.yaml' },
    scenario: {
      type: 'string',
      value: 'FILE',
      description: 'what the fake engine does (default: fake.yaml of the task)',
    },
    sandbox: {
      type: 'string',
      value: 'KIND',
      description: 'none runs without isolation, is recorded, and counts for less (default: bubblewrap)',
      choices: ['bubblewrap', 'none'],
    },
  },
  positionals: [],
  example: 'proctor run --task example --engine fake',
  async run({ options, start, cwd, output }): Promise<ExitCode> {
    const { result, text } = await runTask({
      workspaceDir: await findWorkspace(start),
      taskId: options.task ?? '',
      engineId: options.engine,
      scenario: options.scenario === undefined ? undefined : resolve(cwd, options.scenario),
      sandbox: options.sandbox === 'none' ? 'none' : 'bubblewrap',
      progress: (step, message) => output.progress(message === '' ? step : `${step}: ${message}`),
    })
    for (const line of text) output.answer(line)
    if (result.bundle !== null) output.answer(`bundle   ${result.bundle}`)
    output.document(result)
    return result.exitCode as ExitCode
  },
})
