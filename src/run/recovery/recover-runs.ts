// Promises: every run of a workspace that nobody holds any more is sealed or reported; nothing of it is left running.
// Must not: touch a run whose owner lives or can't be seen, or anything that is no run. Called by: cli/, run-task.ts.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeFolder } from '../../checkout/index.ts'
import { combineExitCodes, EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import type { RecoveredRun, RecoverResult } from '../../contract/recover-result.ts'
import { assertKeysTrusted, readMachineKeys } from '../../evidence/keys.ts'
import { errnoOf, isProctorError } from '../../kernel/proctor-error.ts'
import { groupAppends } from '../../ledger/group-appends.ts'
import { readHolding, takeLock } from '../../ledger/process-lock.ts'
import type { Token } from '../../ledger/token-book.ts'
import { endLeftBehind, type LostRun } from '../../sandbox/left-behind.ts'
import { workspacePaths } from '../../workspace/paths.ts'
import { readWorkspace } from '../../workspace/read-workspace.ts'
import { toWorkFolders } from '../layout.ts'
import type { ProgressListener } from '../progress.ts'
import { type ReadRecord, readRunRecord } from '../run-record.ts'
import { removeLeaving, removeWorkFolder } from '../work-folder.ts'
import { openWorkspaceLedger, trustOf } from '../workspace-ledger.ts'
import { findFailedWrites } from './failed-writes.ts'
import { type Found, findUnsealed } from './find-unsealed.ts'
import { holdsPaidWork, paidAndUnclear } from './paid-work.ts'
import { recoverRun } from './recover-run.ts'
import type { RecoveryContext } from './recovery-context.ts'
import { createSharedRepositories } from './shared-repositories.ts'

export interface RecoverRequest {
  readonly workspaceDir: string
  /** Runs whose engine had ended by itself go on instead of being sealed as interrupted. */
  readonly resume: boolean
  readonly progress: ProgressListener
}

/** Runs that are taken up side by side: they mostly wait for git and the disk. With --resume tests run, one by one. */
const AT_ONCE = 6

/** @throws ProctorError when nothing could be looked at: no workspace, no keys, a ledger that does not verify */
export async function recoverRuns(request: RecoverRequest): Promise<RecoverResult> {
  const { work } = workspacePaths(request.workspaceDir)
  const found = await findUnsealed(work)
  const runs: RecoveredRun[] = found.flatMap((one) => (one.kind === 'running' ? [toRunning(one)] : []))
  const foreign = found.flatMap((one) => (one.kind === 'foreign' ? [{ path: one.path, why: one.why }] : []))
  for (const one of found) if (one.kind === 'leaving') await removeLeaving(one.path)
  await tidyLock(work)
  const abandoned = found.flatMap((one) => (one.kind === 'abandoned' ? [one.runId] : []))
  const claimed: Claimed[] = []
  for (const runId of abandoned) {
    const answer = await claim(work, runId)
    if (answer !== null && 'outcome' in answer) runs.push(answer)
    else if (answer !== null) claimed.push(answer)
  }
  const lost = claimed.map((one) => toLostRun(work, one))
  const ended = await endLeftBehind(lost)
  try {
    if (claimed.length > 0) runs.push(...(await recoverClaimed(request, claimed)))
  } catch (error) {
    // Whoever calls again, from this process too, finds them abandoned as they were.
    for (const { release } of claimed) await release()
    throw error
  }
  return {
    runs: runs.sort((a, b) => (a.runId < b.runId ? -1 : 1)),
    endedProcesses: [...ended],
    foreign,
    exitCode: exitCodeOf(runs, foreign.length),
  }
}

/** The lock of all work folders is held for a moment only; one that a dead run left is taken and given back. */
async function tidyLock(work: string): Promise<void> {
  if (!(await exists(work)) || (await readHolding(work)).state !== 'left') return
  try {
    await (await takeLock(work, 0)).release()
  } catch (error) {
    if (!isProctorError(error, 'ledger_locked')) throw error
  }
}

interface Claimed {
  readonly runId: string
  readonly record: Extract<ReadRecord, { state: 'there' | 'absent' }>
  release(): Promise<void>
}

/** Takes the lock that the dead owner left; null when somebody else was quicker. */
async function claim(work: string, runId: string): Promise<Claimed | RecoveredRun | null> {
  const { root } = toWorkFolders(work, runId)
  try {
    // Looked at before anything is touched: what can't be read may be of a newer version, or not ours at all.
    const before = await readRunRecord(root, runId)
    if (before.state === 'unreadable') return toFailed(runId, before.why)
    const lock = await takeLock(root, 0)
    const record = await readRunRecord(root, runId)
    if (record.state === 'unreadable') {
      await lock.release()
      return toFailed(runId, record.why)
    }
    return { runId, record, release: () => lock.release() }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || isProctorError(error, 'ledger_locked')) return null
    if (isProctorError(error)) return toFailed(runId, error.message)
    const errno = errnoOf(error)
    if (errno !== undefined) return toFailed(runId, `its folder can not be locked: ${errno}`)
    throw error
  }
}

