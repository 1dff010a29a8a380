import { availableParallelism } from 'node:os'
import type { TaskCheckResult } from '../../contract/controls.ts'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import { isProctorError, ProctorError } from '../../kernel/proctor-error.ts'
import { listTasks, readTask } from '../../workspace/read-task.ts'
import { readWorkspace } from '../../workspace/read-workspace.ts'
import { chooseTasks } from '../choose-tasks.ts'
import { inParallel } from '../in-parallel.ts'
import type { ProgressListener } from '../progress.ts'
import { runControls } from './run-controls.ts'

export type CheckedTask = TaskCheckResult['tasks'][number]

/**
 * The controls of every task, or of those that a group names. One without an oracle has none to run, and is not-run.
 * @throws ProctorError config_invalid when there is no task, usage when the group names none
 */
export async function checkTasks(request: {
  readonly workspaceDir: string
  /** Task ids, parted by commas; `*` stands for any characters. Undefined: every task. */
  readonly group: string | undefined
  readonly progress: ProgressListener
  readonly onTask: (task: CheckedTask) => void
}): Promise<{ readonly result: TaskCheckResult; readonly exitCode: ExitCode }> {
  const { workspaceDir, group, progress, onTask } = request
  const workspace = await readWorkspace(workspaceDir)
  const all = await listTasks(workspace)
  if (all.length === 0)
    throw new ProctorError('config_invalid', `there is no task in ${workspace.paths.tasks}`, {
      hint: 'make tasks/<task>/task.yaml',
    })
  const ids = group === undefined ? all : chooseTasks(all, group)
  const checked = new Map<string, CheckedTask>()
  let stopped: ExitCode | null = null
  await inParallel(ids, availableParallelism(), async (id) => {
    if (stopped !== null) return
    const tell = (task: CheckedTask) => {
      checked.set(id, task)
      onTask(task)
    }
    try {
      const { task, oracle } = await readTask(workspace, id)
      if (oracle === null)
        return tell({ id, verdict: 'not-run', why: [`task ${task.id} has no oracle`], ledgerIndex: null })
      const { result, exitCode } = await runControls({ workspaceDir, taskId: id, progress })
      const { ledgerIndex, ok, runs } = result
      if (ledgerIndex === null) stopped = exitCode
      const why = runs.flatMap((run) => run.why.map((text) => `${run.control}: ${text}`))
      const verdict = ledgerIndex === null ? 'not-run' : ok ? 'pass' : 'fail'
      tell({ id, verdict, why: ledgerIndex === null ? ['interrupted'] : why, ledgerIndex })
    } catch (error) {
      // One task that can't be read does not keep the others from being checked.
      if (!isProctorError(error) || error.exitCode !== EXIT.usage) throw error
      tell({ id, verdict: 'fail', why: [error.message], ledgerIndex: null })
    }
  })
  const tasks = ids.map(
    (id) => checked.get(id) ?? { id, verdict: 'not-run' as const, why: ['interrupted'], ledgerIndex: null },
  )
  const count = (verdict: CheckedTask['verdict']) => tasks.filter((task) => task.verdict === verdict).length
  const exitCode = count('fail') > 0 ? EXIT.no : count('not-run') > 0 ? EXIT.noAnswer : EXIT.yes
  return { result: { ok: count('pass') === tasks.length, tasks }, exitCode: stopped ?? exitCode }
}
