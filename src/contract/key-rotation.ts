import * as z from 'zod'
import { Count, PREDICATE_TYPES, Sha256, STATEMENT_TYPE, Timestamp } from './ids.ts'
import { KeyRole } from './trust.ts'

/** Ledger entry: from here on another machine key signs in this role. `trust.json` must say the same. */
export const KeyRotationStatement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  /** The new public key: SHA-256 of its SubjectPublicKeyInfo DER. */
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: Sha256 }) })]),
  predicateType: z.literal(PREDICATE_TYPES.keyRotation),
  predicate: z.strictObject({
    role: KeyRole,
    /** Key ids as trust.json has them. */
    retired: z.string().min(1),
    keyId: z.string().min(1),
    reason: z.string().min(1).max(1_000),
    at: Timestamp,
  }),
})
export type KeyRotationStatement = z.infer<typeof KeyRotationStatement>

/** `proctor keys rotate --json` */
export const KeyRotationResult = z.strictObject({
  role: KeyRole,
  retired: z.string(),
  keyId: z.string(),
  /** Index of the ledger entry, and the first at which the new key is in force. */
  entry: Count,
})
export type KeyRotationResult = z.infer<typeof KeyRotationResult>
