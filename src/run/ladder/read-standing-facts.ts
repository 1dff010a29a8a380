import { isWithinClass } from '../../contract/mutation-class.ts'
import type { StandingFacts } from '../../contract/standing-facts.ts'
import { toStandingFacts } from '../../standing/standing-facts.ts'
import type { Admission } from '../admit.ts'
import type { OpenedRun } from '../opened-run.ts'
import { toEngineNow } from './engine-now.ts'
import { readLadder } from './read-ladder.ts'

/**
 * The standing of every candidate by its id, none where nothing rests on it: computed from the ledger now, with the sources as they were just found. Artificial
 * repositories need none, so that a workspace without any history can run at once.
 * @throws ProctorError ledger_corrupt
 */
export async function readStandings(
  run: OpenedRun,
  { candidates }: Admission,
): Promise<ReadonlyMap<string, StandingFacts>> {
  const of = new Map<string, StandingFacts>()
  if (isWithinClass(run.repositoryConfig.class, 'artificial')) return of
  const { workspace, startedAt } = run
  const engines = candidates.map((candidate) => toEngineNow(workspace.config, candidate))
  const { input } = await readLadder(workspace, engines, startedAt)
  for (const { config, record } of candidates) {
    const engine = engines.find(({ id }) => id === config.id)
    const facts = engine && toStandingFacts(input, engine, record.source?.sourceId ?? null)
    if (facts) of.set(config.id, facts)
  }
  return of
}
