import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Completeness, Status } from './completeness.ts'
import { SandboxFacts, TestCounts } from './facts.ts'
import { GateResult } from './gate.ts'
import { Count, GitOid, Nonce, PathText, RunId, SCHEMA_IDS, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { PermissionTable } from './permissions.ts'

/** Names of artifacts to their paths in the bundle; the seven of the requirement are always there. */
export const ARTIFACTS = {
  'report.json': 'report.json',
  'report.md': 'report.md',
  'events.normalized.jsonl': 'events.normalized.jsonl',
  'patch.diff': 'patch.diff',
  'test.log': 'test.log',
  'trace.jsonl': 'trace.jsonl',
  'raw logs': 'raw/',
} as const

/** Why a run counts for no more than `artificial`, or for nothing elsewhere. */
export const Cap = z.enum(['test-workspace', 'sandbox-none', 'model-not-live', 'engine-is-fake'])
export type Cap = z.infer<typeof Cap>

/** Who says a number: the gateway counted it, the provider's answers name it, or the engine claims it. */
export const UsageSource = z.enum(['gateway', 'provider', 'engine'])

const Money = z.strictObject({ amount: z.number().min(0), currency: z.string().max(20) })

/** What the model cost. */
export const Usage = z.strictObject({
  source: z.enum(['gateway', 'engine']),
  requests: Count.nullable(),
  inputTokens: Count,
  cachedInputTokens: Count,
  outputTokens: Count,
  cost: Money.nullable(),
  /** Where each number comes from; null where there is none. */
  sources: z.strictObject({
    requests: UsageSource.nullable(),
    tokens: UsageSource,
    cost: UsageSource.nullable(),
  }),
  /** What the engine says of it, believed by nobody; null when it says nothing, or is the only source. */
  engine: z
    .strictObject({
      inputTokens: Count,
      cachedInputTokens: Count,
      outputTokens: Count,
      cost: Money.nullable(),
    })
    .nullable(),
  /** Where the sources contradict each other, or leave something out. */
  disagreements: z.array(z.string()),
})
export type Usage = z.infer<typeof Usage>

/** The report without its digests: a fold of events, facts and gate results. `report.md` is rendered from this. */
export const ReportCore = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.report),
  runId: RunId,
  runStartedAt: Timestamp,
  runEndedAt: Timestamp,
  engine: z.strictObject({
    id: Slug,
    adapter: Slug,
    version: z.string().nullable(),
    purl: z.string().nullable(),
    admissionDigest: Sha256.nullable(),
  }),
  model: z.strictObject({
    provider: z.string().nullable(),
    id: z.string().nullable(),
    mode: z.enum(['live', 'replay', 'scripted', 'none']),
  }),
  task: z.strictObject({ id: Slug, digest: Sha256 }),
  repository: z.strictObject({ id: Slug, class: MutationClass }),
  base: z.strictObject({ commit: GitOid, tree: GitOid }),
  resultTree: GitOid.nullable(),
  backendExitCode: z.int().nullable(),
  backendSignal: z.string().nullable(),
  changedFiles: z.array(PathText),
  tests: z.strictObject({ ...TestCounts.shape, exitCode: z.int().nullable() }).nullable(),
  gates: z.array(GateResult),
  blockers: z.array(z.strictObject({ code: BlockerCode, message: z.string() })),
  status: Status,
  completeness: Completeness,
  usage: Usage.nullable(),
  /** Null when no engine was started. */
  permissions: PermissionTable.nullable(),
  sandbox: SandboxFacts.nullable(),
  /** What limits the use of this run as evidence. */
  caps: z.array(Cap),
  freshness: z.strictObject({
    challengeId: z.string(),
    nonce: Nonce,
    seq: Count,
    ledgerHead: z.strictObject({ size: Count, rootHash: Sha256 }),
    chainHead: Sha256,
  }),
  artifacts: z.record(z.string(), z.string()),
})
export type ReportCore = z.infer<typeof ReportCore>

/** `report.json` */
export const Report = z.strictObject({ ...ReportCore.shape, digests: z.record(z.string(), Sha256) })
export type Report = z.infer<typeof Report>
