import type { DecisionFacts } from '../contract/decision-facts.ts'
import type { RiskRule } from '../contract/policy.ts'
import { RISK_CLASSES, type RiskClass } from '../contract/task.ts'
import { mayOverlap } from './glob-overlap.ts'

/** The class that the task gives itself, or the highest that a rule raises it to. Never a lower one. */
export function riskClassOf(
  facts: Pick<DecisionFacts, 'task' | 'repository'>,
  rules: readonly RiskRule[],
): { readonly riskClass: RiskClass; readonly raisedBy: readonly string[] } {
  let riskClass = facts.task.riskClass
  const raisedBy: string[] = []
  for (const rule of rules) {
    if (rankOf(rule.riskClass) <= rankOf(facts.task.riskClass) || !applies(rule, facts)) continue
    raisedBy.push(rule.id)
    if (rankOf(rule.riskClass) > rankOf(riskClass)) riskClass = rule.riskClass
  }
  return { riskClass, raisedBy: raisedBy.sort() }
}

function applies(rule: RiskRule, { task, repository }: Pick<DecisionFacts, 'task' | 'repository'>): boolean {
  const { paths, minFiles, minLines, repositoryClasses } = rule
  return (
    (repositoryClasses === undefined || repositoryClasses.includes(repository.class)) &&
    (minFiles === undefined || task.maxFiles >= minFiles) &&
    (minLines === undefined || task.maxLines >= minLines) &&
    (paths === undefined || paths.some((glob) => task.paths.some((allowed) => mayOverlap(glob, allowed))))
  )
}

function rankOf(riskClass: RiskClass): number {
  return RISK_CLASSES.indexOf(riskClass)
}
