import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RunId } from '../contract/ids.ts'
import { Report } from '../contract/report.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { renderReportText } from '../report/render-text.ts'
import { workspacePaths } from '../workspace/paths.ts'
import { readMovedRuns } from './gc/moved-runs.ts'

/** A line of `runs list`: what the sealed report says, not verified again. */
export interface RunSummary {
  readonly runId: string
  /** moved: its bundle was taken out of the workspace by `gc`; `keptIn` says where it was then. */
  readonly status: 'pass' | 'fail' | 'unreadable' | 'moved'
  readonly completeness: string
  readonly engine: string
  readonly task: string
  readonly blockers: readonly string[]
  readonly keptIn?: string
}

/** Every sealed run of a workspace, newest first. A bundle that can't be read is listed as such. */
export async function listRuns(workspaceDir: string): Promise<RunSummary[]> {
  const { runs, state } = workspacePaths(workspaceDir)
  const ids = await sealedIds(runs)
  const here = await Promise.all(ids.map((runId) => summarise(join(runs, runId), runId)))
  const moved = [...(await readMovedRuns(state)).values()]
    .filter(({ runId }) => !ids.includes(runId))
    .map(({ tree: _, ...note }): RunSummary => ({ ...note, status: 'moved' }))
  return [...here, ...moved].sort((a, b) => (a.runId < b.runId ? 1 : -1))
}

/** The sealed report of a run; of the newest when `runId` is not given. */
export async function readRun(
  workspaceDir: string,
  runId: string | undefined,
): Promise<{ readonly report: Report; readonly text: readonly string[]; readonly folder: string }> {
  const { runs } = workspacePaths(workspaceDir)
  const ids = await sealedIds(runs)
  const id = runId ?? ids[0]
  if (id === undefined || !ids.includes(id)) {
    throw new ProctorError(
      'path_missing',
      id === undefined ? 'nothing was run yet' : `there is no sealed run ${id}`,
      {
        hint: 'see proctor runs list',
      },
    )
  }
  const folder = join(runs, id)
  const report = await readReport(folder)
  return { report, text: renderReportText(report).trimEnd().split('\n'), folder }
}

/** Ids of the sealed runs in a folder of bundles, newest first. */
export async function sealedIds(runsDir: string): Promise<string[]> {
  try {
    const names = await readdir(runsDir)
    return names.filter((name) => RunId.safeParse(name).success).sort((a, b) => (a < b ? 1 : -1))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

async function summarise(folder: string, runId: string): Promise<RunSummary> {
  try {
    const report = await readReport(folder)
    const { status, completeness, engine, task, blockers } = report
    return {
      runId,
      status,
      completeness,
      engine: engine.id,
      task: task.id,
      blockers: [...new Set(blockers.map(({ code }) => code))],
    }
  } catch (error) {
    if (!(error instanceof ProctorError)) throw error
    return { runId, status: 'unreadable', completeness: '-', engine: '-', task: '-', blockers: [] }
  }
}

async function readReport(folder: string): Promise<Report> {
  const path = join(folder, 'report.json')
  try {
    return Report.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new ProctorError('config_unreadable', `${path}: not a report that this version can read`, {
      cause,
      hint: 'run proctor verify on the bundle',
    })
  }
}
