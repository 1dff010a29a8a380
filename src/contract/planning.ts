import * as z from 'zod'

/** Where the planning documents are and how current they must be. */
export const PlanningConfig = z.strictObject({
  prd: z.string().min(1),
  issues: z.string().min(1),
  workboard: z.string().min(1).default('WORKBOARD.yaml'),
  candidate: z.string().min(1),
  maxAgeDays: z.int().min(1).default(90),
  disclaimer: z.array(z.string().min(1)).optional(),
  allowedFiles: z.record(z.string(), z.array(z.string().min(1))).optional(),
})
export type PlanningConfig = z.infer<typeof PlanningConfig>
