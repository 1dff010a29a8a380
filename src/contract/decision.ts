import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { GateId } from './gate.ts'
import { SCHEMA_IDS, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { SignatureFacts } from './signature.ts'
import { RiskClass } from './task.ts'

const Reason = z.strictObject({ code: BlockerCode, message: z.string(), hint: z.string().optional() })

/** The record in `sources/` that an admission rests on, as it was found and judged. */
export const SourceFacts = z.strictObject({
  recordSha256: Sha256,
  signature: SignatureFacts,
  /** Why the file is not the one of the protected commit; null when it is. */
  uncommitted: z.string().nullable(),
  sourceId: Sha256,
  kind: z.enum(['npm', 'git']),
  /** `concluded` of the licence note. */
  licence: z.string(),
  retrievedAt: Timestamp,
  admittedAt: Timestamp,
  expiresAt: Timestamp,
})
export type SourceFacts = z.infer<typeof SourceFacts>

/** What is known of an engine's source at the moment of a run. */
export const AdmissionRecord = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.admission),
  engine: Slug,
  adapter: Slug,
  /**
   * `builtin`: part of proctor; `lock-file`: checked against the shipped lock; `record`: a signed record in
   * `sources/`; `none`: nothing on record.
   */
  basis: z.enum(['builtin', 'lock-file', 'record', 'none']),
  purl: z.string().nullable(),
  version: z.string().nullable(),
  /** Executables that would be spawned, hashed right before the run. */
  executables: z.array(z.strictObject({ path: z.string(), sha256: Sha256 })),
  admitted: z.boolean(),
  allowedMode: MutationClass,
  reasons: z.array(Reason),
  /** There exactly when a record was found whose signature holds. */
  source: SourceFacts.optional(),
})
export type AdmissionRecord = z.infer<typeof AdmissionRecord>

/** Who may run, and how far. */
export const DecisionRecord = z.strictObject({
  selected: Slug.nullable(),
  denied: z.array(z.strictObject({ engine: Slug, reasons: z.array(Reason).min(1) })),
  riskClass: RiskClass,
  requiredGates: z.array(GateId),
  mutationMode: MutationClass,
  reasons: z.array(z.string()),
  escalation: z.string(),
  policyDigest: Sha256,
  factsDigest: Sha256,
  expiresAt: Timestamp,
})
export type DecisionRecord = z.infer<typeof DecisionRecord>
