import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { DemotionStatement } from '../../contract/ladder.ts'
import { STAGES } from '../../contract/stages.ts'
import { sha256 } from '../../kernel/digest.ts'
import { computeStanding } from '../../standing/standing.ts'
import { appendStatement } from './append-statement.ts'
import { engineOf, type OpenedLadder, toStage } from './read-standing.ts'

/**
 * Appends a demotion. Losing authority needs nobody's signature.
 * @returns index of the entry; null when the engine stands no higher than that already, and nothing was appended
 * @throws ProctorError engine_unknown, usage
 */
export async function demote(
  ladder: OpenedLadder,
  request: { readonly engine: string; readonly stage: string; readonly reason: string },
): Promise<number | null> {
  const to = toStage(request.stage)
  const engine = engineOf(ladder, request.engine)
  const { stage } = computeStanding(ladder.input, engine)
  const granted = ladder.input.promotions.some((one) => one.request.engine === engine.id)
  if (!granted && STAGES.indexOf(stage) <= STAGES.indexOf(to)) return null
  const statement: DemotionStatement = {
    _type: STATEMENT_TYPE,
    subject: [
      { name: `engine:${engine.id}`, digest: { sha256: engine.context.source ?? sha256(engine.id) } },
    ],
    predicateType: PREDICATE_TYPES.demotion,
    predicate: { engine: engine.id, to, reason: request.reason, at: ladder.input.now.toISOString() },
  }
  return await appendStatement(ladder.workspace, statement)
}
