import { readWorkspace } from '../../workspace/read-workspace.ts'
import { rebuildIndex } from './read-indexed.ts'
import { openReadLedger } from './read-ladder.ts'

/** Makes the index of a workspace anew from its ledger; how many entries that has. @throws ProctorError ledger_corrupt */
export async function rebuildIndexAt(workspaceDir: string): Promise<number> {
  const workspace = await readWorkspace(workspaceDir)
  const ledger = await openReadLedger(workspace, new Date())
  try {
    return await rebuildIndex(workspace, ledger)
  } finally {
    await ledger.close()
  }
}
