import type { Repository } from '../checkout/index.ts'
import type { ControlKind, ControlsFacts } from '../contract/controls.ts'
import type { SourceState } from '../contract/facts.ts'
import type { HiddenTestsDigest, Task } from '../contract/task.ts'
import type { Trust } from '../contract/trust.ts'
import type { EngineConfig, RepositoryConfig } from '../contract/workspace.ts'
import type { MachineKeys } from '../evidence/keys.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Sandbox, SandboxAvailability } from '../sandbox/index.ts'
import type { HiddenTests } from '../workspace/read-hidden-tests.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import type { Interrupts } from './interrupts.ts'
import type { Journal } from './journal.ts'
import type { WorkFolders } from './layout.ts'
import type { ProgressListener } from './progress.ts'

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
