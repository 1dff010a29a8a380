// Promises: a bundle that a person named may leave this workspace only when it verifies, is old enough, and stands
// elsewhere byte for byte. Must not: let a run of a gated engine go, or believe a copy that is the bundle itself.
// Called by: collect-garbage.ts.
import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RunId } from '../../contract/ids.ts'
import { Report } from '../../contract/report.ts'
import { PolicyInput } from '../../contract/task-input.ts'
import { errnoOf, isProctorError } from '../../kernel/proctor-error.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { hashInstalled } from '../hash-tree.ts'
import { verifyBundleAt } from '../verify-bundle-at.ts'
import { verifyRequestFor } from '../verify-request.ts'
import { sizeOf, wholeDays } from './find-removable.ts'
import type { MovedRun } from './moved-runs.ts'

export interface NamedBundle {
  readonly path: string
  readonly ageDays: number
  readonly bytes: number
  /** Why it stays; null when it may go. */
  readonly why: string | null
  /** What stays behind of it; null when it stays. */
  readonly note: MovedRun | null
}

export interface BundleRequest {
  readonly olderThanDays: number
  /** Folder that holds the copies, by run id. */
  readonly keptIn: string | undefined
  readonly now: number
}

export async function examineBundle(
  workspace: LoadedWorkspace,
  runId: string,
  request: BundleRequest,
): Promise<NamedBundle> {
  const path = join(workspace.paths.runs, runId)
  if (!RunId.safeParse(runId).success || !(await isFolder(path)))
    return { path, ageDays: 0, bytes: 0, why: 'there is no sealed run of that name', note: null }
  const ageDays = wholeDays(request.now - startOf(runId))
  const about = { path, ageDays, bytes: await sizeOf(path) }
  try {
    const answer = await judge(workspace, runId, path, { ...request, ageDays })
    return typeof answer === 'string'
      ? { ...about, why: answer, note: null }
      : { ...about, why: null, note: answer }
  } catch (error) {
    const errno = errnoOf(error)
    if (isProctorError(error))
      return { ...about, why: `it can not be verified: ${error.message}`, note: null }
    if (errno !== undefined) return { ...about, why: `it can not be read: ${errno}`, note: null }
    throw error
  }
}

async function judge(
  workspace: LoadedWorkspace,
  runId: string,
  path: string,
  request: BundleRequest & { readonly ageDays: number },
): Promise<string | MovedRun> {
  const { ageDays, olderThanDays, keptIn } = request
  if (await isFolder(join(workspace.paths.work, runId))) return 'its run is not over'
  if (ageDays < olderThanDays) return `it is ${ageDays} days old, not ${olderThanDays}`
  const report = await readReport(path)
  if (report === null) return 'its report is not one that this version can read'
  const verified = await verifyBundleAt(
    path,
    await verifyRequestFor(path, { start: workspace.dir, allowNotRun: [] }),
  )
  if (!verified.ok)
    return `it does not verify: ${verified.findings[0]?.message ?? verified.notRun[0]?.why ?? 'no reason was given'}`
  if (await isGated(workspace, path, report.engine.id))
    return `engine ${report.engine.id} is gated: the ladder reads every run of it, and counts one that is gone against it`
  if (keptIn === undefined) return 'nobody said where a copy of it is kept (--kept-in DIR)'
  const copy = join(keptIn, runId)
  if (!(await isFolder(copy))) return `there is no copy of it in ${keptIn}`
  if (await isSame(path, copy)) return `${copy} is the bundle itself and no copy`
  const tree = await hashInstalled(path)
  if ((await hashInstalled(copy)) !== tree) return `${copy} does not hold the same bytes`
  return {
    runId,
    keptIn: await realpath(keptIn),
    tree,
    status: report.status,
    completeness: report.completeness,
    engine: report.engine.id,
    task: report.task.id,
    blockers: report.blockers.map(({ code }) => code),
  }
}

/** Now, or when it ran: an engine that lost or gained the mark since is still one that the ladder may read. */
async function isGated(workspace: LoadedWorkspace, path: string, engine: string): Promise<boolean> {
  const then = PolicyInput.parse(JSON.parse(await readFile(join(path, 'inputs/policy.json'), 'utf8')))
  return [...workspace.config.engines, ...then.engines].some(({ id, gated }) => id === engine && gated)
}

async function readReport(path: string): Promise<Report | null> {
  try {
    return Report.safeParse(JSON.parse(await readFile(join(path, 'report.json'), 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)])
  return (await realpath(one)) === (await realpath(other)) || (a.dev === b.dev && a.ino === b.ino)
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return false
    throw error
  }
}

/** `20261124t054453z-...`, which the seal binds. */
function startOf(runId: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z/.exec(runId) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
}
