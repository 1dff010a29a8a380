import type { Recommendation } from '../contract/decision-facts.ts'
import type { StandingFacts } from '../contract/standing-facts.ts'
import type { Admission } from './admit.ts'
import { type MadeBy, made } from './brand.ts'
import { readStandings } from './ladder/read-standing-facts.ts'
import type { OpenedRun } from './opened-run.ts'
import { readRecommendations } from './read-recommendations.ts'

/** What earlier runs say of the candidates: how far each has come, and what it said of the task. */
export type Past = MadeBy<
  'look-back',
  {
    /** By engine; none where nothing rests on it. */
    readonly standings: ReadonlyMap<string, StandingFacts>
    /** On record, and without weight. */
    readonly recommendations: readonly Recommendation[]
  }
>

/** @throws ProctorError config_invalid when the numbers of the ladder contradict each other, ledger_corrupt */
export async function lookBack(run: OpenedRun, admission: Admission): Promise<Past> {
  const standings = await readStandings(run, admission)
  return made('look-back')({ standings, recommendations: await readRecommendations(run) })
}
