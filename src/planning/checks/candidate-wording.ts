import { type PlanningCheck, ran } from './check.ts'
import { claimFindings } from './claim-findings.ts'

/** The engine under evaluation is nowhere claimed to hold a standing that only the ladder gives. */
export const candidateWording: PlanningCheck = {
  id: 'candidate-wording',
  title: 'the engine under evaluation is called a candidate and nothing more',
  run: (context) =>
    ran(
      claimFindings(
        context,
        'standing',
        'a plain claim for the candidate',
        'call it a candidate, or say what it would take',
      ),
    ),
}
