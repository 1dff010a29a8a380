import * as z from 'zod'
import { GateId } from './gate.ts'
import { GitOid, Slug } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { PatchPolicy } from './patch-policy.ts'
import { PlanningConfig } from './planning.ts'
import {
  AdmissionPolicy,
  ApprovalPolicy,
  ClassPolicies,
  ControlsPolicy,
  EvidencePolicy,
  RiskRule,
} from './policy.ts'
import { PolicyBudget } from './policy-budget.ts'
import { ReviewerConfig } from './review.ts'
import { StagesConfig } from './stages.ts'

/** A git repository that engines may be tried on. It is copied, never worked in. */
export const RepositoryConfig = z.strictObject({
  id: Slug,
  /** Path of a git repository, relative to the workspace or absolute. */
  path: z.string().min(1),
  /** How far an engine may go there; an engine must have earned everything above `artificial`. */
  class: MutationClass.exclude(['none']),
  /** Where approved patches are pushed to: a path or an address of git; the repository itself when absent. */
  remote: z.string().min(1).optional(),
  /** Globs that no patch may touch, whatever the task allows. */
  protected: z.array(z.string().min(1)).default([]),
})
export type RepositoryConfig = z.infer<typeof RepositoryConfig>

export const WireFormat = z.enum(['responses', 'chat-completions', 'messages'])
export type WireFormat = z.infer<typeof WireFormat>

const Price = z.number().min(0).max(1_000_000)

/** What the tokens of a provider's models cost, per million of them. */
export const PriceTable = z.strictObject({
  /** Three letters of ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** By the name that requests give; `*` stands for every other one. */
  models: z.record(
    z.string().min(1),
    z.strictObject({
      /** Per million tokens. */
      input: Price,
      /** Input that came from a cache; as `input` when absent. */
      cachedInput: Price.optional(),
      /** Per million tokens. */
      output: Price,
    }),
  ),
})
export type PriceTable = z.infer<typeof PriceTable>

const WaitSeconds = z.number().positive().max(3_600)

/** How long the gateway waits for a provider, in seconds, before it calls it a timeout. */
export const ProviderDeadlines = z.strictObject({
  /** For the question, before an engine is started, whether the provider is there. */
  preflight: WaitSeconds.default(5),
  /** Without a byte of an answer. Below a task's own limit on silence, so that the provider is named as the cause. */
  stall: WaitSeconds.default(240),
  /** For a whole answer. */
  request: WaitSeconds.default(600),
})
export type ProviderDeadlines = z.infer<typeof ProviderDeadlines>

/** Where model traffic goes. The key never leaves the gateway. */
export const ProviderConfig = z.discriminatedUnion('kind', [
  z.strictObject({
    id: Slug,
    kind: z.literal('scripted'),
    /** Turns file, relative to the workspace; `{task}` and `{engine}` are replaced. */
    turns: z.string().min(1),
    /** Keeps every exchange in the bundle, as a live provider's would be. */
    record: z.boolean().optional(),
    deadlines: ProviderDeadlines.optional(),
    prices: PriceTable.optional(),
  }),
  z.strictObject({
    id: Slug,
    kind: z.literal('http'),
    /** Where the provider's routes begin, such as `https://host/v1`. */
    baseUrl: z.url({ protocol: /^https?$/ }),
    /** Which of the three wire formats the provider speaks: OpenAI Responses, Chat Completions, Anthropic Messages. */
    wire: WireFormat,
    /** Name of the environment variable of the harness that holds the key. */
    keyEnv: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
    /** File of certificates to trust beside the system's. */
    caFile: z.string().min(1).optional(),
    /** Keeps every exchange in the bundle, as `raw/exchanges.jsonl`, so that the run can be repeated without the provider. */
    record: z.boolean().optional(),
    deadlines: ProviderDeadlines.optional(),
    prices: PriceTable.optional(),
  }),
  z.strictObject({
    id: Slug,
    kind: z.literal('replay'),
    /** File of recorded exchanges, relative to the workspace; `{task}` and `{engine}` are replaced. */
    recording: z.string().min(1),
    deadlines: ProviderDeadlines.optional(),
    prices: PriceTable.optional(),
  }),
])
export type ProviderConfig = z.infer<typeof ProviderConfig>

/** Where `source admit` gets an engine from. */
export const EngineSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('npm'),
    /** Package URL with the exact version, such as `pkg:npm/%40openai/codex@0.169.0`. */
    purl: z.string().startsWith('pkg:npm/'),
  }),
  z.strictObject({
    kind: z.literal('git'),
    /** Where it is cloned from; no credentials. */
    url: z.string().min(1),
    commit: GitOid.optional(),
    /** In place of a commit: resolved when it is admitted, and its commit recorded. */
    tag: z.string().min(1).optional(),
  }),
])
export type EngineSource = z.infer<typeof EngineSource>

