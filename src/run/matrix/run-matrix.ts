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
import { readWorkspace } from '../../workspace/read-workspace.ts'
import { decideTask } from '../decide-task.ts'
import { inParallel } from '../in-parallel.ts'
import { initWorkspace } from '../init-workspace.ts'
import type { RunRequest } from '../request.ts'
import { runTask } from '../run-task.ts'
import { assertLedgerHolds } from '../workspace-ledger.ts'
import { type CarriedEngine, carryEngine } from './carried-engine.ts'
import { isPinned } from './is-pinned.ts'
import { runRow } from './run-row.ts'
import { type StagedRow, type StageOptions, stageRow } from './stage-row.ts'

export interface MatrixRequest {
  /** Where an engine is known that runs by its people's word alone; undefined outside of every workspace. */
  readonly workspaceDir: string | undefined
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

/**
 * One engine, or all that npm serves as they are pinned, which need nobody's word to be tried here.
 * @throws ProctorError engine_unknown, usage
 */
export async function chooseEngines(engine: string | undefined, all: boolean): Promise<readonly string[]> {
  if (engine !== undefined && all)
    throw new ProctorError('usage', 'name one engine, or all of them, not both')
  if (all) {
    const driven = ADAPTER_IDS.filter((id) => findAdapter(id)?.conformance !== undefined)
    const pinned = await Promise.all(driven.map(isPinned))
    return driven.filter((_, index) => pinned[index])
  }
  const id = engine ?? 'fake'
  if (ADAPTER_IDS.includes(id)) return [id]
  throw new ProctorError('engine_unknown', `there is no adapter ${id}`, {
    hint: `name one of: ${ADAPTER_IDS.join(', ')}`,
  })
}

/** @throws ProctorError usage; ledger_corrupt before any row is run, where the answer could not be recorded */
export async function runMatrix(request: MatrixRequest): Promise<MatrixResult> {
  const rows = chooseRows(request.only)
  if (request.workspaceDir !== undefined) {
    const workspace = await readWorkspace(request.workspaceDir)
    if (workspace.trust !== null) await assertLedgerHolds(workspace)
  }
  const started = performance.now()
  const root = await mkdtemp(join(tmpdir(), 'proctor-matrix-'))
  try {
    const template = await makeTemplate(root)
    const jobs = request.engineIds.flatMap((engineId) => rows.map((row) => ({ engineId, row })))
    const results = new Map<string, RowResult>()
    const carried = new Map<string, CarriedEngine | string | null>()
    for (const id of request.engineIds) {
      const found = await carryEngine(request.workspaceDir, id)
      const dir = join(root, `${id}-asked`)
      carried.set(id, (await whyNotHere(found, { template, dir, engineId: id })) ?? found)
    }
    const run = async ({ engineId, row }: (typeof jobs)[number]): Promise<void> => {
      const dir = join(root, `${engineId}-${row.id}`)
      const result = await runRow(row, { template, dir, engineId, carried: carried.get(engineId) ?? null })
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
    const ownFiles = [...carried].flatMap(([id, own]) =>
      own === null || typeof own === 'string' ? [] : [[id, own.config.id] as const],
    )
    const durationMs = Math.round(performance.now() - started)
    return { rows: inOrder, durationMs, carried: Object.fromEntries(ownFiles) }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** Why an engine that was carried along may not run in a row; null when it may. */
async function whyNotHere(
  carried: CarriedEngine | string | null,
  options: Omit<StageOptions, 'carried'>,
): Promise<string | null> {
  if (carried === null || typeof carried === 'string') return null
  const staged = await stageRow({ deed: FIXED }, { ...options, carried })
  if ('why' in staged) return staged.why
  const { record } = await decideTask(toRequest(staged), undefined)
  await rm(options.dir, { recursive: true, force: true })
  if (record.selected !== null) return null
  const reasons = record.denied.flatMap((denied) => denied.reasons.map(({ message }) => message))
  return `${carried.config.id} may not run on repository example of class artificial: ${reasons.join('; ')}`
}

function toRequest({ workspaceDir, taskId, engineId }: StagedRow): RunRequest {
  return {
    workspaceDir,
    taskId,
    engineId,
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
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
  if ('why' in warm) throw new ProctorError('bug', warm.why)
  await runTask(toRequest(warm))
  await cp(workspacePaths(warm.workspaceDir).cache, workspacePaths(template).cache, { recursive: true })
  await rm(warm.workspaceDir, { recursive: true, force: true })
  return template
}
