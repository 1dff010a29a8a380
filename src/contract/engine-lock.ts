import * as z from 'zod'
import { SCHEMA_IDS, Sha256, Slug } from './ids.ts'

/** `engine-locks/<engine>/executables.json`: what `npm ci` of that folder must have put on disk. */
export const EngineLock = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.engineLock),
  engine: Slug,
  purl: z.string().startsWith('pkg:npm/'),
  version: z.string().min(1),
  platforms: z.array(
    z.strictObject({
      /** `<process.platform>-<process.arch>` */
      platform: z.string().min(1),
      /** Paths relative to the folder that holds node_modules: a file and its digest, or a folder and that of its whole content. */
      executables: z.array(z.strictObject({ path: z.string().min(1), sha256: Sha256 })).min(1),
    }),
  ),
})
export type EngineLock = z.infer<typeof EngineLock>
