import { readWorkspace } from '../../workspace/read-workspace.ts'
import { openLedgerToRead } from '../workspace-ledger.ts'
import { rebuildIndex } from './read-indexed.ts'

/** Makes the index of a workspace anew from its ledger; how many entries that has. @throws ProctorError ledger_corrupt */
export async function rebuildIndexAt(workspaceDir: string): Promise<number> {
  const workspace = await readWorkspace(workspaceDir)
  const ledger = await openLedgerToRead(workspace)
  try {
    return await rebuildIndex(workspace, ledger)
  } finally {
    await ledger.close()
  }
}
