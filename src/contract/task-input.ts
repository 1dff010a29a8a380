import * as z from 'zod'
import { Sha256 } from './ids.ts'
import { HiddenTestsDigest, Task } from './task.ts'
import { Workspace } from './workspace.ts'

/** `inputs/task.json`: the task and the instruction as they were, and digests of what no engine sees. Its digest is the task digest. */
export const TaskInput = z.strictObject({
  task: Task,
  instruction: z.string(),
  scenarioSha256: Sha256.nullable(),
  /** Number of the hidden tests' files, and SHA-256 over the canonical list of their paths and digests; absent without any. */
  hiddenTests: HiddenTestsDigest.optional(),
  /** SHA-256 of the oracle's patch; absent without one. */
  oracleSha256: Sha256.optional(),
})
export type TaskInput = z.infer<typeof TaskInput>

/** `inputs/policy.json`: proctor.yaml as the run was bound to it, without what says nothing of it: planning, and how many at once. Its digest is the policy digest. */
export const PolicyInput = Workspace.omit({ planning: true, limits: true })
export type PolicyInput = z.infer<typeof PolicyInput>
