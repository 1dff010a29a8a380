import { type PlanningCheck, ran } from './check.ts'
import { claimFindings } from './claim-findings.ts'

/** No engine is said to approve itself or to hold Core authority. */
export const authorityClaim: PlanningCheck = {
  id: 'authority-claim',
  title: 'nobody is given authority that was not granted',
  run: (context) =>
    ran(
      claimFindings(
        context,
        'authority',
        'a claim of authority',
        'take it out: people approve, an engine never approves itself',
      ),
    ),
}
