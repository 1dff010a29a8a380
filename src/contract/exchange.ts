import * as z from 'zod'
import { ProviderFailureKind } from './facts.ts'
import { Count, SCHEMA_IDS, Sha256 } from './ids.ts'
import { WireFormat } from './workspace.ts'

/** Bytes as they came: as text where they are whole UTF-8. */
const Chunk = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })])

/**
 * One line of a recording: a request to a model and its answer. Never holds a key, a credential of the engine or a
 * cookie. The answer can be given again byte for byte, in the same chunks.
 */
export const Exchange = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.exchange),
  seq: Count,
  wire: WireFormat,
  /** Digest by which a later request is found to be the same one; see docs/providers.md. */
  key: Sha256,
  model: z.string().nullable(),
  requestBytes: Count,
  requestSha256: Sha256,
  /** The request's body without secrets, for people; the key is what is compared. */
  request: z.string(),
  /** Null when no answer was begun. */
  status: z.int().nullable(),
  headers: z.record(z.string(), z.string()),
  chunks: z.array(Chunk),
  /** Whether the answer came to its end. */
  whole: z.boolean(),
  failure: ProviderFailureKind.nullable(),
  /** The answer held what has the form of a secret, so it was not kept and can not be given again. */
  withheld: z.boolean(),
})
export type Exchange = z.infer<typeof Exchange>
