import { findAdapter } from '../../engines/registry.ts'
import { digestOfJson } from '../../kernel/canonical-json.ts'
import { countVerdicts, type MatrixResult, summarise } from '../../matrix/result.ts'
import { MATRIX_ROWS } from '../../matrix/rows/all-rows.ts'
import { type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { admitEngine, toInstalled } from '../admit.ts'
import { readSigners } from '../signers.ts'
import { recordAssessment } from './record-assessment.ts'

export interface MatrixRecorded {
  /** Engines of proctor.yaml that the matrix is evidence about, with the ledger entry of each. */
  readonly entries: readonly { readonly engine: string; readonly entry: number }[]
  /** Why nothing was recorded for an adapter or an engine; empty when nothing is to be said. */
  readonly why: readonly string[]
}

/**
 * The matrix of each adapter, as evidence about the engines of a workspace that are exactly what the rows were run with.
 * A matrix with rows left out, or not run, is no answer, and is not recorded.
 * @throws ProctorError keys_missing, ledger_corrupt
 */
export async function recordMatrix(workspaceDir: string, result: MatrixResult): Promise<MatrixRecorded> {
  const workspace = await readWorkspace(workspaceDir)
  const entries: { engine: string; entry: number }[] = []
  const why: string[] = []
  for (const adapter of new Set(result.rows.map(({ engine }) => engine))) {
    const rows = result.rows.filter(({ engine }) => engine === adapter)
    const { fail, 'not-run': open } = countVerdicts(rows)
    if (fail === 0 && (rows.length < MATRIX_ROWS.length || open > 0)) {
      why.push(`${adapter}: ${MATRIX_ROWS.length - rows.length + open} rows were not run`)
      continue
    }
    const own = result.carried[adapter]
    const engines = own === undefined ? await enginesRunAs(workspace, adapter) : [own]
    if (engines.length === 0) why.push(`${adapter}: no engine of proctor.yaml is what the rows were run with`)
    for (const engine of engines) {
      const entry = await recordAssessment(workspaceDir, {
        kind: 'matrix',
        engine,
        task: null,
        ok: fail === 0,
        summary: summarise(rows),
        result: rows.map(({ id, ok, verdict, why: reasons }) => ({ id, ok, verdict, why: reasons })),
      })
      entries.push({ engine, entry })
    }
  }
  return { entries, why }
}

/** Engines whose executables are those that the adapter finds by itself, which is what the rows are run with. */
async function enginesRunAs(workspace: LoadedWorkspace, adapterId: string): Promise<readonly string[]> {
  const found = await findAdapter(adapterId)?.locate(null)
  if (found === null || found === undefined) return []
  const ran = await toInstalled(found)
  const signers = await readSigners(workspace)
  const same: string[] = []
  for (const config of workspace.config.engines.filter(({ adapter }) => adapter === adapterId)) {
    const { record } = await admitEngine(workspace, signers, config, new Date())
    if (record.version === ran.version && digestOfJson(record.executables) === digestOfJson(ran.executables))
      same.push(config.id)
  }
  return same
}
