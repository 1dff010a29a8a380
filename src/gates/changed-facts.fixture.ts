// Changes of the facts of a run, to be applied to those that every gate passes.
import { CLEAN_EXIT, goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { EngineFacts, Facts, PatchFacts, TestFacts } from '../contract/facts.ts'

export type Change = (facts: Facts) => Facts

export const engine = (change: Partial<EngineFacts>) => (facts: Facts) =>
  facts.engine === null ? facts : { ...facts, engine: { ...facts.engine, ...change } }
export const exit = (change: Partial<EngineFacts['exit']>) => (facts: Facts) =>
  facts.engine === null
    ? facts
    : { ...facts, engine: { ...facts.engine, exit: { ...facts.engine.exit, ...change } } }
export const patch = (change: Partial<PatchFacts>) => (facts: Facts) =>
  facts.patch === null ? facts : { ...facts, patch: { ...facts.patch, ...change } }
export const tests = (change: Partial<TestFacts>) => (facts: Facts) =>
  facts.tests === null ? facts : { ...facts, tests: { ...facts.tests, ...change } }
export const testExit = (change: Partial<TestFacts['exit']>) => tests({ exit: { ...CLEAN_EXIT, ...change } })
export const hidden =
  (change: {
    readonly failures?: TestFacts['report']['failures']
    readonly failed?: number
    readonly added?: number
    readonly tree?: string
    readonly exit?: Partial<TestFacts['exit']>
  }) =>
  (facts: Facts) => {
    const run = facts.tests?.hidden
    if (run === undefined) return facts
    const { failures = [], failed = 0, added = 1, tree = run.tree, exit = {} } = change
    const counts = { ...run.report.counts, failed, total: 4 + failed, executed: 4 + failed }
    return tests({
      hidden: {
        ...run,
        tree,
        added,
        report: { ...run.report, failures, counts },
        exit: { ...run.exit, exitCode: failed === 0 ? 0 : 1, ...exit },
      },
    })(facts)
  }
export const report =
  (change: Partial<TestFacts['report']['counts']>, problems: string[] = []) =>
  (facts: Facts) =>
    facts.tests === null
      ? facts
      : tests({
          report: { ...facts.tests.report, counts: { ...facts.tests.report.counts, ...change }, problems },
        })(facts)
export const file =
  (path: string, change: object = {}) =>
  (facts: Facts) => {
    const [first] = goodFacts().patch?.changedFiles ?? []
    if (first === undefined) throw new Error('the fixture changes no file')
    return patch({ changedFiles: [...(facts.patch?.changedFiles ?? []), { ...first, path, ...change }] })(
      facts,
    )
  }
export const content = (change: Partial<PatchFacts['content']>) => (facts: Facts) =>
  facts.patch === null ? facts : patch({ content: { ...facts.patch.content, ...change } })(facts)
export const priced =
  (change: (facts: Facts) => Facts, billionths: number, unpriced = 0) =>
  (facts: Facts): Facts =>
    provider({ cost: { currency: 'USD', billionths, unpriced } })(change(facts))
export const budget = (value: Facts['task']['budget']) => (facts: Facts) => ({
  ...facts,
  task: { ...facts.task, budget: value },
})
export const review =
  (verdict: 'accepted' | 'rejected' | 'none') =>
  (facts: Facts): Facts => ({
    ...facts,
    policy: { ...facts.policy, reviewers: ['second'] },
    reviews: [{ reviewer: 'second', kind: 'command', verdict, reasons: [], problem: null }],
  })
export const link = (target: string | null) => (facts: Facts) =>
  content({ links: target === null ? [] : [{ path: 'src/a/link', target }] })(
    file('src/a/link', { change: 'added', oldMode: '000000', newMode: '120000' })(facts),
  )
export const after = (change: object) => (facts: Facts) => ({
  ...facts,
  source: { ...facts.source, after: { ...facts.source.before, ...change } },
})
export const provider = (change: object) => (facts: Facts) =>
  facts.provider === null ? facts : { ...facts, provider: { ...facts.provider, ...change } }
