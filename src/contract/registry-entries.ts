import * as z from 'zod'
import { envelope } from './envelope.ts'
import { PREDICATE_TYPES, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'

/** What a subject of these statements is named: a file of the workspace, or the policy as a whole. */
const Subject = z.strictObject({ name: z.string().min(1), digest: z.strictObject({ sha256: Sha256 }) })

const entry = <T extends string, P extends z.ZodType>(predicateType: T, predicate: P) =>
  envelope(z.array(Subject).length(1), predicateType, predicate)

/** `source admit` and `source update` wrote a record. What it is worth is decided by its signature, at every read. */
export const AdmissionEntry = entry(
  PREDICATE_TYPES.admissionRecorded,
  z.strictObject({
    engine: Slug,
    sourceId: Sha256,
    /** Source ID of the record before; null for a first admission. */
    previous: Sha256.nullable(),
    signed: z.boolean(),
    at: Timestamp,
  }),
)
export type AdmissionEntry = z.infer<typeof AdmissionEntry>

/** `engine enable` wrote an enablement, or `engine disable` took one out of force. */
export const EnablementEntry = entry(
  PREDICATE_TYPES.enablementRecorded,
  z.strictObject({
    engine: Slug,
    action: z.enum(['enabled', 'disabled']),
    /** How far and where it goes; null for a disablement. */
    scope: z
      .strictObject({
        sourceId: Sha256,
        upTo: MutationClass,
        repositories: z.array(Slug),
        expiresAt: Timestamp,
      })
      .nullable(),
    signed: z.boolean(),
    at: Timestamp,
  }),
)
export type EnablementEntry = z.infer<typeof EnablementEntry>

/** The first entry that was written under a policy, after entries that were written under another. */
export const PolicyEntry = entry(
  PREDICATE_TYPES.policyChanged,
  z.strictObject({
    /** The digest that challenges are bound to. */
    policyDigest: Sha256,
    /** Null when no earlier one is known. */
    previous: Sha256.nullable(),
    /** The workspace's own commit; null outside git. */
    commit: z.string().nullable(),
    at: Timestamp,
  }),
)
export type PolicyEntry = z.infer<typeof PolicyEntry>
