import * as z from 'zod'
import { ApprovalFacts, PeopleNeeds } from './approval.ts'
import { BlockerCode } from './blockers.ts'
import { GateId } from './gate.ts'
import { Count, GitOid, PathText, RunId, SCHEMA_IDS, Sha256, Slug } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { PatchContent } from './patch-content.ts'
import { PatchPolicy } from './patch-policy.ts'
import { PolicyBudget } from './policy-budget.ts'
import { ReviewFacts } from './review.ts'
import { HiddenTestsDigest, ReportFormat, RiskClass, TaskBudget, TaskScope } from './task.ts'

/** State of a source repository, to show that a run left it alone. */
export const SourceState = z.strictObject({
  head: GitOid,
  /** Symbolic ref of HEAD, null when detached. */
  branch: z.string().nullable(),
  /** SHA-256 over all refs and their targets. */
  refs: Sha256,
  /** SHA-256 of the index file's bytes; of nothing when there is none. */
  index: Sha256,
  /** SHA-256 over `git status` with untracked files. */
  status: Sha256,
  clean: z.boolean(),
  /** Up to 20 dirty paths, for the message. */
  dirtyPaths: z.array(PathText),
  /** SHA-256 over every byte, mode and name of the work tree; null when policy does not ask. */
  bytes: Sha256.nullable(),
})
export type SourceState = z.infer<typeof SourceState>

export const SandboxLimits = z.strictObject({
  wallMs: Count,
  silenceMs: Count.nullable(),
  outputBytes: Count,
  memoryBytes: Count,
  processes: Count,
})
export type SandboxLimits = z.infer<typeof SandboxLimits>

/** What was really applied, not what was asked for. */
export const SandboxFacts = z.strictObject({
  backend: z.enum(['bubblewrap', 'none']),
  version: z.string().nullable(),
  network: z.enum(['none', 'host']),
  /** The engine ran under another host uid than the harness. */
  separateUid: z.boolean(),
  seccomp: z.boolean(),
  noNewPrivileges: z.boolean(),
  limits: SandboxLimits,
  memoryLimiter: z.enum(['cgroup-v2', 'cgroup-v1', 'poll', 'none']),
  processLimiter: z.enum(['cgroup-v2', 'cgroup-v1', 'rlimit', 'poll', 'none']),
})
export type SandboxFacts = z.infer<typeof SandboxFacts>

export const LeftProcess = z.strictObject({ pid: Count, command: z.string().max(200) })
export type LeftProcess = z.infer<typeof LeftProcess>

export const LimitKind = z.enum(['memory', 'processes', 'disk', 'output'])
export type LimitKind = z.infer<typeof LimitKind>

/** How a sandboxed process ended. */
export const ProcessExit = z.strictObject({
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  silent: z.boolean(),
  limit: LimitKind.nullable(),
  interrupted: z.boolean(),
  durationMs: Count,
  leftProcesses: z.array(LeftProcess),
})
export type ProcessExit = z.infer<typeof ProcessExit>

export const StreamFacts = z.strictObject({ bytes: Count, sha256: Sha256, truncated: z.boolean() })
export type StreamFacts = z.infer<typeof StreamFacts>

export const EngineFacts = z.strictObject({
  id: Slug,
  exit: ProcessExit,
  stdout: StreamFacts,
  stderr: StreamFacts,
  /** What the engine's own last word was. */
  terminal: z.enum(['completed', 'failed', 'interrupted', 'none']),
  terminalMessage: z.string().max(2_000).nullable(),
  events: Count,
  unparsed: Count,
  /** Reserved event types that the engine tried to emit. */
  forged: z.array(z.string().max(200)),
})
export type EngineFacts = z.infer<typeof EngineFacts>

export const ProviderFailureKind = z.enum([
  'refused',
  'timeout',
  '401',
  '403',
  '429',
  '5xx',
  'cut',
  'budget',
  'tls',
  'unrecorded',
])
export type ProviderFailureKind = z.infer<typeof ProviderFailureKind>

/** Why, in words: of the harness, never of a provider or an engine. */
const Detail = z.string().max(300)

