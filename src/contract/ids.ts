// Promises: every name and version that appears on disk or on a wire is spelled here, once.
// Must not: contain logic, or import anything but zod. Called by: every room.
import * as z from 'zod'

/** Base of all ids that proctor coins. A URN, since the project owns no domain. */
const BASE = 'urn:proctor:'

export const SCHEMA_IDS = {
  workspace: `${BASE}schema:workspace:v1`,
  task: `${BASE}schema:task:v1`,
  scenario: `${BASE}schema:scenario:v1`,
  turns: `${BASE}schema:turns:v1`,
  trust: `${BASE}schema:trust:v1`,
  event: `${BASE}schema:event:v1`,
  facts: `${BASE}schema:facts:v1`,
  report: `${BASE}schema:report:v1`,
  gatewayLog: `${BASE}schema:gateway-log:v1`,
  exchange: `${BASE}schema:exchange:v1`,
  admission: `${BASE}schema:admission:v1`,
  sourceAdmission: `${BASE}schema:source-admission:v1`,
  enablement: `${BASE}schema:enablement:v1`,
  decisionFacts: `${BASE}schema:decision-facts:v1`,
  engineLock: `${BASE}schema:engine-lock:v1`,
  verifyResult: `${BASE}schema:verify-result:v1`,
  runResult: `${BASE}schema:run-result:v1`,
  approvalRequest: `${BASE}schema:approval-request:v1`,
} as const

export const PREDICATE_TYPES = {
  run: `${BASE}predicate:run:v1`,
  challenge: `${BASE}predicate:challenge:v1`,
  decision: `${BASE}predicate:decision:v1`,
  artifactFailed: `${BASE}predicate:artifact-failed:v1`,
  assessment: `${BASE}predicate:assessment:v1`,
  promotion: `${BASE}predicate:promotion:v1`,
  demotion: `${BASE}predicate:demotion:v1`,
  comparisonPlan: `${BASE}predicate:comparison-plan:v1`,
  admissionRecorded: `${BASE}predicate:admission-recorded:v1`,
  enablementRecorded: `${BASE}predicate:enablement-recorded:v1`,
  policyChanged: `${BASE}predicate:policy-changed:v1`,
  keyRotation: `${BASE}predicate:key-rotation:v1`,
  approval: `${BASE}predicate:approval:v1`,
  review: `${BASE}predicate:review:v1`,
  afterSeal: `${BASE}predicate:after-seal:v1`,
  provenance: 'https://slsa.dev/provenance/v1',
  testResult: 'https://in-toto.io/attestation/test-result/v0.1',
  verificationSummary: 'https://slsa.dev/verification_summary/v1',
} as const

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
export const DSSE_PAYLOAD_TYPE = 'application/vnd.in-toto+json'
export const SIGSTORE_BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
export const BUILD_TYPE = `${BASE}build:engine-run:v1`
export const BUILDER_ID = `${BASE}builder:proctor`
/** Origin line of the ledger's checkpoints and signed notes; a workspace's id is appended. */
export const LEDGER_ORIGIN = 'urn:proctor:ledger'

/** URN that names one run in events and statements. */
export function runUrn(runId: string): string {
  return `${BASE}run:${runId}`
}

/** Lower-case hex SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** Git object id, SHA-1 or SHA-256, lower-case hex. */
export const GitOid = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
/** UTC, millisecond precision, always `Z`. */
export const Timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
/** `<yyyymmdd>t<hhmmss>z-<10 hex>`, the first three of them milliseconds: sorts by start, safe as a file name. */
export const RunId = z.string().regex(/^\d{8}t\d{6}z-[0-9a-f]{10}$/)
/** An id that people choose, of an engine, a task, a repository or a provider. */
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
/** 32 random bytes, lower-case hex. */
export const Nonce = z.string().regex(/^[0-9a-f]{64}$/)
/** A path inside a repository: UTF-8 as it is, or git's C-quoted form when the bytes need it. */
export const PathText = z.string().min(1).max(16_384)
/** Non-negative safe integer; 64-bit values travel as decimal strings instead. */
export const Count = z.int().min(0)
