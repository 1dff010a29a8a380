import * as z from 'zod'
import { RunId } from './ids.ts'
import { VerifyResult } from './results.ts'

/** `proctor bundle export --json` and `bundle import --json`. */
export const BundleTransferResult = z.strictObject({
  runId: RunId.nullable(),
  /** Folder that was written; null when what was to be carried does not verify, and nothing was. */
  folder: z.string().nullable(),
  verification: VerifyResult,
})
export type BundleTransferResult = z.infer<typeof BundleTransferResult>
