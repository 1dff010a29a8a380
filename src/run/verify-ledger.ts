import type { LedgerVerifyResult } from '../contract/ledger-results.ts'
import { auditLedger } from '../ledger/audit-ledger.ts'
import { toOrigin } from '../ledger/checkpoint.ts'
import { checkKeyWindows } from '../ledger/key-rotations.ts'
import { toLedgerKeys } from '../ledger/ledger-keys.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'
import { keepCheckpoint } from '../workspace/remembered-checkpoints.ts'
import { trustOf } from './workspace-ledger.ts'

/**
 * Reads and judges the whole ledger of a workspace, against every checkpoint that was kept in `checkpoints/`.
 * @param remember puts the checkpoint of now there too, when nothing speaks against it
 * @throws ProctorError keys_missing without a trust.json
 */
export async function verifyLedger(workspaceDir: string, remember: boolean): Promise<LedgerVerifyResult> {
  const workspace = await readWorkspace(workspaceDir)
  const trust = trustOf(workspace)
  const audit = await auditLedger({
    dir: workspace.paths.ledger,
    origin: toOrigin(trust.workspaceId),
    keys: toLedgerKeys(trust),
    remembered: workspace.remembered,
  })
  const { head, checkpoint, remembered, tornBytes } = audit
  // Without a checkpoint no entry was read: that the ledger records no rotation would be said of nothing.
  const windows = head === null ? [] : checkKeyWindows(trust, audit.rotations)
  const findings = [...audit.findings, ...windows]
  const ok = findings.length === 0
  const written =
    ok && remember && head !== null && checkpoint !== null
      ? await keepCheckpoint(workspace.dir, head.size, checkpoint)
      : null
  return { ok, head, remembered, tornBytes, written, findings }
}
