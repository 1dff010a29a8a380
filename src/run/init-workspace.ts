// Promises: a workspace with machine keys of its own, ready to run. Must not: make a person's key, or overwrite.
// Called by: the init command.
import type { InitResult } from '../contract/setup-results.ts'
import { createMachineKeys, toTrust } from '../evidence/keys.ts'
import { workspacePaths } from '../workspace/paths.ts'
import { planWorkspace, writeWorkspace } from '../workspace/scaffold/write-workspace.ts'

/**
 * @param dir absolute; need not exist
 * @throws ProctorError workspace_exists, path_missing, git_failed, tool_missing
 */
export async function initWorkspace(dir: string, dryRun: boolean): Promise<InitResult> {
  const plan = await planWorkspace(dir)
  if (dryRun) return { ...plan, dryRun, commit: null }
  const keys = await createMachineKeys(workspacePaths(dir).keys)
  return { ...plan, dryRun, commit: await writeWorkspace(plan, toTrust(keys)) }
}
