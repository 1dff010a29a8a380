import * as z from 'zod'
import { PREDICATE_TYPES } from '../../contract/ids.ts'

/** What an entry is about, as far as it must be known to find it again. */
export interface About {
  readonly kind: 'challenge' | 'run' | 'assessment' | 'promotion' | 'demotion' | 'other'
  /** When it was made; empty where it does not say. */
  readonly at: string
  readonly engine: string | null
  readonly challenge: string | null
}

const KINDS: ReadonlyMap<string, About['kind']> = new Map([
  [PREDICATE_TYPES.challenge, 'challenge'],
  [PREDICATE_TYPES.run, 'run'],
  [PREDICATE_TYPES.assessment, 'assessment'],
  [PREDICATE_TYPES.promotion, 'promotion'],
  [PREDICATE_TYPES.demotion, 'demotion'],
])
/** Entries that no standing follows from. Any other of proctor's own is kept. */
const WITHOUT_WEIGHT: ReadonlySet<string> = new Set([
  PREDICATE_TYPES.decision,
  PREDICATE_TYPES.comparisonPlan,
  PREDICATE_TYPES.admissionRecorded,
  PREDICATE_TYPES.enablementRecorded,
  PREDICATE_TYPES.policyChanged,
])
const Looked = z.object({
  predicateType: z.string(),
  predicate: z.object({
    engine: z.string().nullish(),
    challengeId: z.string().optional(),
    issuedAt: z.string().optional(),
    at: z.string().optional(),
  }),
})
const OWN = 'urn:proctor:predicate:'
/** An entry whose time is not known is never too old. */
const ALWAYS = '9999'

/** Undefined for entries that no standing follows from. */
export function aboutOf(bytes: Uint8Array): About | undefined {
  const parsed = Looked.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (!parsed.success) return undefined
  const { predicateType, predicate } = parsed.data
  if (WITHOUT_WEIGHT.has(predicateType) || !predicateType.startsWith(OWN)) return undefined
  return {
    kind: KINDS.get(predicateType) ?? 'other',
    at: predicate.issuedAt ?? predicate.at ?? ALWAYS,
    engine: predicate.engine ?? null,
    challenge: predicate.challengeId ?? null,
  }
}
