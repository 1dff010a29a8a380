import { contradictionsIn } from '../contract/stages.ts'
import type { Workspace } from '../contract/workspace.ts'
import { nearestName } from '../kernel/nearest-name.ts'
import { type ConfigProblem, configProblem, keyPath } from './config-problem.ts'
import { peopleProblems } from './people-problems.ts'
import type { YamlDocument } from './yaml-document.ts'

/**
 * What the schema can't say of proctor.yaml: ids are unique, every name that is used is defined, and the numbers of the
 * ladder do not contradict each other.
 */
export function checkReferences(
  config: Workspace,
  document: YamlDocument,
  file: string,
): readonly ConfigProblem[] {
  const problem = (path: readonly PropertyKey[], message: string, fix: string): ConfigProblem =>
    configProblem(file, document.placeOf(path), keyPath(path), message, fix)
  const lists = { repositories: config.repositories, providers: config.providers, engines: config.engines }
  const repeated = Object.entries(lists).flatMap(([list, entries]) =>
    entries.flatMap(({ id }, index) =>
      entries.findIndex((other) => other.id === id) === index
        ? []
        : [
            problem(
              [list, index, 'id'],
              `\`${id}\` is the id of another entry too`,
              'give each entry an id of its own',
            ),
          ],
    ),
  )
  const providers = config.providers.map(({ id }) => id)
  const undefinedProviders = config.engines.flatMap(({ provider }, index) => {
    if (provider === undefined || providers.includes(provider)) return []
    const near = nearestName(provider, providers)
    const fix = near === undefined ? 'add it to `providers`' : `did you mean \`${near}\`?`
    return [problem(['engines', index, 'provider'], `no provider \`${provider}\` is defined`, fix)]
  })
  const engines = config.engines.map(({ id }) => id)
  const undefinedEngines = Object.keys(config.limits?.engines ?? {}).flatMap((engine) => {
    if (engines.includes(engine)) return []
    const near = nearestName(engine, engines)
    const fix = near === undefined ? 'add it to `engines`' : `did you mean \`${near}\`?`
    return [problem(['limits', 'engines', engine], `no engine \`${engine}\` is defined`, fix)]
  })
  const undefinedReviewers = config.policy.reviewers.flatMap((reviewer, index) => {
    if (reviewer.kind !== 'engine' || engines.includes(reviewer.engine)) return []
    const near = nearestName(reviewer.engine, engines)
    const fix = near === undefined ? 'add it to `engines`' : `did you mean \`${near}\`?`
    const path = ['policy', 'reviewers', index, 'engine']
    return [problem(path, `no engine \`${reviewer.engine}\` is defined`, fix)]
  })
  const contradictions = (config.stages === undefined ? [] : contradictionsIn(config.stages)).map(
    ({ key, message, fix }) => problem(['stages', key], message, fix),
  )
  return [
    ...repeated,
    ...undefinedProviders,
    ...undefinedEngines,
    ...undefinedReviewers,
    ...contradictions,
    ...peopleProblems(config, document, file),
  ]
}
