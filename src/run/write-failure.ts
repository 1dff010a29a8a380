import { EXIT } from '../contract/exit-codes.ts'
import { PREDICATE_TYPES, runUrn, STATEMENT_TYPE } from '../contract/ids.ts'
import type { RunResult } from '../contract/results.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { isProctorError, type ProctorError } from '../kernel/proctor-error.ts'
import type { StartedRun } from './begin.ts'
import type { RunOutcome } from './confirm.ts'
import { noteFailedWrite } from './failed-write-note.ts'
import { withLedger } from './workspace-ledger.ts'

/**
 * A run whose evidence could not be written whole: nothing may be concluded from it, nothing is sealed, and the ledger
 * says so. What exists stays in `.proctor/work/`, where recovery seals it as interrupted and as nothing else.
 */
export async function recordWriteFailure(run: StartedRun, error: ProctorError): Promise<RunOutcome> {
  const failed = {
    path: String(error.details.path ?? 'unknown'),
    step: String(error.details.step ?? 'unknown'),
    errno: String(error.details.errno ?? 'unknown'),
  }
  const result: RunResult = {
    runId: run.id,
    bundle: null,
    status: 'fail',
    completeness: 'incomplete',
    blockers: ['artifact_write_failed'],
    exitCode: EXIT.evidence,
    artifactFailed: failed,
  }
  await noteFailedWrite(run.folders.root)
  await closeLog(run)
  const recorded = await appendFailure(run, failed)
  return {
    result,
    text: [
      'FAIL (incomplete)  artifact_write_failed',
      `artifact.failed  ${failed.path}: ${failed.step} failed (${failed.errno})`,
      `nothing was sealed; what exists is in ${run.folders.root}`,
      recorded,
    ],
  }
}

/** The log stays where it is, with as much of it as could be written; closing a log that failed fails as it did before. */
async function closeLog(run: StartedRun): Promise<void> {
  try {
    await run.journal.close()
    await run.events.close()
  } catch (error) {
    if (!isProctorError(error, 'evidence_write')) throw error
  }
}

/** The ledger may lie on the same broken disk: then that is said too, and the exit is the same. */
async function appendFailure(
  run: StartedRun,
  failed: NonNullable<RunResult['artifactFailed']>,
): Promise<string> {
  const { commit } = run.repository.base
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'base', digest: { gitCommit: commit } }],
    predicateType: PREDICATE_TYPES.artifactFailed,
    predicate: { run: runUrn(run.id), challengeId: run.challenge.challengeId, ...failed },
  }
  try {
    await withLedger(run, (ledger) => ledger.append([Buffer.from(toCanonicalJson(statement))], null))
    return 'the ledger holds the failure'
  } catch (error) {
    if (!isProctorError(error) || error.exitCode !== EXIT.evidence) throw error
    return `the ledger could not take the failure: ${error.message}`
  }
}
