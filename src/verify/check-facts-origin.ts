import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../contract/finding.ts'
import { RISK_CLASSES } from '../contract/task.ts'
import { modeOf } from '../kernel/mode-of.ts'
import { peopleNeeded } from '../kernel/people-needed.ts'
import { whyNotAsAsked } from './check-review-origin.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the facts that come from task and policy are those of task and policy: the gates are evaluated from them. */
export function checkFactsOrigin({
  facts,
  task: input,
  policy,
  events,
}: Pick<Sealed, 'facts' | 'task' | 'policy' | 'events'>): Finding[] {
  const wrong: string[] = []
  const same = (name: string, actual: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(actual, expected)) wrong.push(name)
  }
  const { task } = input
  const started = events.find((event) => event.type === 'run.started')?.data
  const repository = policy.repositories.find(({ id }) => id === task.repository)
  const engine = policy.engines.find(({ id }) => id === started?.engine.id)
  const provider = policy.providers.find(({ id }) => id === engine?.provider)
  same('runId', facts.runId, started?.runId)
  same('task.id', facts.task.id, task.id)
  same('task.scope', facts.task.scope, task.scope)
  const lower = RISK_CLASSES.indexOf(facts.task.riskClass) < RISK_CLASSES.indexOf(task.riskClass)
  same('task.riskClass', lower, false)
  same('task.hasTest', facts.task.hasTest, task.test !== undefined)
  same('task.hasCanary', facts.task.hasCanary, task.test?.canary !== undefined)
  same('task.hiddenTests', facts.task.hiddenTests, input.hiddenTests)
  same('task.budget', facts.task.budget, task.budget ?? null)
  same(
    'policy.reviewers',
    facts.policy.reviewers,
    policy.policy.reviewers.filter(({ kind }) => kind !== 'person').map(({ id }) => id),
  )
  for (const review of facts.reviews) {
    same(`reviews of ${review.reviewer}`, whyNotAsAsked(review, policy, engine), null)
  }
  if (repository !== undefined) {
    const needs = peopleNeeded(policy.policy, facts.task.riskClass, repository.class)
    same('policy.people', facts.policy.people, needs)
  }
  same('policy.patch', facts.policy.patch, policy.policy.patch)
  same('policy.budget', facts.policy.budget, policy.policy.budget)
  const isProtected = [...(repository?.protected ?? []), ...policy.policy.protectedPaths]
  same('task.protected', facts.task.protected, isProtected)
  same('repository', facts.repository, { id: repository?.id, class: repository?.class })
  const missing = policy.policy.requiredGates.filter((gate) => !facts.policy.requiredGates.includes(gate))
  same('policy.requiredGates', missing, [])
  same('policy.artifactBytes', facts.policy.artifactBytes, policy.policy.limits.artifactBytes)
  same('base', { repository: facts.repository.id, ...facts.base }, started?.base)
  same('engine', started?.engine.adapter, engine?.adapter)
  same('test', started?.testWorkspace, policy.test)
  const mode = provider === undefined ? 'none' : modeOf(provider)
  const model = {
    provider: provider?.id ?? null,
    id: provider === undefined ? null : (engine?.model ?? null),
    mode,
  }
  same('model', started?.model, model)
  if (facts.engine !== null) {
    same('engine.id', facts.engine.id, started?.engine.id)
    same('setup', facts.setup?.ok ?? null, task.setup === undefined ? null : true)
    // Whoever finds a run that was cut off may find no log of its gateway; one that went on has counted its requests.
    if (facts.interrupted === null) same('use of a model', facts.provider === null, provider === undefined)
  }
  if (facts.provider !== null)
    same('provider', [facts.provider.provider, facts.provider.mode], [model.provider, mode])
  if (facts.tests !== null) {
    same('tests.argv', facts.tests.argv, task.test?.command)
    same('tests.minExecuted', facts.tests.minExecuted, task.test?.minExecuted)
    same('tests.report.format', facts.tests.report.format, task.test?.report)
    const toFile = task.test?.command.some((argument) => argument.includes('{report}')) === true
    same('tests.reportFile.source', facts.tests.reportFile.source, toFile ? 'file' : 'stdout')
    same('tests.tree', facts.tests.tree, facts.patch?.resultTree)
    const { hidden } = facts.tests
    if (hidden !== undefined) {
      same('tests.hidden', input.hiddenTests === undefined, false)
      same('tests.hidden.report.format', hidden.report.format, task.test?.report)
      same('tests.hidden.reportFile.source', hidden.reportFile.source, toFile ? 'file' : 'stdout')
      same('tests.hidden.tree', hidden.tree, facts.patch?.resultTree)
    }
  }
  return wrong.map((name) => finding('facts-mismatch', FILES.facts, `${name} is not what the inputs say`))
}
