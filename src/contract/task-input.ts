import * as z from 'zod'
import { Sha256 } from './ids.ts'
import { Task } from './task.ts'
import { EngineConfig, PolicyConfig, ProviderConfig, RepositoryConfig } from './workspace.ts'

/** `inputs/task.json`: the task and the instruction as they were. */
export const TaskInput = z.strictObject({
  task: Task,
  instruction: z.string(),
  scenarioSha256: Sha256.nullable(),
})
export type TaskInput = z.infer<typeof TaskInput>

/** `inputs/policy.json`: the part of proctor.yaml that the run was bound to. Its digest is the policy digest. */
export const PolicyInput = z.strictObject({
  test: z.boolean(),
  repository: RepositoryConfig,
  engine: EngineConfig,
  provider: ProviderConfig.nullable(),
  policy: PolicyConfig,
})
export type PolicyInput = z.infer<typeof PolicyInput>
