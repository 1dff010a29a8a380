import type { VerifyResult } from '../../contract/results.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { readWorkspace } from '../../workspace/read-workspace.ts'
import { listRuns } from '../list-runs.ts'
import { readSigners } from '../signers.ts'
import { readSealedRun, verifySealedRun } from './open-sealed-run.ts'

/** One run about which people were asked, and what they have said so far. */
export interface AskedRun {
  readonly runId: string
  readonly engine: string
  readonly task: string
  readonly stage: string
  readonly riskClass: string
  /** Null when the bundle does not verify. */
  readonly approval: VerifyResult['approval'] | null
  readonly people: VerifyResult['people']
  readonly problems: readonly string[]
}

/**
 * Runs that people were asked about, newest first.
 * @param all those that are decided as well
 * @throws ProctorError config_invalid for signers that can't be read, though nothing waits: the next one who is asked could
 * not answer
 */
export async function listAsked(workspaceDir: string, all: boolean): Promise<AskedRun[]> {
  await readSigners(await readWorkspace(workspaceDir))
  const asked: AskedRun[] = []
  for (const { runId, status } of await listRuns(workspaceDir)) {
    if (status === 'unreadable') continue
    const one = await readAsked(workspaceDir, runId)
    const open =
      one !== null &&
      (one.approval === null || one.approval === 'pending' || one.people?.blocker === 'approval_invalid')
    if (one !== null && (all || open)) asked.push(one)
  }
  return asked
}

async function readAsked(workspaceDir: string, runId: string): Promise<AskedRun | null> {
  const run = await readSealedRun(workspaceDir, runId).catch((error: unknown) => {
    // Listed by `runs list` and told by `verify`; here it only can't be waiting for anybody.
    if (error instanceof ProctorError) return null
    throw error
  })
  if (run === null || run.subject === null) return null
  const { request } = run.subject
  const verified = await verifySealedRun(workspaceDir, run)
  return {
    runId,
    engine: request.engine.id,
    task: request.task.id,
    stage: request.stage,
    riskClass: request.riskClass,
    approval: verified.ok ? verified.approval : null,
    people: verified.people,
    problems: [
      ...verified.findings.map(({ id, file, message }) => `${id} ${file ?? ''}: ${message}`),
      ...verified.notRun.map(({ check, why }) => `not-run ${check}: ${why}`),
    ],
  }
}
