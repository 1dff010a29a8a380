import { randomBytes, randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { openRepositoryAsItIs, type Repository } from '../checkout/index.ts'
import type { ControlKind, ControlsFacts } from '../contract/controls.ts'
import type { SourceState } from '../contract/facts.ts'
import type { HiddenTestsDigest, Task } from '../contract/task.ts'
import type { TaskInput } from '../contract/task-input.ts'
import type { Trust } from '../contract/trust.ts'
import type { EngineConfig, RepositoryConfig } from '../contract/workspace.ts'
import { assertKeysTrusted, type MachineKeys, readMachineKeys } from '../evidence/keys.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { createSandbox, type Sandbox, type SandboxAvailability } from '../sandbox/index.ts'
import type { HiddenTests } from '../workspace/read-hidden-tests.ts'
import { readTask } from '../workspace/read-task.ts'
import { type LoadedWorkspace, readWorkspace } from '../workspace/read-workspace.ts'
import { readControls } from './controls/read-controls.ts'
import type { Interrupts } from './interrupts.ts'
import { type Journal, openJournal } from './journal.ts'
import { toWorkFolders, type WorkFolders } from './layout.ts'
import type { ProgressListener } from './progress.ts'
import { readScenario } from './read-scenario.ts'
import type { RunRequest } from './request.ts'
import { requesterOf } from './requester.ts'
import { toTaskInput } from './task-input.ts'
import { claimWorkFolder, removeWorkFolder } from './work-folder.ts'
import { assertLedgerHolds, trustOf } from './workspace-ledger.ts'

/** Everything that is known before any question is asked. Nothing of an engine has run. */
export interface OpenedRun {
  readonly id: string
  readonly startedAt: Date
  readonly workspace: LoadedWorkspace
  readonly keys: MachineKeys
  readonly trust: Trust
  /** A path of proctor.yaml as an absolute one. */
  resolve(path: string): string
  readonly task: Task
  readonly instruction: string
  /** What is laid over the result when it is measured; null when the task has none, or they are no longer what they were. */
  readonly hiddenTests: HiddenTests | null
  /** The run is a control of its task; null for every other. */
  readonly control: ControlKind | null
  /** What the ledger last said of the controls of the task as it is; null when it says nothing. */
  readonly controls: ControlsFacts | null
  /** Scenario as canonical JSON; null when the task has none. */
  readonly scenario: string | null
  readonly inputs: {
    readonly task: string
    readonly policy: string
    readonly taskDigest: string
    readonly policyDigest: string
    readonly hiddenTests: HiddenTestsDigest | undefined
  }
  /** In the order of preference; never empty. */
  readonly candidates: readonly EngineConfig[]
  readonly repositoryConfig: RepositoryConfig
  readonly repository: Repository
  readonly sourceBefore: SourceState
  readonly sandbox: Sandbox
  readonly sandboxState: SandboxAvailability
  /** Who asked for the run, as git or the system names them. */
  readonly requester: string
  readonly folders: WorkFolders
  /** Who owns what the engine sees: a uid of this run's own where the harness is root and there is a sandbox. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  readonly interrupts: Interrupts
  readonly journal: Journal
  /** Open already where many runs are sealed one after another; else each use opens it. */
  readonly ledger?: Ledger
  readonly progress: ProgressListener
}

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