/** Money as whole billionths of the currency's unit, so that sums are exact. */
export const Cost = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  billionths: Count,
  /** Answers with known tokens, by a model without a price. */
  unpriced: Count,
})
export type Cost = z.infer<typeof Cost>

/** Counted at the gateway. */
export const ProviderFacts = z.strictObject({
  provider: Slug,
  mode: z.enum(['live', 'replay', 'scripted']),
  model: z.string().nullable(),
  requests: Count,
  answered: Count,
  /** Requests that the route list refused. */
  denied: Count,
  failures: z.array(z.strictObject({ kind: ProviderFailureKind, count: Count })),
  /** The preflight or the last request failed at the provider, every request did, or a recording lacked one. */
  unavailable: z.boolean(),
  /** Whether the provider was there before an engine was started; absent when nobody asked. */
  preflight: z
    .strictObject({ failure: ProviderFailureKind.nullable(), detail: Detail.nullable() })
    .optional(),
  inputTokens: Count,
  cachedInputTokens: Count,
  outputTokens: Count,
  /** Answers that were begun and named no tokens, or broke off before they did: what they cost is unknown. */
  unmetered: Count,
  /** By the price table of the configuration; absent where there is none. */
  cost: Cost.optional(),
})
export type ProviderFacts = z.infer<typeof ProviderFacts>

export const ChangedFile = z.strictObject({
  path: PathText,
  /** The name before; there exactly when the change is a rename. */
  oldPath: PathText.optional(),
  change: z.enum(['added', 'modified', 'deleted', 'renamed']),
  oldMode: z.string().regex(/^[0-7]{6}$/),
  newMode: z.string().regex(/^[0-7]{6}$/),
  beforeBlob: GitOid.nullable(),
  afterBlob: GitOid.nullable(),
  addedLines: Count,
  deletedLines: Count,
  binary: z.boolean(),
})
export type ChangedFile = z.infer<typeof ChangedFile>

/** What stood in the checkout that a git tree can't hold or that no honest engine leaves. */
export const TreeAnomaly = z.strictObject({
  kind: z.enum(['nested-git', 'special-file', 'setid', 'locked-directory', 'too-large', 'unreadable']),
  path: PathText,
})
export type TreeAnomaly = z.infer<typeof TreeAnomaly>

export const PatchFacts = z.strictObject({
  resultTree: GitOid,
  sha256: Sha256,
  bytes: Count,
  changedFiles: z.array(ChangedFile),
  anomalies: z.array(TreeAnomaly),
  /** Untracked files that the base's ignore rules leave out of the result tree (first 100). */
  ignored: z.array(PathText),
  /** base + patch.diff gives the result tree. */
  applies: z.boolean(),
  /** What its added lines hold. */
  content: PatchContent,
})
export type PatchFacts = z.infer<typeof PatchFacts>

export const TestCounts = z.strictObject({
  total: Count,
  /** passed + failed + errored */
  executed: Count,
  passed: Count,
  failed: Count,
  errored: Count,
  skipped: Count,
  todo: Count,
  /** Entries that only stand for a file; not counted anywhere else. */
  phantom: Count,
})
export type TestCounts = z.infer<typeof TestCounts>

/** What a runner's report says, and everything that is wrong with it. */
export const TestReport = z.strictObject({
  format: ReportFormat,
  counts: TestCounts,
  /** Failed and errored tests, first 50. */
  failures: z.array(z.strictObject({ id: z.string().max(1_000), message: z.string().max(2_000) })),
  /** Why the report can't be relied on; empty when it can. */
  problems: z.array(z.string()),
})
export type TestReport = z.infer<typeof TestReport>

/** One run of a test command: where, how it ended, and what its report says. */
const TestRunFacts = z.strictObject({
  tree: GitOid,
  exit: ProcessExit,
  /** Fresh: absent before, written by this invocation. */
  reportFile: z.strictObject({
    source: z.enum(['file', 'stdout']),
    fresh: z.boolean(),
    bytes: Count,
    sha256: Sha256,
  }),
  report: TestReport,
})
export type TestRunFacts = z.infer<typeof TestRunFacts>

