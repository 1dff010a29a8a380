// Promises: every row of the failure matrix, each a real run through runTask in a workspace of its own.
// Must not: judge a run by anything but its bundle and exit, or let a row that was not run look green.
// Called by: cli/.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ADAPTER_IDS, findAdapter } from '../../engines/registry.ts'
import { nearestName } from '../../kernel/nearest-name.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { FIXED } from '../../matrix/fixture.ts'
import type { MatrixResult, RowResult } from '../../matrix/result.ts'
import type { Arrangement, MatrixRow } from '../../matrix/row.ts'
import { MATRIX_ROWS } from '../../matrix/rows/all-rows.ts'
import { workspacePaths } from '../../workspace/paths.ts'
import { inParallel } from '../in-parallel.ts'
import { initWorkspace } from '../init-workspace.ts'
import { runTask } from '../run-task.ts'
import { runRow } from './run-row.ts'
import { FIXTURE_TASK_ID, stageRow } from './stage-row.ts'

export interface MatrixRequest {
  readonly engineIds: readonly string[]
  /** Ids of rows; all of them when empty. */
  readonly only: readonly string[]
  readonly onRow: (result: RowResult) => void
}

/** The rows by id. @throws ProctorError usage for an id that no row has */
export function chooseRows(only: readonly string[]): readonly MatrixRow[] {
  const ids = MATRIX_ROWS.map(({ id }) => id)
  for (const id of only) {
    if (ids.includes(id)) continue
    const near = nearestName(id, ids)
    throw new ProctorError('usage', `there is no fixture ${id}`, {
      hint: near === undefined ? 'see proctor fixtures list' : `did you mean ${near}?`,
    })
  }
  return only.length === 0 ? MATRIX_ROWS : MATRIX_ROWS.filter(({ id }) => only.includes(id))
}

/** @throws ProctorError engine_unknown, usage */
export function chooseEngines(engine: string | undefined, all: boolean): readonly string[] {
  if (engine !== undefined && all)
    throw new ProctorError('usage', 'name one engine, or all of them, not both')
  if (all) return ADAPTER_IDS.filter((id) => id === 'fake' || findAdapter(id)?.conformance !== undefined)
  const id = engine ?? 'fake'
  if (ADAPTER_IDS.includes(id)) return [id]
  throw new ProctorError('engine_unknown', `there is no adapter ${id}`, {
    hint: `name one of: ${ADAPTER_IDS.join(', ')}`,
  })
}

export async function runMatrix(request: MatrixRequest): Promise<MatrixResult> {
  const rows = chooseRows(request.only)
  const started = performance.now()
  const root = await mkdtemp(join(tmpdir(), 'proctor-matrix-'))
  try {
    const template = await makeTemplate(root)
    const jobs = request.engineIds.flatMap((engineId) => rows.map((row) => ({ engineId, row })))
    const results = new Map<string, RowResult>()
    const run = async ({ engineId, row }: (typeof jobs)[number]): Promise<void> => {
      const dir = join(root, `${engineId}-${row.id}`)
      const result = await runRow(row, { template, dir, engineId })
      results.set(`${engineId} ${row.id}`, result)
      request.onRow(result)
    }
    await inParallel(
      jobs.filter(({ row }) => !isAlone(row)),
      AT_ONCE,
      run,
    )
    for (const job of jobs) if (isAlone(job.row)) await run(job)
    const inOrder = jobs.flatMap(({ engineId, row }) => results.get(`${engineId} ${row.id}`) ?? [])
    return { rows: inOrder, durationMs: Math.round(performance.now() - started) }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

function isAlone({ arrange }: MatrixRow): boolean {
  return typeof arrange !== 'string' && arrange.alone === true
}

/** Each job waits for processes more than it computes, so that two of them fit on a processor. */
const AT_ONCE = 2 * availableParallelism()

/** One workspace that all rows are copies of. A first run has put the tests of the base into its cache. */
export async function makeTemplate(root: string, warmUp: Arrangement = { deed: FIXED }): Promise<string> {
  const template = join(root, 'template')
  await initWorkspace(template, false)
  const warm = await stageRow(warmUp, { template, dir: join(root, 'warm'), engineId: 'fake' })
  if (typeof warm === 'string') throw new ProctorError('bug', warm)
  await runTask({
    workspaceDir: warm.workspaceDir,
    taskId: FIXTURE_TASK_ID,
    engineId: 'fake',
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  await cp(workspacePaths(warm.workspaceDir).cache, workspacePaths(template).cache, { recursive: true })
  await rm(warm.workspaceDir, { recursive: true, force: true })
  return template
}
