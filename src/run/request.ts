import type { ControlKind } from '../contract/controls.ts'
import type { ProgressListener } from './progress.ts'

/** What `proctor run` was asked for, validated at the door. */
export interface RunRequest {
  /** Folder with proctor.yaml. */
  readonly workspaceDir: string
  readonly taskId: string
  /** Without it, the first engine of proctor.yaml that is eligible. */
  readonly engineId: string | undefined
  /** Scenario file for engines that are driven by one; `tasks/<task>/fake.yaml` when absent. */
  readonly scenario: string | undefined
  readonly sandbox: 'bubblewrap' | 'none'
  /** The run is a control of its task; absent for every other. */
  readonly control?: ControlKind
  readonly progress: ProgressListener
}
