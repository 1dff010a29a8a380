import * as z from 'zod'
import { Count, Timestamp } from '../../contract/ids.ts'

/** One line of the log of a registry proxy. Holds no path: paths of private registries may hold secrets. */
export const RegistryRecord = z.strictObject({
  seq: Count,
  time: Timestamp,
  method: z.string().max(16),
  /** `host:port`, or null when the request named none that could be read. */
  target: z.string().max(300).nullable(),
  allowed: z.boolean(),
  /** Status of the answer; null when the connection broke before one. */
  status: z.int().nullable(),
  bytesUp: Count,
  bytesDown: Count,
  durationMs: Count,
})
export type RegistryRecord = z.infer<typeof RegistryRecord>
