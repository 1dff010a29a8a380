import * as z from 'zod'
import { Count, PathText } from './ids.ts'

/** What stands in the added lines of `patch.diff`: derived from its bytes alone, so that anybody can derive it again. */
export const PatchContent = z.strictObject({
  /** Symbolic links that the patch adds or changes, and where they lead (first 4096 characters, as text). */
  links: z.array(z.strictObject({ path: PathText, target: z.string().max(4_096) })),
  /** Bytes of the largest added text, and of the largest binary content, of one file. */
  largest: z.strictObject({ path: PathText, bytes: Count }).nullable(),
  /** Characters that people can't see or that change the order of what they see: the first 100, and the count. */
  invisible: z.array(
    z.strictObject({ path: PathText, line: Count, code: z.string().regex(/^U\+[0-9A-F]{4,6}$/) }),
  ),
  invisibleCount: Count,
  /** What has the form of a secret: the first 100, and the count. Never the text itself. */
  secrets: z.array(z.strictObject({ path: PathText, line: Count, rule: z.string() })),
  secretCount: Count,
  /** Why the patch was not, or not all of it, searched for secrets; null when it was. */
  unsearched: z.string().nullable(),
})
export type PatchContent = z.infer<typeof PatchContent>
