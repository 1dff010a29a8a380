// Promises: the ledger of a workspace, which continues every checkpoint that was kept of it; or a refusal.
// Must not: be gone around: nothing else of run/ opens a ledger. Called by: whatever appends to it or concludes from it.
import type { KeyObject } from 'node:crypto'
import type { Trust } from '../contract/trust.ts'
import { assertKeysTrusted, readMachineKeys } from '../evidence/keys.ts'
import { isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import { toOrigin } from '../ledger/checkpoint.ts'
import { openLedger } from '../ledger/file-ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { toLedgerKeys } from '../ledger/ledger-keys.ts'
import { assertContinues } from '../ledger/remembered.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import type { OpenedRun } from './opened-run.ts'

/** Opens the ledger of the run's workspace, does one thing with it, and closes it again. */
export async function withLedger<T>(run: OpenedRun, act: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (run.ledger !== undefined) return await act(run.ledger)
  const ledger = await openWorkspaceLedger(run.workspace, run.keys.ledger.privateKey)
  try {
    return await act(ledger)
  } finally {
    await ledger.close()
  }
}

/** Which key signs what, as trust.json says. @throws ProctorError keys_missing without one */
export function trustOf({ paths, trust }: LoadedWorkspace): Trust {
  if (trust !== null) return trust
  throw new ProctorError('keys_missing', `${paths.trust}: the workspace has no trust file`, {
    hint: 'take it from the last good commit of the workspace',
  })
}

/**
 * @param signer the ledger key; null for reading alone
 * @throws ProctorError keys_missing without a trust.json, ledger_corrupt also when it does not continue a checkpoint that
 * was kept in `checkpoints/`
 */
export async function openWorkspaceLedger(
  workspace: LoadedWorkspace,
  signer: KeyObject | null,
  now: () => Date = () => new Date(),
): Promise<Ledger> {
  const trust = trustOf(workspace)
  const dir = workspace.paths.ledger
  const origin = toOrigin(trust.workspaceId)
  const keys = toLedgerKeys(trust)
  const ledger = await openLedger({ dir, origin, signer, trusted: keys, now })
  try {
    await assertContinues(ledger, workspace.remembered, { dir, origin, keys })
    return ledger
  } catch (error) {
    await ledger.close()
    throw error
  }
}

/**
 * For whoever only reads: with the key, where this machine holds the one in force, since the ledger keeps its tree on the
 * disk then, and going on from where somebody ended costs no whole pass.
 * @throws ProctorError as openWorkspaceLedger
 */
export async function openLedgerToRead(workspace: LoadedWorkspace, now?: () => Date): Promise<Ledger> {
  return await openWorkspaceLedger(workspace, await ledgerKeyOf(workspace), now)
}

/** For work that is recorded at its end: a ledger that takes nothing is refused before it begins. */
export async function assertLedgerHolds(workspace: LoadedWorkspace): Promise<void> {
  await (await openLedgerToRead(workspace)).close()
}

/** Null where this machine does not hold the key in force: the ledger is read all the same. */
async function ledgerKeyOf({ paths, trust }: LoadedWorkspace): Promise<KeyObject | null> {
  try {
    const keys = await readMachineKeys(paths.keys)
    if (trust !== null) assertKeysTrusted(keys, trust)
    return keys.ledger.privateKey
  } catch (error) {
    if (isProctorError(error, 'keys_missing')) return null
    throw error
  }
}
