// Promises: one run of one engine on one task, from the question whether it may run to a bundle that was verified.
// Must not: decide anything itself; each step's answer is a value that only that step makes.
// Called by: cli/.
import { rm } from 'node:fs/promises'
import { EXIT } from '../contract/exit-codes.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { admit } from './admit.ts'
import { begin, type StartedRun } from './begin.ts'
import { confirm, type RunOutcome } from './confirm.ts'
import { decide } from './decide.ts'
import { execute } from './execute.ts'
import { Interrupts } from './interrupts.ts'
import { judge } from './judge.ts'
import { measure } from './measure.ts'
import { type OpenedRun, openRun } from './open-run.ts'
import { prepare } from './prepare.ts'
import type { RunRequest } from './request.ts'
import { seal } from './seal.ts'
import { recordWriteFailure } from './write-failure.ts'

/** @throws ProctorError when no answer could be had; every other outcome is a sealed bundle and its exit code */
export async function runTask(request: RunRequest): Promise<RunOutcome> {
  using interrupts = new Interrupts()
  const opened = await openRun(request, interrupts)
  const run = await start(opened)
  try {
    const outcome = await examine(run)
    await leaveNothing(opened)
    return outcome
  } catch (error) {
    if (!isProctorError(error, 'evidence_write')) throw error
    return await recordWriteFailure(run, error)
  }
}

async function examine(run: StartedRun): Promise<RunOutcome> {
  const prepared = await prepare(run)
  const engineRun = await execute(run, prepared)
  const measured = await measure(run, prepared, engineRun)
  const judged = await judge(run, measured)
  const bundle = await seal(run, judged)
  return await confirm(run, judged, bundle)
}

/** Up to here nothing is on record: an error leaves no trace. */
async function start(opened: OpenedRun): Promise<StartedRun> {
  try {
    const admission = await admit(opened)
    const decision = decide(opened, admission)
    return await begin(opened, decision)
  } catch (error) {
    if (isProctorError(error) && error.exitCode === EXIT.usage) await leaveNothing(opened)
    throw error
  }
}

/** Removes the unsealed remains of a run that is sealed. A run that failed keeps them: they are all there is. */
async function leaveNothing({ folders, repository }: OpenedRun): Promise<void> {
  await repository.close()
  await rm(folders.root, { recursive: true, force: true })
  await rm(folders.sockets, { recursive: true, force: true })
}
