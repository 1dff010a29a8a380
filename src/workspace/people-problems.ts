import { MUTATION_CLASSES } from '../contract/mutation-class.ts'
import { RISK_CLASSES } from '../contract/task.ts'
import type { Workspace } from '../contract/workspace.ts'
import { peopleNeeded } from '../kernel/people-needed.ts'
import { type ConfigProblem, configProblem, keyPath } from './config-problem.ts'
import type { YamlDocument } from './yaml-document.ts'

/** Rules by which nobody could ever approve, and engines where people must stand. */
export function peopleProblems(
  { engines, policy }: Workspace,
  document: YamlDocument,
  file: string,
): readonly ConfigProblem[] {
  const problem = (path: readonly PropertyKey[], message: string, fix: string): ConfigProblem =>
    configProblem(file, document.placeOf(path), keyPath(path), message, fix)
  const { rules } = policy.approvals
  const lists = [
    ...rules.map(({ from }, index) => ({ from, path: ['policy', 'approvals', 'rules', index, 'from'] })),
    ...policy.reviewers.map((reviewer, index) => ({
      from: reviewer.kind === 'person' ? reviewer.from : undefined,
      path: ['policy', 'reviewers', index, 'from'],
    })),
  ]
  const ids = new Set(engines.map(({ id }) => id))
  const inPlaceOfPeople = lists.flatMap(({ from, path }) =>
    (from ?? []).flatMap((name, at) =>
      ids.has(name)
        ? [problem([...path, at], `${name} is an engine, and no engine decides`, 'name a person')]
        : [],
    ),
  )
  const tooShort = rules.flatMap(({ id, from, approvers }, index) => {
    const people = new Set(from).size
    if (from === undefined || people >= approvers) return []
    const path = ['policy', 'approvals', 'rules', index, 'from']
    const message = `names ${people} ${people === 1 ? 'person' : 'people'}, and rule ${id} wants ${approvers} to approve`
    return [problem(path, message, 'name more people, or ask for fewer')]
  })
  const found = [...inPlaceOfPeople, ...tooShort]
  return found.length > 0 ? found : together(policy, problem)
}

/** The first kind of work for which all rules together leave too few people. */
function together(
  policy: Workspace['policy'],
  problem: (path: readonly PropertyKey[], message: string, fix: string) => ConfigProblem,
): readonly ConfigProblem[] {
  for (const repositoryClass of MUTATION_CLASSES.filter((name) => name !== 'none')) {
    for (const riskClass of RISK_CLASSES) {
      const { approvers, from } = peopleNeeded(policy, riskClass, repositoryClass)
      if (from === null || new Set(from).size >= approvers) continue
      const who = from.length === 0 ? 'nobody' : from.join(', ')
      const message = `${riskClass} risk on ${repositoryClass} repositories wants ${approvers} to approve, and all rules together leave ${who}`
      return [
        problem(['policy', 'approvals', 'rules'], message, 'let the lists of these rules share more people'),
      ]
    }
  }
  return []
}
