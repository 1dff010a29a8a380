import { expect, test } from 'vitest'
import type { RiskRule } from '../contract/policy.ts'
import { facts } from './decision.fixture.ts'
import { prepareRiskRules } from './risk-class.ts'

const { task, repository } = facts([])
const GIVEN = {
  task: { ...task, riskClass: 'low' as const, maxFiles: 3, maxLines: 100, paths: ['src/a.ts', 'docs/**'] },
  repository: { ...repository, class: 'copied' as const },
}
const raised = (rule: Partial<RiskRule>) => prepareRiskRules([{ id: 'a', riskClass: 'high', ...rule }])(GIVEN)

test.each<readonly [Partial<RiskRule>, boolean]>([
  [{}, true],
  [{ minFiles: 3 }, true],
  [{ minFiles: 4 }, false],
  [{ minLines: 100 }, true],
  [{ minLines: 101 }, false],
  [{ repositoryClasses: ['artificial', 'copied'] }, true],
  [{ repositoryClasses: ['artificial'] }, false],
  [{ paths: ['src/a.ts'] }, true],
  [{ paths: ['auth/**', 'docs/x'] }, true],
  [{ paths: ['auth/**'] }, false],
  [{ paths: ['src/**'], minFiles: 4 }, false],
  [{ minFiles: 1, minLines: 101 }, false],
  [{ minFiles: 1, repositoryClasses: ['artificial'] }, false],
])('a rule %j raises, when all that it says is so: %s', (rule, applies) => {
  expect(raised(rule)).toEqual(
    applies ? { riskClass: 'high', raisedBy: ['a'] } : { riskClass: 'low', raisedBy: [] },
  )
})

test('the highest counts, every rule that raised it is named in order, and none lowers', () => {
  const rules: RiskRule[] = [
    { id: 'c', riskClass: 'medium' },
    { id: 'b', riskClass: 'high' },
    { id: 'a', riskClass: 'medium' },
    { id: 'd', riskClass: 'low' },
  ]
  expect(prepareRiskRules(rules)(GIVEN)).toEqual({ riskClass: 'high', raisedBy: ['a', 'b', 'c'] })
  const medium = { ...GIVEN, task: { ...GIVEN.task, riskClass: 'medium' as const } }
  expect(prepareRiskRules(rules)(medium)).toEqual({ riskClass: 'high', raisedBy: ['b'] })
  const high = { ...GIVEN, task: { ...GIVEN.task, riskClass: 'high' as const } }
  expect(prepareRiskRules(rules)(high)).toEqual({ riskClass: 'high', raisedBy: [] })
})
