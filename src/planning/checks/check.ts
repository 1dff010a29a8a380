import type { PlanningFinding } from '../../contract/planning.ts'
import type { PlanningContext } from '../model/planning-context.ts'

/** What a check found: findings (none: it passes), or why it was not run, or why there is nothing to look at. */
export type CheckOutcome =
  | { readonly kind: 'ran'; readonly findings: readonly PlanningFinding[] }
  | { readonly kind: 'not-run'; readonly reason: string; readonly findings: readonly PlanningFinding[] }
  | { readonly kind: 'not-applicable'; readonly reason: string }

/** One question about the planning documents. Ids are frozen: added to, never renamed or reused. */
export interface PlanningCheck {
  readonly id: string
  readonly title: string
  run(context: PlanningContext): CheckOutcome
}

export function ran(findings: readonly PlanningFinding[]): CheckOutcome {
  return { kind: 'ran', findings }
}

export function notRun(reason: string, findings: readonly PlanningFinding[] = []): CheckOutcome {
  return { kind: 'not-run', reason, findings }
}

export function notApplicable(reason: string): CheckOutcome {
  return { kind: 'not-applicable', reason }
}
