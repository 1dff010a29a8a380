import * as z from 'zod'

/** `proctor init --json` */
export const InitResult = z.strictObject({
  workspace: z.string(),
  /** Nothing was written. */
  dryRun: z.boolean(),
  /** Paths relative to the workspace, in the order in which they are written. */
  files: z.array(z.string()),
  /** Whether the folder becomes a git repository of its own. */
  gitInit: z.boolean(),
  commit: z.string().nullable(),
})
export type InitResult = z.infer<typeof InitResult>

/** One thing that this machine offers or lacks. */
export const DoctorCheck = z.strictObject({
  id: z.string(),
  status: z.enum(['ok', 'missing', 'limited']),
  /** What was found. */
  found: z.string(),
  /** What the lack costs and how to mend it; null when nothing lacks. */
  cost: z.string().nullable(),
  /** Without it no engine can be run as it should. */
  required: z.boolean(),
})
export type DoctorCheck = z.infer<typeof DoctorCheck>

/** `proctor doctor --json`. `ok`: everything that a run needs is there. */
export const DoctorResult = z.strictObject({ ok: z.boolean(), checks: z.array(DoctorCheck) })
export type DoctorResult = z.infer<typeof DoctorResult>
