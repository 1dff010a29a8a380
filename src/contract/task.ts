import * as z from 'zod'
import { Count, Sha256, Slug } from './ids.ts'

const Argv = z.array(z.string().min(1)).min(1)
/** Milliseconds are derived from these; people write seconds. */
const Seconds = z.number().positive().max(86_400)
const Globs = z.array(z.string().min(1)).min(1)

export const RISK_CLASSES = ['low', 'medium', 'high'] as const
export const RiskClass = z.enum(RISK_CLASSES)
export type RiskClass = z.infer<typeof RiskClass>

/** What a patch may touch. */
export const TaskScope = z.strictObject({
  /** Globs of the repository paths that may be changed. */
  allow: Globs,
  /** Globs of paths that may not be changed although `allow` holds them. */
  deny: z.array(z.string().min(1)).default([]),
  /** Files that may be changed at most. */
  maxFiles: z.int().min(1).default(50),
  /** Lines that may be added and removed at most, together. */
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
  /** Program and arguments; no shell is between. */
  command: Argv,
  /** Form of the runner's report. */
  report: ReportFormat,
  /** Tests that must have been executed, so that a run of none is no success. */
  minExecuted: z.int().min(1).default(1),
  /** Seconds. */
  timeout: Seconds.default(300),
  /** A test that must be reported as failing when it is laid into the tree: proves the runner is not neutered. */
  canary: z
    .strictObject({
      /** Where the test is laid; the command must pick it up there. */
      path: z.string().min(1),
      /** A test that fails. */
      content: z.string().min(1),
    })
    .optional(),
})
export type TaskTest = z.infer<typeof TaskTest>

/** Dependencies of the examined repository: run by the harness on the base, cached, mounted read-only. */
export const TaskSetup = z.strictObject({
  /** Program and arguments; no shell is between. */
  command: Argv,
  /** `registry` lets the command reach the package registries that policy names, and nothing else. */
  network: z.enum(['none', 'registry']).default('none'),
  /** Repository paths whose content decides whether the cache still holds. */
  cacheKey: z.array(z.string().min(1)).min(1),
  /** Repository paths that the command produces. */
  produces: z.array(z.string().min(1)).min(1).default(['node_modules']),
  /** Seconds. */
  timeout: Seconds.default(600),
})
export type TaskSetup = z.infer<typeof TaskSetup>

/** What the engine may use up; more ends the run. */
export const TaskBudget = z.strictObject({
  /** Requests to the model. */
  requests: z.int().min(1).optional(),
  /** Tokens sent to the model, as the gateway counts them. */
  inputTokens: z.int().min(1).optional(),
  /** Tokens that the model answered with, as the gateway counts them. */
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
  /** One line for people. */
  title: z.string().min(1).max(200),
  /** Id of a repository of proctor.yaml. */
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
  /** What the task says of itself; policy can raise it and never lower it. */
  riskClass: RiskClass.default('low'),
  /** Seconds until the engine is ended. */
  timeout: Seconds.default(900),
  /** Seconds without a byte of output until the engine is ended. */
  silenceTimeout: Seconds.default(300),
  budget: TaskBudget.optional(),
})
export type Task = z.infer<typeof Task>
