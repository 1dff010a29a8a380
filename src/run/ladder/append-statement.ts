import type {
  AssessmentStatement,
  ComparisonPlanStatement,
  DemotionStatement,
  PromotionStatement,
} from '../../contract/ladder.ts'
import type { AdmissionEntry, EnablementEntry } from '../../contract/registry-entries.ts'
import { assertKeysTrusted, readMachineKeys } from '../../evidence/keys.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { openWorkspaceLedger, trustOf } from '../workspace-ledger.ts'
import { policyChange } from './policy-entry.ts'

type LadderStatement =
  | AdmissionEntry
  | AssessmentStatement
  | ComparisonPlanStatement
  | DemotionStatement
  | EnablementEntry
  | PromotionStatement

/**
 * Appends one statement to the workspace's ledger; returns its index.
 * @throws ProctorError keys_missing, ledger_corrupt
 */
export async function appendStatement(
  workspace: LoadedWorkspace,
  statement: LadderStatement,
): Promise<number> {
  const { paths } = workspace
  const keys = await readMachineKeys(paths.keys)
  assertKeysTrusted(keys, trustOf(workspace))
  const ledger = await openWorkspaceLedger(workspace, keys.ledger.privateKey)
  try {
    const change = await policyChange(workspace)
    const before = change === null ? [] : [change.payload]
    const payloads = [...before, Buffer.from(toCanonicalJson(statement))]
    const { firstIndex } = await ledger.append(payloads, null)
    await change?.noted()
    return firstIndex + before.length
  } finally {
    await ledger.close()
  }
}
