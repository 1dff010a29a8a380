import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { GateId } from './gate.ts'
import { SCHEMA_IDS, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { RiskClass } from './task.ts'

const Reason = z.strictObject({ code: BlockerCode, message: z.string(), hint: z.string().optional() })

/** What is known of an engine's source at the moment of a run. */
export const AdmissionRecord = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.admission),
  engine: Slug,
  adapter: Slug,
  /** `builtin`: part of proctor; `lock-file`: checked against the shipped lock; `none`: nothing on record. */
  basis: z.enum(['builtin', 'lock-file', 'none']),
  purl: z.string().nullable(),
  version: z.string().nullable(),
  /** Executables that would be spawned, hashed right before the run. */
  executables: z.array(z.strictObject({ path: z.string(), sha256: Sha256 })),
  admitted: z.boolean(),
  allowedMode: MutationClass,
  reasons: z.array(Reason),
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
