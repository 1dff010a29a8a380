import * as z from 'zod'

export const Status = z.enum(['pass', 'fail'])
export type Status = z.infer<typeof Status>

/** From most to least known; with several causes the later one wins. */
export const COMPLETENESS = ['complete', 'awaiting-approval', 'incomplete', 'interrupted'] as const
export const Completeness = z.enum(COMPLETENESS)
export type Completeness = z.infer<typeof Completeness>

export const Verdict = z.enum(['pass', 'fail', 'not-run'])
export type Verdict = z.infer<typeof Verdict>