export const TestFacts = z.strictObject({
  argv: z.array(z.string()),
  ...TestRunFacts.shape,
  minExecuted: Count,
  /** Test ids of the base that the result lacks (first 100), and its count of skipped; null when the base was not run. */
  baseline: z
    .strictObject({
      counts: TestCounts,
      missing: z.array(z.string()),
      missingCount: Count,
      /**
       * Why the base's report may not name all of its tests, each a sentence (first 20). Absent in facts of before: then
       * entries that stand for broken files count as tests in `missing`.
       */
      unlisted: z.array(z.string()).optional(),
    })
    .nullable(),
  /** Tracked files that differ from the result tree after the tests (first 100). */
  changedAfter: z.array(PathText),
  /** Whether a planted failing test was reported as failing; null when the task has none. */
  canary: z.strictObject({ reportedFailing: z.boolean(), problems: z.array(z.string()) }).nullable(),
  /** The same command with the hidden tests laid over the result; absent when there are none, or it was interrupted. */
  hidden: z
    .strictObject({
      ...TestRunFacts.shape,
      /** Tests that ran here and that the run without them does not have. */
      added: Count,
    })
    .optional(),
})
export type TestFacts = z.infer<typeof TestFacts>

export const SetupFacts = z.strictObject({
  key: Sha256,
  cached: z.boolean(),
  exit: ProcessExit.nullable(),
  ok: z.boolean(),
  problem: z.string().nullable(),
})
export type SetupFacts = z.infer<typeof SetupFacts>

export const RefusalReason = z.strictObject({
  code: BlockerCode,
  message: z.string(),
  hint: z.string().optional(),
})
export type RefusalReason = z.infer<typeof RefusalReason>

/** Digest of an engine's own files before and after the run, to show that nothing wrote into them. */
export const VendorFacts = z.strictObject({
  before: Sha256,
  after: Sha256.nullable(),
  /** Paths whose bytes differ (first 20). */
  changed: z.array(PathText),
})
export type VendorFacts = z.infer<typeof VendorFacts>

/** Everything that the gates are given: the verifier evaluates them again from this file. */
export const Facts = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.facts),
  runId: RunId,
  task: z.strictObject({
    id: Slug,
    digest: Sha256,
    scope: TaskScope,
    protected: z.array(z.string()),
    riskClass: RiskClass,
    hasTest: z.boolean(),
    hasCanary: z.boolean(),
    /** Absent when the task has none. */
    hiddenTests: HiddenTestsDigest.optional(),
    budget: TaskBudget.nullable(),
  }),
  repository: z.strictObject({ id: Slug, class: MutationClass }),
  policy: z.strictObject({
    digest: Sha256,
    requiredGates: z.array(GateId),
    artifactBytes: Count,
    patch: PatchPolicy,
    /** Ids of those who must accept the result before the gates are judged. */
    reviewers: z.array(Slug),
    /** Absent where the policy sets none. */
    budget: PolicyBudget.optional(),
    /** Whom to ask when everything else has passed. */
    people: PeopleNeeds,
  }),
  base: z.strictObject({ commit: GitOid, tree: GitOid }),
  /** Non-empty when no engine was started. */
  refusals: z.array(RefusalReason),
  /** The signal is null when the harness itself ended without a word, and the run was found and sealed later. */
  interrupted: z.strictObject({ signal: z.enum(['SIGHUP', 'SIGINT', 'SIGTERM']).nullable() }).nullable(),
  source: z.strictObject({ before: SourceState, after: SourceState.nullable() }),
  /** Absent where the engine is part of proctor, or was not started. */
  vendor: VendorFacts.optional(),
  setup: SetupFacts.nullable(),
  sandbox: SandboxFacts.nullable(),
  engine: EngineFacts.nullable(),
  provider: ProviderFacts.nullable(),
  patch: PatchFacts.nullable(),
  tests: TestFacts.nullable(),
  /** In the order in which the reviewers were asked. */
  reviews: z.array(ReviewFacts),
  /** There exactly when people were asked: everything else had passed, and policy wants them. */
  approval: ApprovalFacts.optional(),
  /** Files of the bundle that were closed before this one. */
  artifacts: z.array(z.strictObject({ path: z.string(), bytes: Count })),
})
export type Facts = z.infer<typeof Facts>
