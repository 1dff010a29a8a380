import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApprovalRequest } from '../../contract/approval.ts'
import { Facts } from '../../contract/facts.ts'
import type { Report } from '../../contract/report.ts'
import type { VerifyResult } from '../../contract/results.ts'
import type { Trust } from '../../contract/trust.ts'
import { assertKeysTrusted, type MachineKeys, readMachineKeys } from '../../evidence/keys.ts'
import { sha256 } from '../../kernel/digest.ts'
import { parseSigstoreBundle } from '../../kernel/dsse.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { takeLock } from '../../ledger/process-lock.ts'
import type { ApprovalSubject } from '../../policy/check-approval.ts'
import { type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { REQUEST } from '../layout.ts'
import { readRun } from '../list-runs.ts'
import { readIfThere } from '../read-if-there.ts'
import { readSigners, type Signers } from '../signers.ts'
import { verifyBundleAt } from '../verify-bundle-at.ts'
import { verifyRequestFor } from '../verify-request.ts'
import { assertLedgerHolds, openWorkspaceLedger, trustOf } from '../workspace-ledger.ts'

/** A workspace in which people decide: its signers, its machine keys and its ledger. */
export interface PeopleWorkspace {
  readonly workspace: LoadedWorkspace
  readonly trust: Trust
  readonly keys: MachineKeys
  readonly signers: Signers
  withLedger<T>(act: (ledger: Ledger) => Promise<T>): Promise<T>
  /** One process at a time: what another one has written half of is no bundle yet. @throws ProctorError ledger_locked */
  inTurn<T>(act: () => Promise<T>): Promise<T>
}

const TURN_WAIT_MS = 5 * 60_000

/** @throws ProctorError config_invalid for signers that can't be read, keys_missing */
export async function openPeople(workspaceDir: string): Promise<PeopleWorkspace> {
  const workspace = await readWorkspace(workspaceDir)
  const trust = trustOf(workspace)
  const keys = await readMachineKeys(workspace.paths.keys)
  assertKeysTrusted(keys, trust)
  await assertLedgerHolds(workspace)
  return {
    workspace,
    trust,
    keys,
    signers: await readSigners(workspace),
    async withLedger(act) {
      const ledger = await openWorkspaceLedger(workspace, keys.ledger.privateKey)
      try {
        return await act(ledger)
      } finally {
        await ledger.close()
      }
    },
    async inTurn(act) {
      const folder = join(workspace.paths.state, 'approvals')
      await mkdir(folder, { recursive: true })
      const lock = await takeLock(folder, TURN_WAIT_MS)
      try {
        return await act()
      } finally {
        await lock.release()
      }
    },
  }
}

/** A sealed run about which something can still be recorded. */
export interface SealedRun {
  readonly runId: string
  readonly folder: string
  readonly report: Report
  readonly facts: Facts
  readonly runStatementSha256: string
  /** Number of sealed events. */
  readonly count: number
  /** Null for a run about which nobody was asked. */
  readonly subject: ApprovalSubject | null
}

/** Reads a sealed run without believing it: whoever acts on it verifies it first. @throws ProctorError path_missing */
export async function readSealedRun(workspaceDir: string, runId: string): Promise<SealedRun> {
  const { folder, report } = await readRun(workspaceDir, runId)
  const read = (path: string): Promise<Buffer> => readFile(join(folder, path))
  const parsed = parseSigstoreBundle((await read('attestations/run.sigstore.json')).toString('utf8'))
  if (!parsed.ok)
    throw new ProctorError('config_unreadable', `${folder}: its run statement can not be read`, {
      hint: 'run proctor verify on the bundle',
    })
  const runStatementSha256 = sha256(parsed.envelope.payload)
  const events = await read('events.normalized.jsonl')
  const request = await readIfThere(join(folder, REQUEST))
  return {
    runId,
    folder,
    report,
    facts: Facts.parse(JSON.parse((await read('facts.json')).toString('utf8'))),
    runStatementSha256,
    count: events.reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 0),
    subject:
      request === null
        ? null
        : {
            request: ApprovalRequest.parse(JSON.parse(request.toString('utf8'))),
            requestSha256: sha256(request),
            runStatementSha256,
          },
  }
}

/** As a stranger with this workspace's trust and signers would verify it. */
export async function verifySealedRun(workspaceDir: string, { folder }: SealedRun): Promise<VerifyResult> {
  const options = { start: workspaceDir, trustFile: undefined, allowNotRun: [] }
  return await verifyBundleAt(folder, await verifyRequestFor(folder, options))
}
