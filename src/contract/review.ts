import * as z from 'zod'
import { Slug } from './ids.ts'

/** Who reviews a result before the gates are judged. A command sees the result read-only, and never the author's checkout. */
export const ReviewerConfig = z.strictObject({
  id: Slug,
  kind: z.literal('command'),
  /** Run in the result tree, in the sandbox, without network; `{patch}` stands for the path of patch.diff. */
  command: z.array(z.string().min(1)).min(1),
  /** Seconds. */
  timeout: z.number().positive().max(86_400).default(300),
})
export type ReviewerConfig = z.infer<typeof ReviewerConfig>

/** What a reviewer command prints as the last line of its standard output. */
export const ReviewAnswer = z.strictObject({
  verdict: z.enum(['accept', 'reject']),
  reasons: z.array(z.string().max(2_000)).max(100),
})

export const ReviewFacts = z.strictObject({
  reviewer: Slug,
  kind: z.literal('command'),
  /** `none`: it gave no answer, and `problem` says why. */
  verdict: z.enum(['accepted', 'rejected', 'none']),
  reasons: z.array(z.string()),
  problem: z.string().nullable(),
})
export type ReviewFacts = z.infer<typeof ReviewFacts>
