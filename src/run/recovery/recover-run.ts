// Promises: one run that nobody holds any more is sealed as what is known of it, or left as it is with the reason.
// Must not: start an engine, append to the ledger twice for one run, or delete what was paid for.
// Called by: recover-runs.ts.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Facts } from '../../contract/facts.ts'
import type { RecoveredRun } from '../../contract/recover-result.ts'
import { createBundle } from '../../evidence/bundle-writer.ts'
import { confirm } from '../confirm.ts'
import { hasFailedWrite } from '../failed-write-note.ts'
import { type Judged, judge, judgeSealed } from '../judge.ts'
import { toWorkFolders } from '../layout.ts'
import type { OpenedRun } from '../opened-run.ts'
import type { RunRecord } from '../run-record.ts'
import { type Bundle, readSealed, seal, sealAfterAppend } from '../seal.ts'
import { removeWorkFolder } from '../work-folder.ts'
import type { RecoveryContext } from './recovery-context.ts'
import { restoreRun } from './restore-run.ts'
import { readState, takeUp } from './take-up.ts'

/** A run whose lock is ours, and how far it had come. */
export interface LostRunState {
  readonly record: RunRecord
  /** Index of the ledger entry that used its challenge; null while it is unused. */
  readonly usedAt: number | null
  /** The ledger says that a write of its evidence failed. */
  readonly writeFailed: boolean
  /** Its bundle stands in `.proctor/runs/`. */
  readonly sealed: boolean
}

interface Sealed {
  readonly outcome: RecoveredRun['outcome']
  readonly judged: Judged
  readonly bundle: Bundle
}

/** @throws ProctorError when it can't be sealed now; its folder stays as it is then */
export async function recoverRun(
  context: RecoveryContext,
  state: LostRunState,
  resume: boolean,
): Promise<Omit<RecoveredRun, 'runId' | 'why'>> {
  const { record, usedAt } = state
  const folders = toWorkFolders(context.workspace.paths.work, record.id)
  // A void challenge takes an interrupted run and no other: whatever was measured, the ledger would refuse it for good.
  const isVoid = Date.now() > Date.parse(record.challenge.notAfter)
  const onlyInterrupted = isVoid || state.writeFailed || (await hasFailedWrite(folders.root))
  const found = await readState(folders, record, { resume, onlyInterrupted })
  const { opened, decision } = await restoreRun(context, record, found.cause)
  try {
    let sealed: Sealed
    if (state.sealed) sealed = await readWhole(join(context.workspace.paths.runs, record.id))
    else if (usedAt !== null) sealed = await finish(context, opened, usedAt)
    else {
      const { run, measured } = await takeUp(opened, decision, record.challenge, found)
      const judged = await judge(run, measured)
      const bundle = await seal(run, judged)
      sealed = { outcome: judged.facts.interrupted === null ? 'resumed' : 'interrupted', judged, bundle }
    }
    const { result } = await confirm(opened, sealed.judged, sealed.bundle)
    await removeWorkFolder(opened.folders)
    const { status, completeness } = result
    return { outcome: sealed.outcome, bundle: sealed.bundle.folder, status, completeness }
  } finally {
    opened.interrupts[Symbol.dispose]()
    await opened.journal.close()
  }
}

/** Sealed, and perhaps not confirmed yet. */
async function readWhole(folder: string): Promise<Sealed> {
  return {
    outcome: 'finished',
    judged: judgeSealed(await readFacts(folder)),
    bundle: await readSealed(folder),
  }
}

/** The ledger has taken it; what is missing is the proof or the rename. */
async function finish(context: RecoveryContext, opened: OpenedRun, index: number): Promise<Sealed> {
  const { work, runs } = opened.workspace.paths
  const bundle = await createBundle({ runId: opened.id, work, runs })
  const judged = judgeSealed(await readFacts(bundle.folder))
  const { inputs, keys } = opened
  return {
    outcome: 'finished',
    judged,
    bundle: await sealAfterAppend({ inputs, keys, bundle }, context.ledger, index),
  }
}

async function readFacts(folder: string): Promise<Facts> {
  return Facts.parse(JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8')))
}
