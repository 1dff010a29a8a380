import * as z from 'zod'
import { Sha256, Timestamp } from './ids.ts'
import type { MutationClass } from './mutation-class.ts'
import { Stage } from './stages.ts'

/** The highest class of repository that an engine at a stage may work on. The first stage earns its way on artificial ones. */
export const CLASS_OF_STAGE: Readonly<Record<Stage, MutationClass>> = {
  'gated-engine': 'artificial',
  'artificial-fixture': 'artificial',
  'copied-repo-fixture': 'copied',
  'disposable-sandbox-repo': 'disposable',
  'owned-noncritical-repo': 'owned-noncritical',
  'candidate-default': 'owned-critical',
}

/** Where an engine stands, computed from the ledger. */
export const StandingFacts = z.strictObject({
  stage: Stage,
  /** The source under which it was earned; null for engines without a record. */
  sourceId: Sha256.nullable(),
  /** When the newest evidence that it rests on was sealed. */
  evidenceAt: Timestamp,
  /** Why it no longer counts; empty when it does. */
  stale: z.array(z.string().min(1)),
})
export type StandingFacts = z.infer<typeof StandingFacts>
