import type {
  AssessmentStatement,
  ComparisonPlanStatement,
  DemotionStatement,
  PromotionStatement,
} from '../../contract/ladder.ts'
import { assertKeysTrusted, readMachineKeys } from '../../evidence/keys.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { openWorkspaceLedger } from '../workspace-ledger.ts'

type LadderStatement = AssessmentStatement | ComparisonPlanStatement | DemotionStatement | PromotionStatement

/**
 * Appends one statement to the workspace's ledger; returns its index.
 * @throws ProctorError keys_missing, ledger_corrupt
 */
export async function appendStatement(
  { paths, trust }: LoadedWorkspace,
  statement: LadderStatement,
): Promise<number> {
  if (trust === null)
    throw new ProctorError('keys_missing', `${paths.trust}: the workspace has no trust file`, {
      hint: 'take it from the last good commit of the workspace',
    })
  const keys = await readMachineKeys(paths.keys)
  assertKeysTrusted(keys, trust)
  const ledger = await openWorkspaceLedger(paths.ledger, trust, keys)
  try {
    return (await ledger.append([Buffer.from(toCanonicalJson(statement))], null)).firstIndex
  } finally {
    await ledger.close()
  }
}
