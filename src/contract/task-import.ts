import * as z from 'zod'
import { Slug } from './ids.ts'

/** `proctor task import --json` */
export const TaskImportResult = z.strictObject({
  /** Id of the new task; null when nothing was written. */
  task: Slug.nullable(),
  /** Paths relative to the workspace. */
  files: z.array(z.string()),
  /** What was left behind, and what the new task can't do. */
  notes: z.array(z.string()),
  /** Every reason why it was not taken over; empty when it was. */
  reasons: z.array(
    z.strictObject({
      /** With file and line where there is one. */
      text: z.string(),
      fix: z.string().nullable(),
    }),
  ),
})
export type TaskImportResult = z.infer<typeof TaskImportResult>
