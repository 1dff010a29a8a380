// Promises: one run of one engine on one task, from the question whether it may run to a bundle that was verified.
// Must not: decide anything itself; each step's answer is a value that only that step makes.
// Called by: cli/.
import { EXIT } from '../contract/exit-codes.ts'
import { isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import { admit } from './admit.ts'
import { begin, type StartedRun } from './begin.ts'
import { confirm, type RunOutcome } from './confirm.ts'
import { decide } from './decide.ts'
import { execute } from './execute.ts'
import { Interrupts } from './interrupts.ts'
import { judge } from './judge.ts'
import { lookBack } from './look-back.ts'
import { measure } from './measure.ts'
import { keepExecuted, keepMeasured, keepPrepared, noteStep } from './note-step.ts'
import { leaveNothing, openRun } from './open-run.ts'
import type { OpenedRun } from './opened-run.ts'
import { prepare } from './prepare.ts'
import { recoverRuns } from './recovery/recover-runs.ts'
import type { RunRequest } from './request.ts'
import { awaitPlace, takePlace } from './run-slots.ts'
import { seal } from './seal.ts'
import { recordWriteFailure } from './write-failure.ts'

/** @throws ProctorError when no answer could be had; every other outcome is a sealed bundle and its exit code */
export async function runTask(request: RunRequest): Promise<RunOutcome> {
  using interrupts = new Interrupts()
  await recoverRuns({ ...request, resume: false })
  const run = await start(request, interrupts)
  try {
    const outcome = await examine(run)
    await leaveNothing(run)
    return outcome
  } catch (error) {
    if (!isProctorError(error, 'evidence_write')) throw error
    return await recordWriteFailure(run, error)
  }
}

async function examine(run: StartedRun): Promise<RunOutcome> {
  // On the disk before an engine is paid for: a machine that goes down meanwhile leaves what it had said, and where.
  const prepared = await noteStep(run, 'prepare', () => prepare(run), { keep: keepPrepared, durable: true })
  const engineRun = await noteStep(run, 'execute', () => execute(run, prepared), {
    keep: keepExecuted(run),
    durable: true,
  })
  const measured = await noteStep(run, 'measure', () => measure(run, prepared, engineRun), {
    keep: keepMeasured,
  })
  const judged = await noteStep(run, 'judge', () => judge(run, measured))
  await run.journal.intend('seal')
  const bundle = await seal(run, judged)
  await run.journal.intend('verify')
  return await confirm(run, judged, bundle)
}

/** Opens the run anew after each wait: what it was opened on may have changed meanwhile. */
async function start(request: RunRequest, interrupts: Interrupts): Promise<StartedRun> {
  const asked = performance.now()
  for (;;) {
    const opened = await openRun(request, interrupts)
    const run = await startOrWait(opened)
    if ('events' in run) return run
    const { paths, config } = opened.workspace
    if (config.limits === undefined) throw new ProctorError('bug', 'a run waits without a limit')
    const deadline = asked + config.limits.waitSeconds * 1_000
    await awaitPlace(paths.work, config.limits, run.engine, { ...opened, deadline })
  }
}

/** Up to here nothing is on record: an error leaves no trace. */
async function startOrWait(opened: OpenedRun): Promise<StartedRun | { readonly engine: string }> {
  try {
    const admission = await admit(opened)
    const decision = decide(opened, admission, await lookBack(opened, admission))
    const engine = decision.candidate.config.id
    const { paths, config } = opened.workspace
    const starts = decision.refusals.length === 0 && opened.interrupts.cause === null
    if (starts && (await takePlace(paths.work, opened.folders.root, config.limits, engine)) !== null) {
      await leaveNothing(opened)
      return { engine }
    }
    await opened.journal.intend('begin')
    const run = await begin(opened, decision)
    await opened.journal.done('begin', run, null, false)
    return run
  } catch (error) {
    if (isProctorError(error) && error.exitCode === EXIT.usage) await leaveNothing(opened)
    throw error
  }
}