async function recoverClaimed(
  request: RecoverRequest,
  claimed: readonly Claimed[],
): Promise<readonly RecoveredRun[]> {
  const workspace = await readWorkspace(request.workspaceDir)
  const keys = await readMachineKeys(workspace.paths.keys)
  const trust = trustOf(workspace)
  assertKeysTrusted(keys, trust)
  const ledger = groupAppends(await openWorkspaceLedger(workspace, keys.ledger.privateKey))
  const repositories = createSharedRepositories(workspace.paths.work, request.resume)
  try {
    const { progress } = request
    const context: RecoveryContext = { workspace, keys, trust, ledger, repositories, progress }
    const book = await ledger.challenges()
    const failed = await findFailedWrites(
      ledger,
      claimed.map(({ runId }) => runId),
    )
    const recovered: RecoveredRun[] = []
    const waiting = [...claimed]
    const worker = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const { record } = one
        const id = record.state === 'there' ? record.record.challenge.challengeId : undefined
        const known = {
          challenge: id === undefined ? undefined : book.find('challenge', id),
          writeFailed: failed.has(one.runId),
        }
        recovered.push(await recoverOne(context, one, known, request.resume))
      }
    }
    const workers = () => Promise.all(Array.from({ length: request.resume ? 1 : AT_ONCE }, worker))
    await repositories.within(workers)
    return recovered
  } finally {
    await repositories.close()
    await ledger.close()
  }
}

async function recoverOne(
  context: RecoveryContext,
  { runId, record, release }: Claimed,
  { challenge, writeFailed }: { readonly challenge: Token | undefined; readonly writeFailed: boolean },
  resume: boolean,
): Promise<RecoveredRun> {
  const { work, runs } = context.workspace.paths
  try {
    await removeDrafts(context.workspace.paths.cache, runId)
    if (record.state === 'absent' || challenge === undefined) {
      const folders = toWorkFolders(work, runId)
      if (await holdsPaidWork(folders.root, runId))
        throw paidAndUnclear(
          runId,
          record.state === 'absent' ? 'its record is gone' : 'the ledger never heard of it',
        )
      // Nothing was started, and there is nothing to lose.
      await removeWorkFolder(folders)
      return { runId, outcome: 'discarded', bundle: null, status: null, completeness: null, why: null }
    }
    context.progress('seal', runId)
    const sealed = await exists(join(runs, runId))
    const answer = await recoverRun(
      context,
      { record: record.record, usedAt: challenge.usedAt, writeFailed, sealed },
      resume,
    )
    return { runId, ...answer, why: null }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    await release()
    return toFailed(runId, error.message)
  }
}

/** What the run was about to put into the caches, under a name of its own. */
async function removeDrafts(cache: string, runId: string): Promise<void> {
  for (const folder of ['deps', 'baselines'].map((name) => join(cache, name))) {
    if (!(await exists(folder))) continue
    for (const name of await readdir(folder)) if (name.endsWith(`.${runId}`)) removeFolder(join(folder, name))
  }
}

function toLostRun(work: string, { runId, record }: Claimed): LostRun {
  const { root } = toWorkFolders(work, runId)
  if (record.state === 'absent') return { runId, root, uid: null }
  const { sandbox, owner } = record.record
  return { runId, root, uid: sandbox === 'none' ? (owner?.uid ?? null) : null }
}

function toRunning({ runId, owner }: Extract<Found, { kind: 'running' }>): RecoveredRun {
  return {
    runId,
    outcome: 'running',
    bundle: null,
    status: null,
    completeness: null,
    why: `held by ${owner}`,
  }
}

function toFailed(runId: string, why: string): RecoveredRun {
  return { runId, outcome: 'failed', bundle: null, status: null, completeness: null, why }
}

/** 0: no run is left that nobody holds. 1: something lies there that is not understood. 5: a run could not be sealed. */
function exitCodeOf(runs: readonly RecoveredRun[], foreign: number): ExitCode {
  const failed = runs.some(({ outcome }) => outcome === 'failed')
  return combineExitCodes([failed ? EXIT.evidence : EXIT.yes, foreign > 0 ? EXIT.no : EXIT.yes])
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
