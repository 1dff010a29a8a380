import * as z from 'zod'

const Allowed = z.enum(['deny', 'allow'])

/** What a patch may hold, whatever the task allows. */
export const PatchPolicy = z.strictObject({
  /** Files that are no text: nobody can read in the patch what they are. */
  binary: Allowed.default('deny'),
  /** Another mode for a file that exists: executable where it was not, a link where there was a file. */
  modeChanges: Allowed.default('deny'),
  /** Bytes that a patch may add to one file. */
  maxFileBytes: z
    .int()
    .min(1)
    .default(1024 * 1024),
  /** Added bytes that are searched for secrets; of a larger patch nobody knows whether it holds one. */
  secretScanBytes: z
    .int()
    .min(1)
    .default(2 * 1024 * 1024),
  /** Tests that exist, test configuration, lock files, package scripts and CI files: `block` says tests_tampered. */
  testFiles: z.enum(['block', 'note']).default('block'),
})
export type PatchPolicy = z.infer<typeof PatchPolicy>
