import { randomBytes, randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { openRepositoryAsItIs } from '../checkout/index.ts'
import type { TaskInput } from '../contract/task-input.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { assertKeysTrusted, readMachineKeys } from '../evidence/keys.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { createSandbox } from '../sandbox/index.ts'
import { readTask } from '../workspace/read-task.ts'
import { type LoadedWorkspace, readWorkspace } from '../workspace/read-workspace.ts'
import { readControls } from './controls/read-controls.ts'
import type { Interrupts } from './interrupts.ts'
import { openJournal } from './journal.ts'
import { toWorkFolders, type WorkFolders } from './layout.ts'
import type { OpenedRun } from './opened-run.ts'
import { readScenario } from './read-scenario.ts'
import type { RunRequest } from './request.ts'
import { requesterOf } from './requester.ts'
import { toTaskInput } from './task-input.ts'
import { claimWorkFolder, removeWorkFolder } from './work-folder.ts'
import { assertLedgerHolds, trustOf } from './workspace-ledger.ts'

/** Uids that no Debian system hands out: nproc counts per uid, so each concurrent run gets one. */
const FIRST_UID = 400_000
const UIDS = 100_000

/** @throws ProctorError with exit 2 for whatever is wrong with the request or the configuration */
export async function openRun(request: RunRequest, interrupts: Interrupts): Promise<OpenedRun> {
  const sandbox = createSandbox(request.sandbox)
  // Its answer is awaited last: trying the sandbox out takes as long as all the rest together.
  const availability = sandbox.available()
  availability.catch(() => undefined) // An earlier error is the one to report.
  const requester = requesterOf(request.workspaceDir)
  requester.catch(() => undefined)
  const workspace = await readWorkspace(request.workspaceDir)
  const loaded = await readTask(workspace, request.taskId)
  const { task, instruction, hiddenTests } = loaded
  const candidates = chooseCandidates(workspace, request.engineId)
  const repositoryConfig = workspace.config.repositories.find(({ id }) => id === task.repository)
  if (repositoryConfig === undefined)
    throw new ProctorError('bug', 'a task with an unknown repository was read')
  const scenario = await readScenario(
    request.scenario ?? join(loaded.dir, 'fake.yaml'),
    request.scenario !== undefined,
  )
  const { planning: _, limits: __, ...policy } = workspace.config
  const inputs = toInputs(toTaskInput(loaded, scenario), toCanonicalJson(policy))

  const keys = await readMachineKeys(workspace.paths.keys)
  const trust = trustOf(workspace)
  assertKeysTrusted(keys, trust)
  // A ledger that was rolled back is refused before a folder is made.
  await assertLedgerHolds(workspace)
  const resolvePath = (path: string) => resolve(workspace.dir, path)

  const startedAt = new Date()
  const id = newRunId(startedAt)
  const folders = toWorkFolders(workspace.paths.work, id)
  const { repository, sourceBefore } = await openSource(
    resolvePath(repositoryConfig.path),
    task.base,
    folders,
    policy.policy.sourceCheck === 'bytes',
  )
  return {
    id,
    startedAt,
    workspace,
    keys,
    trust,
    resolve: resolvePath,
    task,
    instruction,
    hiddenTests,
    control: request.control ?? null,
    controls: await readControls(workspace, loaded, repositoryConfig, startedAt),
    scenario,
    inputs,
    candidates,
    repositoryConfig,
    repository,
    sourceBefore,
    // What it makes on the host lies with the run, so that it goes with the run.
    sandbox: request.sandbox === 'none' ? createSandbox('none', folders.root) : sandbox,
    sandboxState: await availability,
    requester: await requester,
    folders,
    owner: process.getuid?.() === 0 && request.sandbox !== 'none' ? freshOwner() : undefined,
    interrupts,
    journal: await openJournal(folders.root),
    progress: request.progress,
  }
}

/** The source repository through a git dir of ours, and its state. An error leaves no folder behind. */
async function openSource(
  path: string,
  revision: string,
  folders: WorkFolders,
  bytes: boolean,
): Promise<Pick<OpenedRun, 'repository' | 'sourceBefore'>> {
  await claimWorkFolder(folders.root)
  try {
    const { repository, state } = await openRepositoryAsItIs(path, revision, folders.git, bytes)
    return { repository, sourceBefore: state }
  } catch (error) {
    await removeWorkFolder(folders)
    throw error
  }
}

/** Removes the unsealed remains of a run that is sealed. A run that failed keeps them: they are all there is. */
export async function leaveNothing({ folders, journal }: OpenedRun): Promise<void> {
  await journal.close()
  // Its git dir lies in the work folder.
  await removeWorkFolder(folders)
}

/** @param task canonical JSON of a TaskInput */
export function toInputs(task: string, policy: string): OpenedRun['inputs'] {
  const { hiddenTests } = JSON.parse(task) as TaskInput
  return { task, policy, taskDigest: sha256(task), policyDigest: sha256(policy), hiddenTests }
}

function chooseCandidates(workspace: LoadedWorkspace, engineId: string | undefined): readonly EngineConfig[] {
  const { engines } = workspace.config
  if (engineId === undefined) return engines
  const engine = engines.find(({ id }) => id === engineId)
  if (engine !== undefined) return [engine]
  throw new ProctorError('engine_unknown', `proctor.yaml names no engine ${engineId}`, {
    hint: `name one of: ${engines.map(({ id }) => id).join(', ')}`,
  })
}

export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '').toLowerCase()
  // The milliseconds come first, so that runs of one second are in their order, too.
  const milliseconds = now.getUTCMilliseconds().toString(16).padStart(3, '0')
  return `${stamp}-${milliseconds}${randomBytes(4).toString('hex').slice(1)}`
}

function freshOwner(): { uid: number; gid: number } {
  const uid = FIRST_UID + randomInt(UIDS)
  return { uid, gid: uid }
}
