import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type {
  AssessmentStatement,
  ComparisonPlanStatement,
  DemotionStatement,
  PromotionStatement,
} from '../../contract/ladder.ts'
import { STAGES } from '../../contract/stages.ts'
import { assertKeysTrusted, readMachineKeys } from '../../evidence/keys.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { toOrigin } from '../../ledger/checkpoint.ts'
import { openLedger } from '../../ledger/file-ledger.ts'
import { computeStanding } from '../../standing/standing.ts'
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
  return await appendStatement(ladder, statement)
}

type LadderStatement = AssessmentStatement | ComparisonPlanStatement | DemotionStatement | PromotionStatement

/** Appends one statement to the workspace's ledger; returns its index. */
export async function appendStatement(ladder: OpenedLadder, statement: LadderStatement): Promise<number> {
  const { workspace, workspaceId } = ladder
  const keys = await readMachineKeys(workspace.paths.keys)
  if (workspace.trust !== null) assertKeysTrusted(keys, workspace.trust)
  const ledger = await openLedger({
    dir: workspace.paths.ledger,
    origin: toOrigin(workspaceId),
    signer: keys.ledger.privateKey,
    now: () => new Date(),
  })
  try {
    return (await ledger.append([Buffer.from(toCanonicalJson(statement))], null)).firstIndex
  } finally {
    await ledger.close()
  }
}