/** An engine that is known here. */
export const EngineConfig = z.strictObject({
  id: Slug,
  /** Which of proctor's adapters drives it: one of those that `proctor engine list` names. */
  adapter: Slug,
  /** Known and checkable, and not runnable without a signed record of its source and a signed enablement. */
  gated: z.boolean().default(false),
  source: EngineSource.optional(),
  /** Id of the provider that its model traffic goes to; without one it has no model. */
  provider: Slug.optional(),
  /** Name of the model, as the provider knows it. */
  model: z.string().min(1).optional(),
  /** Folder that holds the engine's node_modules; the one of `script/engines` when absent. */
  install: z.string().min(1).optional(),
  /** Adapter acp: the agent's command, a path in its install folder or `node`, and arguments. */
  command: z.array(z.string().min(1)).min(1).optional(),
  /** How its requests inside a session are answered: `checkout` (when absent) grants what stays in the checkout. */
  permissions: z.enum(['checkout', 'deny']).optional(),
})
export type EngineConfig = z.infer<typeof EngineConfig>

/** What ends an engine, whatever its task. */
export const Limits = z.strictObject({
  /** Bytes that an engine may print. */
  outputBytes: z
    .int()
    .min(1_024)
    .default(256 * 1024 * 1024),
  /** Bytes of memory that an engine with all its processes may use. */
  memoryBytes: z
    .int()
    .min(16 * 1024 * 1024)
    .default(4 * 1024 * 1024 * 1024),
  /** Processes of an engine at the same time. */
  processes: z.int().min(8).default(512),
  /** Bytes of new or changed files that a result may hold. */
  checkoutBytes: z
    .int()
    .min(1_024)
    .default(2 * 1024 * 1024 * 1024),
  /** Bytes of one file of a bundle. */
  artifactBytes: z
    .int()
    .min(1_024)
    .default(512 * 1024 * 1024),
})
export type Limits = z.infer<typeof Limits>

export const DEFAULT_REQUIRED_GATES = [
  'engine',
  'events',
  'processes',
  'source',
  'diff',
  'scope',
  'patch-safety',
  'secrets',
  'clean-tree',
  'tests',
  'test-integrity',
  'artifacts',
  'budget',
] as const satisfies readonly GateId[]

/** What must hold for a run to start and to pass. Read from the protected commit of the workspace. */
export const PolicyConfig = z.strictObject({
  /** Gates that must pass for a run to pass; one that could not be evaluated blocks like one that failed. */
  requiredGates: z.array(GateId).default([...DEFAULT_REQUIRED_GATES]),
  /** What is compared to show that a source repository is unchanged: git's state, or every byte as well. */
  sourceCheck: z.enum(['git', 'bytes']).default('git'),
  /** Minutes until an unused challenge is void. */
  challengeMinutes: z.number().positive().max(1_440).default(240),
  /** `host:port` of the package registries that a task's set-up may reach when it says `network: registry`. */
  registries: z.array(z.string().regex(/^[^\s:/]+:\d{1,5}$/)).default([]),
  limits: Limits.prefault({}),
  budget: PolicyBudget.optional(),
  patch: PatchPolicy.prefault({}),
  /** Globs that no patch may touch, in whatever repository, beside what the repository itself protects. */
  protectedPaths: z.array(z.string().min(1)).default([]),
  admission: AdmissionPolicy.prefault({}),
  /** Each may only raise the risk class that a task gives itself. */
  riskRules: z.array(RiskRule).default([]),
  classes: ClassPolicies.prefault({}),
  evidence: EvidencePolicy.prefault({}),
  approvals: ApprovalPolicy.prefault({}),
  controls: ControlsPolicy.prefault({}),
  /** Everybody named here must accept a result before it can pass. */
  reviewers: z.array(ReviewerConfig).max(20).default([]),
})
export type PolicyConfig = z.infer<typeof PolicyConfig>

/** How many runs of a workspace go on at once. It says when a run begins and nothing of what it means. */
export const ParallelLimits = z.strictObject({
  /** Of all engines together; as many as are asked for when absent. */
  runs: z.int().positive().optional(),
  /** Of one engine, by its id. */
  engines: z.record(Slug, z.int().positive()).default({}),
  /** Seconds that a run waits for its turn; 0 refuses it at once. */
  waitSeconds: z.number().min(0).max(86_400).default(600),
})
export type ParallelLimits = z.infer<typeof ParallelLimits>

/** `proctor.yaml`. Unknown keys are refused. */
export const Workspace = z.strictObject({
  version: z.literal(1),
  /** Marks a workspace for tests and demos: nothing earned there counts elsewhere. */
  test: z.boolean().default(false),
  repositories: z.array(RepositoryConfig).min(1),
  providers: z.array(ProviderConfig).default([]),
  engines: z.array(EngineConfig).min(1),
  policy: PolicyConfig.prefault({}),
  /** Numbers of the ladder; the defaults when absent. */
  stages: StagesConfig.optional(),
  planning: PlanningConfig.optional(),
  limits: ParallelLimits.optional(),
})
export type Workspace = z.infer<typeof Workspace>
