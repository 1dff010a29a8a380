import * as z from 'zod'
import { Count, Sha256, Slug } from './ids.ts'

const Argv = z.array(z.string().min(1)).min(1)
/** Milliseconds are derived from these; people write seconds. */
const Seconds = z.number().positive().max(86_400)
const Globs = z.array(z.string().min(1)).min(1)

export const RISK_CLASSES = ['low', 'medium', 'high'] as const
export const RiskClass = z.enum(RISK_CLASSES)
export type RiskClass = z.infer<typeof RiskClass>

export const TaskScope = z.strictObject({
  allow: Globs,
  deny: z.array(z.string().min(1)).default([]),
  maxFiles: z.int().min(1).default(50),
  maxLines: z.int().min(1).default(2_000),
})
export type TaskScope = z.infer<typeof TaskScope>

export const ReportFormat = z.enum(['junit', 'tap', 'node'])
export type ReportFormat = z.infer<typeof ReportFormat>

/**
 * How the result is tested. `{report}` in an argument stands for a fresh path for the report file;
 * without it standard output is taken. `node` is the TAP of `node --test`.
 */
export const TaskTest = z.strictObject({
  command: Argv,
  report: ReportFormat,
  minExecuted: z.int().min(1).default(1),
  timeout: Seconds.default(300),
  /** A test that must be reported as failing when it is laid into the tree: proves the runner is not neutered. */
  canary: z.strictObject({ path: z.string().min(1), content: z.string().min(1) }).optional(),
})
export type TaskTest = z.infer<typeof TaskTest>

/** Dependencies of the examined repository: run by the harness on the base, cached, mounted read-only. */
export const TaskSetup = z.strictObject({
  command: Argv,
  network: z.enum(['none', 'registry']).default('none'),
  /** Repository paths whose content decides whether the cache still holds. */
  cacheKey: z.array(z.string().min(1)).min(1),
  /** Repository paths that the command produces. */
  produces: z.array(z.string().min(1)).min(1).default(['node_modules']),
  timeout: Seconds.default(600),
})
export type TaskSetup = z.infer<typeof TaskSetup>

export const TaskBudget = z.strictObject({
  requests: z.int().min(1).optional(),
  inputTokens: z.int().min(1).optional(),
  outputTokens: z.int().min(1).optional(),
  /** In the currency of the provider's prices. */
  cost: z.number().positive().optional(),
})
export type TaskBudget = z.infer<typeof TaskBudget>

/** What hidden tests are named by where their content must not be. */
export const HiddenTestsDigest = z.strictObject({ files: Count, sha256: Sha256 })
export type HiddenTestsDigest = z.infer<typeof HiddenTestsDigest>

/** `tasks/<task>/task.yaml`. */
export const Task = z.strictObject({
  id: Slug,
  title: z.string().min(1).max(200),
  repository: Slug,
  /** Commit, tag or branch of the repository; HEAD when absent. */
  base: z.string().min(1).default('HEAD'),
  /** File beside task.yaml that holds what the engine is asked. */
  instruction: z.string().min(1).default('instruction.md'),
  scope: TaskScope,
  setup: TaskSetup.optional(),
  test: TaskTest.optional(),
  /** Folder beside task.yaml whose files are laid over the result only while it is measured; no engine ever sees them. */
  hiddenTests: z.string().min(1).optional(),
  /** Patch beside task.yaml that solves the task: the control that must pass. */
  oracle: z.string().min(1).optional(),
  riskClass: RiskClass.default('low'),
  timeout: Seconds.default(900),
  silenceTimeout: Seconds.default(300),
  budget: TaskBudget.optional(),
})
export type Task = z.infer<typeof Task>
