import { expect, test } from 'vitest'
import { sampleReportCore, sampleTestFacts } from '../../../test/samples/report.ts'
import type { TestFacts } from '../../contract/facts.ts'
import type { Report } from '../../contract/report.ts'
import { toProvenanceStatement } from './provenance.ts'
import { toRunStatement } from './run.ts'
import { toTestResultStatement } from './test-result.ts'

function sampleReport(change: Partial<Report> = {}): Report {
  const digests = {
    'patch.diff': '4'.repeat(64),
    'raw/stdout.log': '5'.repeat(64),
    'inputs/task.yaml': '6'.repeat(64),
    'events.normalized.jsonl': '7'.repeat(64),
  }
  return { ...sampleReportCore(), digests, ...change }
}

test('the run statement names every digest and the report itself, and no code twice', () => {
  const blockers = [
    { code: 'no_diff', message: 'a' },
    { code: 'no_diff', message: 'b' },
  ] as const
  const statement = toRunStatement(sampleReport({ blockers: [...blockers] }), '8'.repeat(64))
  expect(statement.subject.map(({ name, digest }) => [name, digest.sha256?.[0]])).toEqual([
    ['events.normalized.jsonl', '7'],
    ['inputs/task.yaml', '6'],
    ['patch.diff', '4'],
    ['raw/stdout.log', '5'],
    ['report.json', '8'],
  ])
  expect(statement.predicate).toMatchObject({
    blockers: ['no_diff'],
    patchSha256: '4'.repeat(64),
    changedFiles: 1,
  })
})

test('a report without a patch can not be stated', () => {
  expect(() => toRunStatement(sampleReport({ digests: {} }), '8'.repeat(64))).toThrow()
})

test('provenance has patch and tree as subjects, and what the run left as by-products', () => {
  const context = { policyDigest: '9'.repeat(64), builderVersion: { node: '24' } }
  const statement = toProvenanceStatement(sampleReport(), context)
  expect(statement.subject.map((subject) => subject.name)).toEqual(['patch.diff', 'result-tree'])
  expect(statement.predicate.runDetails.byproducts.map((byproduct) => byproduct.name)).toEqual([
    'events.normalized.jsonl',
    'raw/stdout.log',
  ])
  expect(statement.predicate.buildDefinition.resolvedDependencies).toHaveLength(1)
  const refused = toProvenanceStatement(sampleReport({ resultTree: null }), context)
  expect(refused.subject.map((subject) => subject.name)).toEqual(['patch.diff'])
})

const good = sampleTestFacts()
const { report } = good
test.each<[string, TestFacts, 'PASSED' | 'FAILED']>([
  ['three of three', good, 'PASSED'],
  ['exit 1', { ...good, exit: { ...good.exit, exitCode: 1 } }, 'FAILED'],
  ['killed', { ...good, exit: { ...good.exit, exitCode: null, signal: 'SIGKILL' } }, 'FAILED'],
  ['one failed', { ...good, report: { ...report, counts: { ...report.counts, failed: 1 } } }, 'FAILED'],
  ['one errored', { ...good, report: { ...report, counts: { ...report.counts, errored: 1 } } }, 'FAILED'],
  [
    'none executed',
    { ...good, minExecuted: 0, report: { ...report, counts: { ...report.counts, executed: 0 } } },
    'FAILED',
  ],
  ['fewer than asked for', { ...good, minExecuted: 4 }, 'FAILED'],
  ['a report with a problem', { ...good, report: { ...report, problems: ['stale'] } }, 'FAILED'],
  ['a stale report', { ...good, reportFile: { ...good.reportFile, fresh: false } }, 'FAILED'],
])('test result of %s', (_, facts, result) => {
  expect(toTestResultStatement(sampleReport(), facts).predicate.result).toBe(result)
})
