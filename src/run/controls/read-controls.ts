import type { ControlsFacts } from '../../contract/controls.ts'
import { PREDICATE_TYPES, runUrn } from '../../contract/ids.ts'
import { AssessmentStatement } from '../../contract/ladder.ts'
import type { RepositoryConfig } from '../../contract/workspace.ts'
import type { LoadedTask } from '../../workspace/read-task.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { harnessNow } from '../ladder/engine-now.ts'
import { taskDigestOf } from '../task-input.ts'
import { openLedgerToRead } from '../workspace-ledger.ts'

const DAY = 86_400_000
const MARK = Buffer.from(PREDICATE_TYPES.assessment)

/**
 * The last word of the ledger on the controls of a task as it is now. Not looked for where it can't be there and nobody
 * asks: a task without an oracle in a repository whose class policy does not name.
 * @throws ProctorError ledger_corrupt
 */
export async function readControls(
  workspace: LoadedWorkspace,
  loaded: LoadedTask,
  repository: RepositoryConfig,
  now: Date,
): Promise<ControlsFacts | null> {
  const { policy } = workspace.config
  const asked = policy.controls.requiredFor.some((name) => name === repository.class)
  if (workspace.trust === null || (loaded.oracle === null && !asked)) return null
  const digest = await taskDigestOf(loaded)
  const ledger = await openLedgerToRead(workspace, () => now)
  try {
    let index = -1
    let last: { readonly at: number; readonly said: AssessmentStatement } | undefined
    for await (const entry of ledger.entries()) {
      index += 1
      const said = toControls(entry)
      if (said?.predicate.task?.id === loaded.task.id && said.predicate.task.digest === digest)
        last = { at: index, said }
    }
    return last === undefined ? null : toFacts(last.said, last.at, policy.evidence.maxAgeDays, now)
  } finally {
    await ledger.close()
  }
}

function toControls(entry: Uint8Array): AssessmentStatement | undefined {
  // Most entries are runs, which need not be parsed to be passed over.
  if (!Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).includes(MARK)) return undefined
  const said = AssessmentStatement.safeParse(JSON.parse(Buffer.from(entry).toString('utf8')))
  return said.success && said.data.predicate.kind === 'controls' ? said.data : undefined
}

function toFacts(
  { subject, predicate }: AssessmentStatement,
  ledgerIndex: number,
  maxAgeDays: number,
  now: Date,
): ControlsFacts {
  const { ok, summary, at, context } = predicate
  const stale: string[] = []
  if (now.getTime() - Date.parse(at) >= maxAgeDays * DAY) stale.push(`they are older than ${maxAgeDays} days`)
  if (context.harness !== harnessNow()) stale.push('they were run by another version of the harness')
  const runs = subject
    .filter(({ name }) => name.startsWith(runUrn('')))
    .map(({ name, digest: { sha256 = '' } }) => ({ run: name, reportSha256: sha256 }))
  return { ok, summary, at, stale, ledgerIndex, runs }
}
