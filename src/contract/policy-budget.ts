import * as z from 'zod'

/** What one run may use at the gateway, whatever its task allows; the request that would be the next one is held back. */
export const PolicyBudget = z.strictObject({
  /** Requests to the model. */
  requests: z.int().positive().optional(),
  /** Input and output together. */
  tokens: z.int().positive().optional(),
  /** In the currency of the provider's prices. */
  cost: z.number().positive().optional(),
})
export type PolicyBudget = z.infer<typeof PolicyBudget>
