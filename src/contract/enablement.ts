import * as z from 'zod'
import { SCHEMA_IDS, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { SignatureFacts } from './signature.ts'

/** `enablements/<engine>.yaml`: a gated engine may run, this far, here and until then. Signed by an approver. */
export const Enablement = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.enablement),
  engine: Slug,
  /** The admitted source that this is about, and no other. */
  sourceId: Sha256,
  /** The highest class of repository. */
  upTo: MutationClass.exclude(['none']),
  repositories: z.array(Slug).min(1),
  notBefore: Timestamp,
  expiresAt: Timestamp,
  /** Set when the source has no licence that could be confirmed: it is run all the same, and not vendored. */
  acceptsLicence: z.enum(['NONE', 'NOASSERTION']).nullable(),
  /** Who asked for it: another person than who signs. */
  requestedBy: z.string().min(1).max(200),
  /** Why, in a sentence that will be read in a year. */
  reason: z.string().min(1).max(1_000),
})
export type Enablement = z.infer<typeof Enablement>

/** An enablement as it was found: what it says counts only under a signature that holds and a commit that has it. */
export const EnablementFacts = z.strictObject({
  sha256: Sha256,
  signature: SignatureFacts,
  /** Why the file is not the one of the protected commit; null when it is. */
  uncommitted: z.string().nullable(),
  /** Null when the signature does not hold: such a file is not read. */
  document: Enablement.nullable(),
})
export type EnablementFacts = z.infer<typeof EnablementFacts>
