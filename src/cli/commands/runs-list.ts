import { EXIT } from '../../contract/exit-codes.ts'
import { listRuns } from '../../run/list-runs.ts'
import { recoverRuns } from '../../run/recovery/recover-runs.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const runsListCommand = defineCommand({
  name: 'runs list',
  summary: 'what was run in this workspace, newest first',
  usage: '',
  options: {},
  positionals: [],
  example: 'proctor runs list --json',
  async run({ start, output }) {
    const workspaceDir = await findWorkspace(start)
    await recoverRuns({
      workspaceDir,
      resume: false,
      progress: (step, message) => output.progress(`${step}: ${message}`),
    })
    const runs = await listRuns(workspaceDir)
    for (const run of runs) {
      const status = run.status === 'pass' ? output.style.good('pass') : output.style.bad(run.status)
      const where = run.keptIn === undefined ? '' : `kept in ${run.keptIn}`
      output.answer(
        [run.runId, status, run.completeness, run.engine, run.task, run.blockers.join(','), where]
          .join('  ')
          .trimEnd(),
      )
    }
    if (runs.length === 0) output.answer('nothing was run yet')
    output.document({ runs })
    return EXIT.yes
  },
})
