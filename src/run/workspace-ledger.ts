import { LEDGER_ORIGIN } from '../contract/ids.ts'
import { type Ledger, openLedger } from '../ledger/file-ledger.ts'
import type { OpenedRun } from './open-run.ts'

/** Opens the ledger of the run's workspace, does one thing with it, and closes it again. */
export async function withLedger<T>(run: OpenedRun, act: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger({
    dir: run.workspace.paths.ledger,
    origin: `${LEDGER_ORIGIN}:${run.trust.workspaceId}`,
    signer: run.keys.ledger.privateKey,
    now: () => new Date(),
  })
  try {
    return await act(ledger)
  } finally {
    await ledger.close()
  }
}
