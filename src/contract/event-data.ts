import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Completeness, Status, Verdict } from './completeness.ts'
import {
  ChangedFile,
  LimitKind,
  ProviderFailureKind,
  RefusalReason,
  SandboxFacts,
  TestCounts,
} from './facts.ts'
import { GateId, GateReason } from './gate.ts'
import { Count, GitOid, Nonce, PathText, RunId, Sha256, Slug } from './ids.ts'

const o = z.strictObject
const text = z.string()
const ToolKind = z.enum([
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
])
const Reviewer = z.enum(['person', 'command', 'engine'])

/** Event types that only the harness, a person through the harness, or policy may emit. */
export const RESERVED_EVENT_DATA = {
  'run.started': o({
    runId: RunId,
    challengeId: text,
    nonce: Nonce,
    seq: Count,
    ledgerHead: o({ size: Count, rootHash: Sha256 }),
    base: o({ repository: Slug, commit: GitOid, tree: GitOid }),
    taskDigest: Sha256,
    policyDigest: Sha256,
    engine: o({
      id: Slug,
      adapter: Slug,
      version: text.nullable(),
      purl: text.nullable(),
      admissionDigest: Sha256.nullable(),
    }),
    model: o({
      provider: text.nullable(),
      id: text.nullable(),
      mode: z.enum(['live', 'replay', 'scripted', 'none']),
    }),
    harness: o({ version: text, node: text, os: text }),
    testWorkspace: z.boolean(),
  }),
  'run.refused': o({ reasons: z.array(RefusalReason).min(1) }),
  'run.interrupted': o({ signal: z.enum(['SIGHUP', 'SIGINT', 'SIGTERM']).nullable() }),
  'run.finished': o({
    status: Status,
    completeness: Completeness,
    backendExit: o({ code: z.int().nullable(), signal: text.nullable(), timedOut: z.boolean() }).nullable(),
    resultTree: GitOid.nullable(),
    patchSha256: Sha256,
    changedFiles: z.array(PathText),
    blockers: z.array(BlockerCode),
  }),
  'source.admitted': o({ purl: text.nullable(), recordDigest: Sha256 }),
  'source.rejected': o({ purl: text.nullable(), recordDigest: Sha256, reasons: z.array(text) }),
  'policy.evaluated': o({
    policyDigest: Sha256,
    factsDigest: Sha256,
    decision: text,
    reasons: z.array(text),
    checksUnavailable: z.array(text),
  }),
  'setup.finished': o({
    key: Sha256,
    cached: z.boolean(),
    ok: z.boolean(),
    exitCode: z.int().nullable(),
    logDigest: Sha256.nullable(),
    problem: text.nullable(),
  }),
  'engine.started': o({ argv: z.array(text), cwd: text, envNames: z.array(text), sandbox: SandboxFacts }),
  'engine.exited': o({
    code: z.int().nullable(),
    signal: text.nullable(),
    timedOut: z.boolean(),
    silent: z.boolean(),
    limit: LimitKind.nullable(),
    interrupted: z.boolean(),
    durationMs: Count,
    stdoutDigest: Sha256,
    stderrDigest: Sha256,
    leftProcesses: Count,
  }),
  'engine.unparsed': o({
    stream: z.enum(['stdout', 'stderr']),
    offset: Count,
    bytes: Count,
    digest: Sha256,
    reason: text,
  }),
  'file.changed': ChangedFile,
  'permission.resolved': o({
    toolCallId: text,
    outcome: z.enum(['selected', 'cancelled']),
    optionKind: text.nullable(),
    /** What the answer is about: paths as the engine named them, or the checkout for a command (first 100). */
    paths: z.array(text).max(100).optional(),
  }),
  'approval.requested': o({
    approvalId: text,
    action: text,
    stage: text,
    requestDigest: Sha256,
    patchSha256: Sha256,
    requiredApprovers: Count,
    expiresAt: text,
  }),
  'approval.granted': o({
    approvalId: text,
    principal: text,
    keyFingerprint: text,
    userPresent: z.boolean().nullable(),
    statementDigest: Sha256,
    sigDigest: Sha256,
  }),
  'approval.denied': o({
    approvalId: text,
    principal: text.nullable(),
    reason: z.enum(['signed-denial', 'timeout', 'invalid']),
    statementDigest: Sha256.nullable(),
  }),
  'provider.unavailable': o({
    route: text,
    kind: ProviderFailureKind,
    attempts: Count,
    /** Why, in the harness's words. */
    detail: text.max(300).optional(),
  }),
  'provider.budget_exceeded': o({ limit: text, used: z.number() }),
  'gate.evaluated': o({
    gate: GateId,
    verdict: Verdict,
    required: z.boolean(),
    reasons: z.array(GateReason),
    notes: z.array(text),
  }),
  'review.requested': o({ reviewer: text, kind: Reviewer }),
  'review.accepted': o({
    reviewer: text,
    kind: Reviewer,
    reasons: z.array(text),
    statementDigest: Sha256.nullable(),
  }),
  'review.rejected': o({
    reviewer: text,
    kind: Reviewer,
    reasons: z.array(text),
    statementDigest: Sha256.nullable(),
  }),
  'artifact.failed': o({ path: text, step: text, errno: text }),
  'artifact.written': o({ path: text, mediaType: text, bytes: Count, sha256: Sha256 }),
  'test.started': o({ suiteId: text, argvDigest: Sha256, tree: GitOid }),
  'test.finished': o({
    suiteId: text,
    exitCode: z.int().nullable(),
    signal: text.nullable(),
    timedOut: z.boolean(),
    counts: TestCounts,
    reportDigest: Sha256,
    logDigest: Sha256,
    problems: z.array(text),
  }),
  'blocker.raised': o({ code: BlockerCode, message: text, evidence: text }),
  'redaction.applied': o({ file: text, counts: z.record(z.string(), Count) }),
  'delivery.recorded': o({ ref: text, before: GitOid.nullable(), after: GitOid }),
  'waiver.recorded': o({ who: text, why: text, what: text }),
  'promotion.recorded': o({
    fromStage: text,
    toStage: text,
    vsaDigest: Sha256,
    approvalIds: z.array(text),
    ledgerIndex: Count,
  }),
} as const

