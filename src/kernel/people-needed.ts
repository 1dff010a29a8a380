import type { PeopleNeeds } from '../contract/approval.ts'
import type { MutationClass } from '../contract/mutation-class.ts'
import type { Touch } from '../contract/policy.ts'
import type { RiskClass } from '../contract/task.ts'
import type { PolicyConfig } from '../contract/workspace.ts'

type PeoplePolicy = Pick<PolicyConfig, 'approvals' | 'classes' | 'reviewers'>

const TOUCHES: readonly Touch[] = ['none', 'present', 'verified']

/** Whom policy wants to be asked about a result of this risk on a repository of this class; of several rules the strictest. */
export function peopleNeeded(
  policy: PeoplePolicy,
  riskClass: RiskClass,
  repositoryClass: MutationClass,
): PeopleNeeds {
  const rules = policy.approvals.rules.filter(
    ({ riskClasses, repositoryClasses }) =>
      (riskClasses?.includes(riskClass) ?? true) && (repositoryClasses?.includes(repositoryClass) ?? true),
  )
  const lists = rules.flatMap(({ from }) => (from === undefined ? [] : [from]))
  const [first, ...others] = lists
  return {
    approvers: Math.max(policy.classes[riskClass].approvals, ...rules.map(({ approvers }) => approvers), 0),
    touch: rules.reduce<Touch>((strictest, { touch }) => {
      return TOUCHES.indexOf(touch) > TOUCHES.indexOf(strictest) ? touch : strictest
    }, 'none'),
    from: first?.filter((name) => others.every((list) => list.includes(name))) ?? null,
    reviewers: policy.reviewers.flatMap((reviewer) =>
      reviewer.kind === 'person' ? [{ id: reviewer.id, from: reviewer.from ?? null }] : [],
    ),
    separateReviewer: policy.approvals.separateReviewer,
  }
}

/** Whether anybody has to be asked at all. */
export function asksPeople({ approvers, reviewers }: Pick<PeopleNeeds, 'approvers' | 'reviewers'>): boolean {
  return approvers > 0 || reviewers.length > 0
}
