import type { DecisionFacts } from '../contract/decision-facts.ts'
import type { RiskRule } from '../contract/policy.ts'
import { RISK_CLASSES, type RiskClass } from '../contract/task.ts'
import { type Glob, mayOverlap, parseGlob } from './glob-overlap.ts'

type Given = Pick<DecisionFacts, 'task' | 'repository'>

export interface Risk {
  readonly riskClass: RiskClass
  /** Ids of the rules that raised it, sorted. */
  readonly raisedBy: readonly string[]
}

/** The class that the task gives itself, or the highest that a rule raises it to. Never a lower one. */
export function prepareRiskRules(rules: readonly RiskRule[]): (given: Given) => Risk {
  const prepared = rules
    .map((rule) => ({ rule, rank: rankOf(rule.riskClass), globs: rule.paths?.map(parseGlob) ?? null }))
    .sort(({ rule: a }, { rule: b }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return (given) => {
    const own = rankOf(given.task.riskClass)
    const allowed = given.task.paths.map(parseGlob)
    let highest = own
    const raisedBy: string[] = []
    for (const { rule, rank, globs } of prepared) {
      if (rank <= own || !applies(rule, given) || !touches(globs, allowed)) continue
      raisedBy.push(rule.id)
      highest = Math.max(highest, rank)
    }
    return { riskClass: RISK_CLASSES[highest] ?? given.task.riskClass, raisedBy }
  }
}

function applies({ minFiles, minLines, repositoryClasses }: RiskRule, { task, repository }: Given): boolean {
  return (
    (repositoryClasses === undefined || repositoryClasses.includes(repository.class)) &&
    (minFiles === undefined || task.maxFiles >= minFiles) &&
    (minLines === undefined || task.maxLines >= minLines)
  )
}

function touches(globs: readonly Glob[] | null, allowed: readonly Glob[]): boolean {
  if (globs === null) return true
  for (const glob of globs) for (const path of allowed) if (mayOverlap(glob, path)) return true
  return false
}

function rankOf(riskClass: RiskClass): number {
  return RISK_CLASSES.indexOf(riskClass)
}
