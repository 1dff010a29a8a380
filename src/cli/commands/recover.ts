import type { ExitCode } from '../../contract/exit-codes.ts'
import type { RecoveredRun } from '../../contract/recover-result.ts'
import { recoverRuns } from '../../run/recovery/recover-runs.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

const MEANING: Readonly<Record<RecoveredRun['outcome'], string>> = {
  interrupted: 'sealed as interrupted',
  resumed: 'went on and was sealed',
  finished: 'its seal was completed',
  discarded: 'was not on record yet; nothing was started',
  running: 'is still running',
  failed: 'could not be sealed and is left as it is',
}

export const recoverCommand = defineCommand({
  name: 'recover',
  summary: 'seal runs whose harness was killed, and end what is left of them',
  usage: '[--resume]',
  details:
    '`run` and `runs` do the same at their start, without --resume. Runs whose owner lives are left alone, and so is ' +
    'anything in .proctor/work/ that is not understood. Exit code 5 when a run could not be sealed, 1 when something ' +
    'lies there that is no run.',
  options: {
    resume: {
      type: 'boolean',
      description:
        'go on with runs whose engine had ended: measure, judge and seal as if nothing had happened',
    },
  },
  positionals: [],
  example: 'proctor recover --resume',
  async run({ options, start, output }): Promise<ExitCode> {
    const result = await recoverRuns({
      workspaceDir: await findWorkspace(start),
      resume: options.resume === true,
      progress: (step, message) => output.progress(message === '' ? step : `${step}: ${message}`),
    })
    for (const { runId, outcome, status, why } of result.runs) {
      const verdict = status === null ? '' : ` (${status})`
      output.answer(`${runId}  ${MEANING[outcome]}${verdict}${why === null ? '' : `: ${why}`}`)
    }
    for (const { runId, pid, command } of result.endedProcesses)
      output.answer(`${runId}  ended process ${pid} (${command})`)
    for (const { path, why } of result.foreign) output.answer(`${path}: left alone, ${why}`)
    if (result.runs.length + result.foreign.length === 0) output.answer('there is nothing to recover')
    output.document(result)
    return result.exitCode as ExitCode
  },
})
