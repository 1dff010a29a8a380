// Promises: where the engines stand that planning documents put on a rung, by the ledger and as installed now.
// Must not: take a standing from a file, or look at engines that nobody speaks of. Called by: run/validate-planning.ts.
import { existsSync } from 'node:fs'
import { isProctorError } from '../kernel/proctor-error.ts'
import type { EngineStanding } from '../planning/model/planning-context.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'

/**
 * One for each name that `proctor.yaml` has as an engine. An engine whose standing can not be computed has none.
 * @param day `yyyy-mm-dd`; the present moment when it is today, else the end of that day
 */
export async function standingsOf(
  workspace: LoadedWorkspace,
  names: readonly string[],
  day: string,
): Promise<readonly EngineStanding[]> {
  const asked = new Set(names.map((name) => name.toLowerCase()))
  const ids = workspace.config.engines.map(({ id }) => id).filter((id) => asked.has(id.toLowerCase()))
  if (ids.length === 0 || !existsSync(workspace.paths.ledger)) return []
  const now = new Date()
  const at = day === now.toISOString().slice(0, 10) ? now : new Date(`${day}T23:59:59Z`)
  // The ladder is large, and few documents speak of it.
  const { openLadder, toStatus } = await import('./ladder/read-standing.ts')
  try {
    const { engines } = toStatus(await openLadder(workspace.dir, at, ids))
    return engines.map(({ id, stage }) => ({ engine: id, stage }))
  } catch (error) {
    if (!isProctorError(error)) throw error
    return []
  }
}
