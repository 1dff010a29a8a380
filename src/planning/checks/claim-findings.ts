import type { PlanningFinding } from '../../contract/planning.ts'
import type { ClaimKind } from '../claims/classify-text.ts'
import type { PlanningContext } from '../model/planning-context.ts'

/** The claims of one kind, wherever they stand, as findings that quote the sentence. */
export function claimFindings(
  context: PlanningContext,
  kind: ClaimKind,
  what: string,
  fix: string,
): readonly PlanningFinding[] {
  return [...context.claims].flatMap(([file, claims]) =>
    claims
      .filter((claim) => claim.kind === kind)
      .map((claim) => ({ file, line: claim.line, message: `${what}: “${claim.sentence}”`, fix })),
  )
}
