import { rm } from 'node:fs/promises'
import { isProctorError } from '../../kernel/proctor-error.ts'
import { compareRow } from '../../matrix/compare-row.ts'
import type { RowResult } from '../../matrix/result.ts'
import type { Arrangement, MatrixRow } from '../../matrix/row.ts'
import { runControls } from '../controls/run-controls.ts'
import { runTask } from '../run-task.ts'
import { playPeople } from './fixture-people.ts'
import { watchFor } from './incident.ts'
import { observeRow } from './observe-row.ts'
import { type StagedRow, type StageOptions, stageRow, type UnstagedRow } from './stage-row.ts'

/** One row, staged, run through the ordinary path, and compared with what it says. */
export async function runRow(row: MatrixRow, options: StageOptions): Promise<RowResult> {
  const started = performance.now()
  const base = { id: row.id, engine: options.engineId, what: row.what, expected: row.expected }
  const duration = () => Math.round(performance.now() - started)
  const without = (verdict: UnstagedRow['verdict'], why: string): RowResult => {
    return { ...base, actual: null, ok: false, verdict, why: [why], durationMs: duration() }
  }
  if (typeof row.arrange === 'string') return without('not-run', row.arrange)
  const staged = await stageRow(row.arrange, options)
  if ('why' in staged) return without(staged.verdict, staged.why)
  try {
    const actual = await observe(row.arrange, staged)
    const why = compareRow(row.expected, actual)
    const ok = why.length === 0
    return { ...base, actual, ok, verdict: ok ? 'pass' : 'fail', why, durationMs: duration() }
  } catch (error) {
    // The row is about a run's outcome: that there was none is a difference, with the reason.
    if (!isProctorError(error)) throw error
    const why = [`there was no outcome: ${error.code}: ${error.message}`, ...findingsOf(error.details)]
    return { ...base, actual: null, ok: false, verdict: 'fail', why, durationMs: duration() }
  } finally {
    await rm(options.dir, { recursive: true, force: true })
  }
}

async function observe(arrangement: Arrangement, staged: StagedRow) {
  if (arrangement.controls === true) {
    const { workspaceDir, taskId } = staged
    await runControls({ workspaceDir, taskId, progress: () => undefined })
  }
  const watch = watchFor(arrangement.incident, staged.workspaceDir)
  const { PATH } = process.env
  if (staged.path !== null) process.env.PATH = staged.path
  try {
    const { result } = await runTask({
      workspaceDir: staged.workspaceDir,
      taskId: staged.taskId,
      engineId: staged.engineId,
      scenario: undefined,
      sandbox: 'bubblewrap',
      progress: (step) => watch.onStep(step),
    })
    await watch.done()
    const { people } = arrangement
    const said = people === undefined ? null : await playPeople(staged.workspaceDir, result, people)
    return await observeRow(result, staged.workspaceDir, said)
  } finally {
    if (PATH !== undefined) process.env.PATH = PATH
  }
}

function findingsOf(details: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(details.findings) ? details.findings.map((finding) => JSON.stringify(finding)) : []
}
