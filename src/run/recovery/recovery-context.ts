import type { Trust } from '../../contract/trust.ts'
import type { MachineKeys } from '../../evidence/keys.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import type { ProgressListener } from '../progress.ts'
import type { SharedRepositories } from './shared-repositories.ts'

/** What all runs that are taken up at one time have in common. */
export interface RecoveryContext {
  readonly workspace: LoadedWorkspace
  readonly keys: MachineKeys
  readonly trust: Trust
  readonly ledger: Ledger
  readonly repositories: SharedRepositories
  readonly progress: ProgressListener
}
