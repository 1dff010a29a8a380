import type { ConformanceResult } from '../../contract/conformance.ts'
import { readWorkspace } from '../../workspace/read-workspace.ts'
import { recordAssessment } from './record-assessment.ts'

/** Index of the entry, or why nothing was recorded. */
export type Recorded =
  | { readonly entry: number; readonly why: null }
  | { readonly entry: null; readonly why: string }

/**
 * What `engine check` saw, as evidence of the workspace that it was asked in. A gated engine is not started to be
 * checked: its recordings speak for it. Cases that could not be played are no answer, and are not recorded.
 * @throws ProctorError engine_unknown, keys_missing, ledger_corrupt
 */
export async function recordConformance(workspaceDir: string, result: ConformanceResult): Promise<Recorded> {
  const { engine, recordings, cases, notRun } = result
  const { config } = await readWorkspace(workspaceDir)
  const isGated = config.engines.find(({ id }) => id === engine)?.gated === true
  const isReadOnly = isGated && recordings.read > 0
  const isWrong = recordings.differ.length > 0 || cases.some(({ ok }) => !ok)
  if (notRun !== null && !isReadOnly && !isWrong)
    return { entry: null, why: `its cases were not run: ${notRun}` }
  const read = `${recordings.read - recordings.differ.length} of ${recordings.read} recordings as on file`
  const played = `${cases.filter(({ ok }) => ok).length} of ${cases.length} cases as they must be`
  const entry = await recordAssessment(workspaceDir, {
    kind: 'conformance',
    engine,
    task: null,
    ok: !isWrong,
    summary: notRun === null ? `${read}, ${played}` : `${read}; no case was played: ${notRun}`,
    result,
  })
  return { entry, why: null }
}
