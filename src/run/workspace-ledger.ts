import type { Trust } from '../contract/trust.ts'
import type { MachineKeys } from '../evidence/keys.ts'
import { toOrigin } from '../ledger/checkpoint.ts'
import { openLedger } from '../ledger/file-ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { OpenedRun } from './open-run.ts'

/** Opens the ledger of the run's workspace, does one thing with it, and closes it again. */
export async function withLedger<T>(run: OpenedRun, act: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (run.ledger !== undefined) return await act(run.ledger)
  const ledger = await openWorkspaceLedger(run.workspace.paths.ledger, run.trust, run.keys)
  try {
    return await act(ledger)
  } finally {
    await ledger.close()
  }
}

/** The ledger of a workspace, for reading and writing. @throws ProctorError ledger_corrupt */
export async function openWorkspaceLedger(dir: string, trust: Trust, keys: MachineKeys): Promise<Ledger> {
  return await openLedger({
    dir,
    origin: toOrigin(trust.workspaceId),
    signer: keys.ledger.privateKey,
    now: () => new Date(),
  })
}
