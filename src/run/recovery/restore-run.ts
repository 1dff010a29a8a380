import { join, resolve } from 'node:path'
import type { Facts } from '../../contract/facts.ts'
import { PolicyInput, TaskInput } from '../../contract/task-input.ts'
import { findAdapter } from '../../engines/registry.ts'
import { isProctorError, ProctorError } from '../../kernel/proctor-error.ts'
import { createSandbox } from '../../sandbox/index.ts'
import { type HiddenTests, readHiddenTests } from '../../workspace/read-hidden-tests.ts'
import { type Decision, resumeDecided } from '../decide.ts'
import { Interrupts } from '../interrupts.ts'
import { openJournal } from '../journal.ts'
import { toWorkFolders } from '../layout.ts'
import { toInputs } from '../open-run.ts'
import type { OpenedRun } from '../opened-run.ts'
import type { RunRecord } from '../run-record.ts'
import type { RecoveryContext } from './recovery-context.ts'

export interface RestoredRun {
  readonly opened: OpenedRun
  readonly decision: Decision
}

/**
 * The run as its record says that it was opened and decided; nothing comes from the configuration of today but keys.
 * @param cause what ended it early; null when it goes on as if nothing had happened
 * @throws ProctorError config_invalid, repository_unusable, base_unknown, evidence_write
 */
export async function restoreRun(
  context: RecoveryContext,
  record: RunRecord,
  cause: Facts['interrupted'],
): Promise<RestoredRun> {
  const { workspace, keys, trust, ledger, repositories, progress } = context
  const input = TaskInput.parse(JSON.parse(record.taskInput))
  const policy = PolicyInput.parse(JSON.parse(record.policyInput))
  const config = policy.engines.find(({ id }) => id === record.engine)
  const adapter = findAdapter(record.admission.adapter) ?? null
  const repositoryConfig = policy.repositories.find(({ id }) => id === input.task.repository)
  const unnamed = config === undefined || (adapter === null && !config.gated)
  if (unnamed || repositoryConfig === undefined)
    throw new ProctorError(
      'config_invalid',
      `run ${record.id}: its record names an engine or repository that it does not describe`,
    )
  const folders = toWorkFolders(workspace.paths.work, record.id)
  const resolvePath = (path: string) => resolve(workspace.dir, path)
  // Not its own git dir of before, which may have been left half made.
  const repository = await repositories.at(resolvePath(repositoryConfig.path), record.base.commit)
  const opened: OpenedRun = {
    id: record.id,
    startedAt: new Date(record.startedAt),
    workspace: { ...workspace, config: policy },
    keys,
    trust,
    resolve: resolvePath,
    task: input.task,
    instruction: input.instruction,
    // Only an engine that is about to start needs it.
    scenario: null,
    control: record.decisionFacts.control ?? null,
    controls: record.decisionFacts.controls ?? null,
    hiddenTests: await hiddenTestsAsThen(workspace.dir, input),
    inputs: toInputs(record.taskInput, record.policyInput),
    candidates: [config],
    repositoryConfig,
    repository,
    sourceBefore: record.sourceBefore,
    sandbox: createSandbox(record.sandbox, folders.root),
    requester: record.decisionFacts.requester,
    sandboxState: { available: true, version: null, problems: [] },
    folders,
    owner: record.owner ?? undefined,
    interrupts: new Interrupts(cause),
    journal: await openJournal(folders.root),
    ledger,
    progress,
  }
  const candidate = {
    config,
    adapter,
    installation: null,
    record: record.admission,
    recordDigest: record.admissionDigest,
    enablement: null,
    // What the engine's files were before is not known here: they are not compared once more.
    vendor: null,
    documents: new Map(
      Object.entries(record.documents).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const),
    ),
  }
  return {
    opened,
    decision: resumeDecided(candidate, record.decision, record.decisionFacts, record.refusals),
  }
}

/** Those that the run was bound to; null when they are gone or are others now, and then their gate is not run. */
async function hiddenTestsAsThen(
  workspaceDir: string,
  { task, hiddenTests }: TaskInput,
): Promise<HiddenTests | null> {
  if (task.hiddenTests === undefined || hiddenTests === undefined) return null
  try {
    const now = await readHiddenTests(
      join(workspaceDir, 'tasks', task.id, task.hiddenTests),
      `tasks/${task.id}/task.yaml`,
    )
    return now.sha256 === hiddenTests.sha256 ? now : null
  } catch (error) {
    if (isProctorError(error)) return null
    throw error
  }
}