/** Event types that an engine's adapter may emit. Nothing here is believed; it is recorded. */
export const ENGINE_EVENT_DATA = {
  'message.completed': o({
    role: z.enum(['user', 'agent', 'thought']),
    textDigest: Sha256,
    text: text.max(20_000).optional(),
  }),
  'plan.updated': o({ entries: z.array(o({ content: text, priority: text.optional(), status: text })) }),
  'tool.started': o({
    toolCallId: text,
    name: text,
    kind: ToolKind,
    locations: z.array(text),
    inputDigest: Sha256.nullable(),
  }),
  'tool.finished': o({
    toolCallId: text,
    name: text,
    kind: ToolKind,
    status: z.enum(['completed', 'failed', 'cancelled']),
    outputDigest: Sha256.nullable(),
    durationMs: Count.nullable(),
  }),
  'command.executed': o({
    toolCallId: text,
    argv: z.array(text),
    exitCode: z.int().nullable(),
    stdoutDigest: Sha256.nullable(),
    stderrDigest: Sha256.nullable(),
  }),
  'usage.reported': o({
    model: text.nullable(),
    inputTokens: Count,
    outputTokens: Count,
    cachedInputTokens: Count,
    cost: o({ amount: z.number(), currency: text }).nullable(),
  }),
  'permission.requested': o({
    toolCallId: text,
    options: z.array(o({ id: text, kind: text })),
    description: text.max(2_000),
  }),
  'turn.finished': o({ stopReason: text }),
  'phase.started': o({ phase: text }),
  'phase.finished': o({ phase: text, outcome: text }),
  'recommendation.made': o({ engine: text, what: text }),
  'engine.error': o({ code: text, message: text.max(4_000) }),
} as const
