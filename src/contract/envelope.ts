import * as z from 'zod'
import { STATEMENT_TYPE } from './ids.ts'

/** in-toto digest set: algorithm to lower-case hex. */
export const DigestSet = z.record(z.string(), z.string().regex(/^[0-9a-f]+$/))
const Subject = z.strictObject({ name: z.string().min(1), digest: DigestSet })

/** An in-toto statement of one type, about one thing or more that it names by their digests. */
export function statement<T extends string, P extends z.ZodType>(predicateType: T, predicate: P) {
  return envelope(z.array(Subject).min(1), predicateType, predicate)
}

/** The same with subjects of a narrower form. */
export function envelope<S extends z.ZodType, T extends string, P extends z.ZodType>(
  subject: S,
  predicateType: T,
  predicate: P,
) {
  return z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    subject,
    predicateType: z.literal(predicateType),
    predicate,
  })
}
