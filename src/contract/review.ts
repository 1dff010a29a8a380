import * as z from 'zod'
import { Slug } from './ids.ts'

/** Asked before the gates are judged: it sees the result read-only, and never the author's checkout. */
const CommandReviewer = z.strictObject({
  id: Slug,
  kind: z.literal('command'),
  /** Run in the result tree, in the sandbox, without network; `{patch}` stands for the path of patch.diff. */
  command: z.array(z.string().min(1)).min(1),
  /** Seconds. */
  timeout: z.number().positive().max(86_400).default(300),
})
export type CommandReviewer = z.infer<typeof CommandReviewer>

/** A person, asked after everything else has passed; the run waits for the answer without a process. */
const PersonReviewer = z.strictObject({
  id: Slug,
  kind: z.literal('person'),
  /** Principals of `allowed_signers` with review@proctor; any of them when absent. */
  from: z.array(z.string().min(1).max(200)).min(1).optional(),
})

/** Who must accept a result. */
export const ReviewerConfig = z.discriminatedUnion('kind', [CommandReviewer, PersonReviewer])
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
