// Promises: a workspace with machine keys of its own, ready to run. Must not: make a person's key, or overwrite.
// Called by: the init command.
import { LEDGER_ORIGIN } from '../contract/ids.ts'
import type { InitResult } from '../contract/setup-results.ts'
import { createMachineKeys, toTrust } from '../evidence/keys.ts'
import { createLedger } from '../ledger/file-ledger.ts'
import { workspacePaths } from '../workspace/paths.ts'
import { planWorkspace, writeWorkspace } from '../workspace/scaffold/write-workspace.ts'

/**
 * @param dir absolute; need not exist
 * @throws ProctorError workspace_exists, path_missing, git_failed, tool_missing
 */
export async function initWorkspace(dir: string, dryRun: boolean): Promise<InitResult> {
  const plan = await planWorkspace(dir)
  if (dryRun) return { ...plan, dryRun, commit: null }
  const paths = workspacePaths(dir)
  const keys = await createMachineKeys(paths.keys)
  const trust = toTrust(keys)
  await createLedger(paths.ledger, `${LEDGER_ORIGIN}:${trust.workspaceId}`, keys.ledger.privateKey)
  return { ...plan, dryRun, commit: await writeWorkspace(plan, trust) }
}
