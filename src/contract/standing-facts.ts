import * as z from 'zod'
import { Sha256, Timestamp } from './ids.ts'
import { Stage } from './stages.ts'

/** Where an engine stands, computed from the ledger. */
export const StandingFacts = z.strictObject({
  stage: Stage,
  /** The source under which it was earned; null for engines without a record. */
  sourceId: Sha256.nullable(),
  /** When the newest evidence that it rests on was sealed. */
  evidenceAt: Timestamp,
  /** Why it no longer counts; empty when it does. */
  stale: z.array(z.string().min(1)),
  /** Why it is lower than what people signed for; empty or absent when it is not. */
  lost: z.array(z.string().min(1)).optional(),
})
export type StandingFacts = z.infer<typeof StandingFacts>
