import * as z from 'zod'
import { Sha256 } from './ids.ts'
import { Task } from './task.ts'
import { Workspace } from './workspace.ts'

/** `inputs/task.json`: the task and the instruction as they were. Its digest is the task digest. */
export const TaskInput = z.strictObject({
  task: Task,
  instruction: z.string(),
  scenarioSha256: Sha256.nullable(),
})
export type TaskInput = z.infer<typeof TaskInput>

/** `inputs/policy.json`: proctor.yaml as the run was bound to it, without the planning section. Its digest is the policy digest. */
export const PolicyInput = Workspace.omit({ planning: true })
export type PolicyInput = z.infer<typeof PolicyInput>
