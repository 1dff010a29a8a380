// Promises: everything that standings follow from, read from the ledger and the bundles that it binds, at every call.
// Must not: take a standing, or anything that counts towards one, from elsewhere. Called by: run/ladder/.
import { EXIT } from '../../contract/exit-codes.ts'
import { StagesConfig } from '../../contract/stages.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { isProctorError } from '../../kernel/proctor-error.ts'
import type { AbandonedRun, EngineNow, StandingInput } from '../../standing/standing-input.ts'
import { listTasks, readTask } from '../../workspace/read-task.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { readSigners } from '../signers.ts'
import { taskDigestOf } from '../task-input.ts'
import { openLedgerToRead, trustOf } from '../workspace-ledger.ts'
import { openSignerCheck } from './person-signatures.ts'
import type { Evidence, OpenChallenge } from './read-evidence.ts'
import { readIndexed } from './read-indexed.ts'

export interface ReadLadder {
  readonly workspaceId: string
  readonly input: StandingInput
  readonly evidence: Evidence
}

/**
 * @param engines those that are asked about, as they are now
 * @throws ProctorError keys_missing without a trust.json, ledger_corrupt
 */
export async function readLadder(
  workspace: LoadedWorkspace,
  engines: readonly EngineNow[],
  now: Date,
): Promise<ReadLadder> {
  const checkSigners = await openSignerCheck(workspace)
  const config = workspace.config.stages ?? StagesConfig.parse({})
  const workspaceId = trustOf(workspace).workspaceId
  const ledger = await openLedgerToRead(workspace, () => now)
  try {
    const cutoff = new Date(now.getTime() - config.maxAgeDays * 86_400_000).toISOString()
    const { check } = await readSigners(workspace)
    const { evidence, leafHashAt } = await readIndexed(workspace, ledger, cutoff, { check, now })
    const promotions = []
    for (const { index, leafHash, promotion } of evidence.promotions) {
      const content = Buffer.from(toCanonicalJson(promotion.request))
      const signers = await checkSigners(content, promotion.signatures, new Date(promotion.promotedAt))
      promotions.push({ index, leafHash, ...promotion, signers })
    }
    const input: StandingInput = {
      now,
      workspaceId,
      test: workspace.config.test,
      isProtected: workspace.protection.protected && workspace.protection.changed.length === 0,
      config,
      tasks: await readTaskDigests(workspace),
      engines,
      runs: evidence.runs,
      older: evidence.older,
      abandoned: toAbandoned(workspace, evidence, now),
      assessments: evidence.assessments,
      promotions,
      demotions: evidence.demotions,
      leafHashAt,
    }
    return { workspaceId, input, evidence }
  } finally {
    await ledger.close()
  }
}

/** As a run would bind itself to them now. A task that can't be read has no digest, and its evidence does not count. */
async function readTaskDigests(workspace: LoadedWorkspace): Promise<Map<string, string>> {
  const digests = new Map<string, string>()
  for (const id of await listTasks(workspace)) {
    try {
      digests.set(id, await taskDigestOf(await readTask(workspace, id)))
    } catch (error) {
      if (!isProctorError(error) || error.exitCode !== EXIT.usage) throw error
    }
  }
  return digests
}

/** Challenges that ran out unanswered, and runs whose bundle is gone: both speak against the engine. */
function toAbandoned({ config }: LoadedWorkspace, evidence: Evidence, now: Date): AbandonedRun[] {
  const classOf = new Map(config.repositories.map(({ id, class: name }) => [id, name]))
  const lapsed = evidence.open.filter(({ challenge }) => Date.parse(challenge.notAfter) < now.getTime())
  return [...lapsed, ...evidence.unreadable].map(
    ({ index, leafHash, challenge }: OpenChallenge): AbandonedRun => ({
      index,
      leafHash,
      engine: challenge.engine,
      at: challenge.issuedAt,
      repositoryClass: classOf.get(challenge.base.repository) ?? null,
    }),
  )
}
