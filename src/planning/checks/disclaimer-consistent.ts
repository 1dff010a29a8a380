import { type PlanningCheck, ran } from './check.ts'
import { claimFindings } from './claim-findings.ts'

/** No sentence of a planning document says of the document what its disclaimer denies. */
export const disclaimerConsistent: PlanningCheck = {
  id: 'disclaimer-consistent',
  title: 'the disclaimer is not contradicted',
  run: (context) =>
    ran(
      claimFindings(
        context,
        'document',
        'the document claims to be more than local planning',
        'take the sentence out, or say that it is not so',
      ),
    ),
}
