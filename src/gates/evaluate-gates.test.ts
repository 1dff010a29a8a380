import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { BASE_TREE, CLEAN_EXIT, goodFacts } from '../../fixtures/runs/good-facts.ts'
import { anyText } from '../../test/samples/any-text.ts'
import { BLOCKERS, type BlockerCode } from '../contract/blockers.ts'
import type { Completeness } from '../contract/completeness.ts'
import { Facts, type TestFacts } from '../contract/facts.ts'
import { GATE_IDS, type GateId, GateResult } from '../contract/gate.ts'
import {
  after,
  budget,
  type Change,
  content,
  engine,
  exit,
  file,
  hidden,
  link,
  patch,
  priced,
  provider,
  report,
  review,
  testExit,
  tests,
} from './changed-facts.fixture.ts'
import { evaluateGates } from './evaluate-gates.ts'
import { judge } from './judge.ts'

interface Fault {
  readonly name: string
  readonly apply: Change
  readonly gate: GateId
  readonly code: BlockerCode
  readonly exit: number
  readonly completeness: Completeness
}

type Row = readonly [string, Change, GateId, BlockerCode]
const ROWS: readonly Row[] = [
  ['timeout', exit({ timedOut: true, exitCode: null, signal: 'SIGKILL' }), 'engine', 'timeout'],
  ['silence', exit({ silent: true, exitCode: null, signal: 'SIGTERM' }), 'engine', 'engine_silent'],
  ['memory', exit({ limit: 'memory', exitCode: null }), 'engine', 'resource_limit'],
  ['signal', exit({ exitCode: null, signal: 'SIGSEGV' }), 'engine', 'engine_crashed'],
  ['nonzero exit', exit({ exitCode: 3 }), 'engine', 'engine_crashed'],
  ['no exit code at all', exit({ exitCode: null }), 'engine', 'engine_crashed'],
  ['its own failure', engine({ terminal: 'failed', terminalMessage: 'no' }), 'engine', 'engine_failed'],
  ['an interruption by nobody', engine({ terminal: 'interrupted' }), 'engine', 'engine_failed'],
  ['provider', provider({ unavailable: true }), 'engine', 'provider_unavailable'],
  ['budget', provider({ failures: [{ kind: 'budget', count: 2 }] }), 'engine', 'budget_exceeded'],
  [
    'a provider that failed in more ways than one',
    provider({
      unavailable: true,
      answered: 0,
      failures: [
        { kind: '5xx', count: 1 },
        { kind: 'cut', count: 1 },
        { kind: '429', count: 0 },
      ],
    }),
    'engine',
    'provider_unavailable',
  ],
  [
    'a provider that was not there, and nobody said why',
    provider({ preflight: { failure: '401', detail: null } }),
    'engine',
    'provider_unavailable',
  ],
  [
    'set-up',
    (facts) => ({
      ...facts,
      setup: { key: facts.task.digest, cached: false, exit: null, ok: false, problem: 'npm ci ended with 1' },
      engine: null,
    }),
    'engine',
    'setup_failed',
  ],
  ['no last word', engine({ terminal: 'none' }), 'events', 'event_missing'],
  ['a forged event', engine({ forged: ['gate.evaluated'] }), 'events', 'forged_event'],
  ['left processes', exit({ leftProcesses: [{ pid: 7, command: 'sleep' }] }), 'processes', 'left_processes'],
  ['moved HEAD', after({ head: 'f'.repeat(40) }), 'source', 'source_mutated'],
  ['another branch', after({ branch: null }), 'source', 'source_mutated'],
  ['dirt in the source', after({ clean: false, dirtyPaths: ['x'] }), 'source', 'source_mutated'],
  ['unseen bytes', after({ bytes: 'f'.repeat(64) }), 'source', 'source_mutated'],
  [
    'a byte of the engine itself',
    (facts) => ({
      ...facts,
      vendor: { before: 'e'.repeat(64), after: 'f'.repeat(64), changed: ['bin/engine'] },
    }),
    'source',
    'source_mutated',
  ],
  [
    'an engine that is gone',
    (facts) => ({ ...facts, vendor: { before: 'e'.repeat(64), after: null, changed: [] } }),
    'source',
    'source_mutated',
  ],
  ['no change', patch({ changedFiles: [] }), 'diff', 'no_diff'],
  ['the same tree', patch({ resultTree: BASE_TREE }), 'diff', 'no_diff'],
  ['a patch without a byte', patch({ bytes: 0 }), 'diff', 'no_diff'],
  [
    'no change but of ignored files',
    patch({ changedFiles: [], ignored: ['dist/a.js', 'dist/b.js'] }),
    'diff',
    'no_diff',
  ],
  ['a path that is not allowed', file('README.md'), 'scope', 'file_out_of_scope'],
  ['a denied path', file('src/secret/key'), 'scope', 'file_out_of_scope'],
  ['a protected path', file('test/a.js'), 'scope', 'file_out_of_scope'],
  ['a protected path, quoted', file('"test/\\377.js"'), 'scope', 'file_out_of_scope'],
  [
    'a rename out of a protected folder',
    file('src/b.js', { change: 'renamed', oldPath: 'test/b.js' }),
    'scope',
    'file_out_of_scope',
  ],
  ['a name that no path has', file('"src/a'), 'scope', 'file_out_of_scope'],
  ['a rename from nowhere', file('src/b.js', { change: 'renamed' }), 'scope', 'file_out_of_scope'],
  [
    'too many files',
    (facts) => ['src/1', 'src/2', 'src/3'].reduce((all, path) => file(path)(all), facts),
    'scope',
    'diff_too_large',
  ],
  ['too many lines', file('src/long.js', { addedLines: 50, deletedLines: 60 }), 'scope', 'diff_too_large'],
  ...[
    '.git/hooks/pre-commit',
    'src/.GIT/config',
    'src/git~1/config',
    'src/.g\u200cit/x',
    'src/.git /x',
    'src/.git::$INDEX_ALLOCATION/x',
    'src/.gitmodules',
    '.gitattributes',
    '.husky/pre-commit',
    'src/../../x',
    '/etc/passwd',
    'src\\x',
    'src/nul.js',
    'src/a\u202eb.js',
    'src/x.',
    'C:/x',
  ].map((path): Row => [`the name ${JSON.stringify(path)}`, file(path), 'patch-safety', 'patch_unsafe']),
  ['a submodule', file('src/sub', { newMode: '160000' }), 'patch-safety', 'patch_unsafe'],
  ['another mode', file('src/b.js', { newMode: '100755' }), 'patch-safety', 'patch_unsafe'],
  ['what was a submodule', file('src/sub', { oldMode: '160000' }), 'patch-safety', 'patch_unsafe'],
  [
    'a rename from an unsafe name',
    file('src/b.js', { change: 'renamed', oldPath: 'src/nul.js' }),
    'patch-safety',
    'patch_unsafe',
  ],
  ['a binary file', file('src/b', { binary: true }), 'patch-safety', 'patch_unsafe'],
  ['names that differ in case', file('src/INDEX.js'), 'patch-safety', 'patch_unsafe'],
  ['a set-id bit', patch({ anomalies: [{ kind: 'setid', path: 'src/x' }] }), 'patch-safety', 'patch_unsafe'],
  ['an absolute link', link('/etc/passwd'), 'patch-safety', 'patch_unsafe'],
  ['a link out of the repository', link('../../../x'), 'patch-safety', 'patch_unsafe'],
  ["a link into git's folder", link('../../.git/config'), 'patch-safety', 'patch_unsafe'],
  ['a link that leads nobody knows where', link(null), 'patch-safety', 'patch_unsafe'],
  [
    'an invisible character',
    content({ invisible: [{ path: 'src/index.js', line: 1, code: 'U+202E' }], invisibleCount: 1 }),
    'patch-safety',
    'patch_unsafe',
  ],
  [
    'more invisible characters than are listed',
    content({ invisible: [{ path: 'src/index.js', line: 1, code: 'U+202E' }], invisibleCount: 3 }),
    'patch-safety',
    'patch_unsafe',
  ],
  [
    'a huge file',
    content({ largest: { path: 'src/index.js', bytes: 2_000_000 } }),
    'patch-safety',
    'patch_unsafe',
  ],
  [
    'a secret',
    content({ secrets: [{ path: 'src/index.js', line: 1, rule: 'github-pat' }], secretCount: 1 }),
    'secrets',
    'secret_in_patch',
  ],
  [
    'a secret in a name, and one that is not listed, in a patch that was not searched to its end',
    content({
      secrets: [{ path: 'src/x', line: 0, rule: 'github-pat' }],
      secretCount: 2,
      unsearched: 'too large',
    }),
    'secrets',
    'secret_in_patch',
  ],
  ['secrets that are not listed', content({ secretCount: 1 }), 'secrets', 'secret_in_patch'],
  ['a test that was edited', file('test/a.js'), 'test-integrity', 'tests_tampered'],
  [
    'a runner that is configured',
    file('src/vitest.config.ts', { change: 'added' }),
    'test-integrity',
    'tests_tampered',
  ],
  ['a lock file', file('package-lock.json'), 'test-integrity', 'tests_tampered'],
  ['a CI file', file('.github/workflows/ci.yml', { change: 'added' }), 'test-integrity', 'tests_tampered'],
  ['a reviewer that says no', review('rejected'), 'review', 'review_rejected'],
  ['a reviewer that says nothing', review('none'), 'review', 'reviewer_failed'],
  ['too many requests', budget({ requests: 1 }), 'budget', 'budget_exceeded'],
  ['too many tokens', budget({ outputTokens: 6 }), 'budget', 'budget_exceeded'],
  [
    'too high a cost, and an answer without a price',
    priced(budget({ cost: 1 }), 1_000_000_001, 1),
    'budget',
    'budget_exceeded',
  ],
  ['too high a cost', priced(budget({ cost: 1 }), 1_000_000_001), 'budget', 'budget_exceeded'],
  [
    'a provider that was not there',
    provider({ unavailable: true, preflight: { failure: 'tls', detail: 'its certificate has expired' } }),
    'engine',
    'provider_unavailable',
  ],
  ['a patch that does not apply', patch({ applies: false }), 'clean-tree', 'dirty_end'],
  [
    'a repository in the checkout',
    patch({ anomalies: [{ kind: 'nested-git', path: 'src/x' }] }),
    'clean-tree',
    'dirty_end',
  ],
  ...(['special-file', 'locked-directory', 'too-large', 'unreadable'] as const).map(
    (kind): Row => [
      `a part of the tree: ${kind}`,
      patch({ anomalies: [{ kind, path: 'src/x' }] }),
      'clean-tree',
      'dirty_end',
    ],
  ),
  ['tests that changed a file', tests({ changedAfter: ['src/index.js'] }), 'clean-tree', 'dirty_end'],
  ['a failing test', report({ passed: 2, failed: 1 }), 'tests', 'tests_failed'],
  ['an erroring test', report({ passed: 2, errored: 1 }), 'tests', 'tests_failed'],
  ['an exit code without failure', testExit({ exitCode: 1 }), 'tests', 'tests_failed'],
  [
    'a test command that was killed',
    testExit({ exitCode: null, signal: 'SIGKILL' }),
    'tests',
    'tests_failed',
  ],
  ['a test command without end', testExit({ exitCode: null, timedOut: true }), 'tests', 'tests_failed'],
  ['a test command that fell silent', testExit({ exitCode: null, silent: true }), 'tests', 'tests_failed'],
  ['a test command that ended nobody knows how', testExit({ exitCode: null }), 'tests', 'tests_failed'],
  [
    'more failing tests than are listed',
    (facts) => {
      const failing = report({ passed: 0, failed: 2, errored: 1 })(facts)
      const failures = [{ id: 'adds', message: '1 is not 2' }]
      return tests({
        report: { ...(failing.tests?.report ?? goodReport()), failures },
        exit: { ...CLEAN_EXIT, exitCode: 1 },
      })(failing)
    },
    'tests',
    'tests_failed',
  ],
  ['a total that is not its parts', report({ total: 7 }), 'tests', 'tests_not_executed'],
  ['a total that hides what is still to do', report({ total: 3, todo: 1 }), 'tests', 'tests_not_executed'],
  ['a test command that eats memory', testExit({ exitCode: null, limit: 'memory' }), 'tests', 'tests_failed'],
  ['no test at all', report({ total: 0, executed: 0, passed: 0 }), 'tests', 'tests_not_executed'],
  ['only skipped tests', report({ executed: 0, passed: 0, skipped: 3 }), 'tests', 'tests_not_executed'],
  ['fewer than asked for', tests({ minExecuted: 4 }), 'tests', 'tests_not_executed'],
  ['an unreliable report', report({}, ['no plan']), 'tests', 'tests_not_executed'],
  ['counts that do not add up', report({ executed: 9 }), 'tests', 'tests_not_executed'],
  [
    'an old report',
    tests({ reportFile: { source: 'file', fresh: false, bytes: 1, sha256: 'f'.repeat(64) } }),
    'tests',
    'tests_not_executed',
  ],
  ['tests of another tree', tests({ tree: BASE_TREE }), 'tests', 'tests_not_executed'],
  [
    'a test that is gone',
    tests({ baseline: { counts: countsOf(), missing: ['a'], missingCount: 1 } }),
    'test-integrity',
    'tests_tampered',
  ],
  [
    'tests that are gone and not listed',
    tests({ baseline: { counts: countsOf(), missing: [], missingCount: 2 } }),
    'test-integrity',
    'tests_tampered',
  ],
  ['a test that is skipped now', report({ total: 4, skipped: 1 }), 'test-integrity', 'tests_tampered'],
  [
    'a hidden test that fails',
    hidden({ failures: [{ id: 'held out', message: '1 is not 2' }], failed: 1 }),
    'hidden-tests',
    'tests_failed',
  ],
  ['hidden tests that did not run', hidden({ added: 0 }), 'hidden-tests', 'tests_not_executed'],
  ['hidden tests on another tree', hidden({ tree: BASE_TREE }), 'hidden-tests', 'tests_not_executed'],
  [
    'a canary that nobody saw',
    tests({ canary: { reportedFailing: false, problems: [] } }),
    'canary',
    'tests_tampered',
  ],
  [
    'a canary that nobody saw, in a report with a problem',
    tests({ canary: { reportedFailing: false, problems: ['no plan'] } }),
    'canary',
    'tests_tampered',
  ],
  [
    'a large artifact',
    (facts) => ({ ...facts, artifacts: [...facts.artifacts, { path: 'raw/stdout.log', bytes: 1_000_001 }] }),
    'artifacts',
    'artifact_too_large',
  ],
]

function goodReport(): TestFacts['report'] {
  const report = goodFacts().tests?.report
  if (report === undefined) throw new Error('the fixture has no tests')
  return report
}

function countsOf(): TestFacts['report']['counts'] {
  return goodReport().counts
}

const FAULTS: readonly Fault[] = ROWS.map(([name, apply, gate, code]) => ({
  name,
  apply,
  gate,
  code,
  exit: BLOCKERS[code].exit,
  completeness: BLOCKERS[code].completeness,
}))

test('the good run passes every gate', () => {
  const facts = Facts.parse(goodFacts())
  const gates = evaluateGates(facts)
  expect(gates.map(({ gate, verdict, reasons }) => [gate, verdict, reasons])).toEqual(
    GATE_IDS.map((gate) => [gate, 'pass', []]),
  )
  expect(judge(facts, gates)).toEqual({ status: 'pass', completeness: 'complete', blockers: [], exitCode: 0 })
})

test.each(FAULTS)('$name fails $gate with $code', ({ apply, gate, code, exit: exitCode, completeness }) => {
  const facts = Facts.parse(apply(goodFacts()))
  const gates = evaluateGates(facts)
  const result = GateResult.parse(gates.find((each) => each.gate === gate))
  expect(result.verdict).toBe('fail')
  expect(result.reasons.map((reason) => reason.code)).toContain(code)
  const verdict = judge(facts, gates)
  expect(verdict.status).toBe('fail')
  expect(verdict.exitCode).toBe(exitCode)
  expect(verdict.completeness).toBe(completeness)
  expect(verdict.blockers.map((blocker) => blocker.code)).toContain(code)
})

const HONEST: readonly (readonly [string, Change, GateId])[] = [
  ['a new test', file('src/b.test.js', { change: 'added' }), 'test-integrity'],
  [
    'a new executable',
    file('src/run.sh', { change: 'added', oldMode: '000000', newMode: '100755' }),
    'patch-safety',
  ],
  ['a link to a neighbour', link('../b/index.js'), 'patch-safety'],
  ['a name that only begins like one of git', file('src/.github-notes'), 'patch-safety'],
  ['a reviewer that accepts', review('accepted'), 'review'],
  ['a budget that is kept', budget({ requests: 2, inputTokens: 20 }), 'budget'],
  ['a cost that is kept', priced(budget({ cost: 1 }), 1_000_000_000), 'budget'],
  ['answers that are not metered, and no limit that needs it', provider({ unmetered: 3 }), 'budget'],
  [
    'a budget, and no model to spend it on',
    (facts) => ({ ...budget({ requests: 1 })(facts), provider: null }),
    'budget',
  ],
  [
    'as many answers without a price as there may be without a limit',
    priced(budget({ requests: 2 }), 5, 1),
    'budget',
  ],
  ['ignored files beside changed ones', patch({ ignored: ['dist/a.js'] }), 'clean-tree'],
  [
    'answers that are not metered, and a limit on requests alone',
    (facts) => provider({ unmetered: 3 })(budget({ requests: 2 })(facts)),
    'budget',
  ],
  [
    'a set-id bit, as far as the tree goes',
    patch({ anomalies: [{ kind: 'setid', path: 'src/x' }] }),
    'clean-tree',
  ],
  [
    'a canary that was seen, in a report with a problem',
    tests({ canary: { reportedFailing: true, problems: ['no plan'] } }),
    'canary',
  ],
  [
    'lines that nobody understood, and routes that are not allowed',
    (facts) => provider({ denied: 1 })(engine({ unparsed: 2 })(facts)),
    'engine',
  ],
  ['failures that the provider got over', provider({ failures: [{ kind: '5xx', count: 1 }] }), 'engine'],
  ['a budget that held nothing back', provider({ failures: [{ kind: 'budget', count: 0 }] }), 'engine'],
  ['a provider that was there', provider({ preflight: { failure: null, detail: null } }), 'engine'],
  [
    'processes that the test command left',
    testExit({ leftProcesses: [{ pid: 7, command: 'node' }] }),
    'processes',
  ],
  [
    'a file of the largest size that is allowed',
    content({ largest: { path: 'src/index.js', bytes: 1_048_576 } }),
    'patch-safety',
  ],
  ['a patch that only deletes', content({ largest: null }), 'patch-safety'],
  [
    'an artifact of the largest size that is allowed',
    (facts) => ({ ...facts, artifacts: [{ path: 'x', bytes: 1_000_000 }] }),
    'artifacts',
  ],
  ['as many files as are allowed', (facts) => file('src/2')(file('src/3')(facts)), 'scope'],
  ['as many lines as are allowed', file('src/2', { addedLines: 97, deletedLines: 0 }), 'scope'],
  [
    'what was unsafe and is gone',
    file('src/nul.js', { change: 'deleted', newMode: '000000', binary: true }),
    'patch-safety',
  ],
  [
    'a name that is free because its other case is gone',
    file('src/INDEX.js', { change: 'deleted', newMode: '000000' }),
    'patch-safety',
  ],
  ['a safe rename', file('src/b.js', { change: 'renamed', oldPath: 'src/c.js' }), 'patch-safety'],
  [
    'a folder that could not be entered, as far as the patch goes',
    patch({ anomalies: [{ kind: 'locked-directory', path: 'src/x' }] }),
    'patch-safety',
  ],
  [
    'another mode and a binary file, where policy lets them be',
    (facts) => {
      const free = { ...facts.policy.patch, modeChanges: 'allow' as const, binary: 'allow' as const }
      return file('src/b.js', { newMode: '100755', binary: true })({
        ...facts,
        policy: { ...facts.policy, patch: free },
      })
    },
    'patch-safety',
  ],
  ['what is still to do, in the sum', report({ total: 5, skipped: 1, todo: 1 }), 'tests'],
  [
    'a source that was dirty before',
    (facts) => {
      const dirt = { ...facts.source.before, clean: false, dirtyPaths: ['x'] }
      return { ...facts, source: { before: dirt, after: dirt } }
    },
    'source',
  ],
  [
    'a source of which every byte was compared',
    (facts) => {
      const state = { ...facts.source.before, bytes: 'f'.repeat(64) }
      return { ...facts, source: { before: state, after: state } }
    },
    'source',
  ],
  [
    'an engine that is the same',
    (facts) => ({ ...facts, vendor: { before: 'e'.repeat(64), after: 'e'.repeat(64), changed: [] } }),
    'source',
  ],
]

describe('what honest patches hold is left alone', () => {
  it.each(HONEST)('%s', (_name, apply, gate) => {
    const result = evaluateGates(apply(goodFacts())).find((one) => one.gate === gate)
    expect(result?.reasons).toEqual([])
    expect(result?.verdict).toBe('pass')
  })
})

const MISSING: readonly (readonly [string, Change, readonly GateId[]])[] = [
  ['no engine', (facts) => ({ ...facts, engine: null }), ['engine', 'events', 'processes']],
  [
    'no engine, and a budget',
    (facts) => ({ ...budget({ requests: 1 })(facts), engine: null }),
    ['engine', 'events', 'processes', 'budget'],
  ],
  ['an interrupted engine', exit({ interrupted: true, exitCode: null }), ['engine']],
  ['no second look', (facts) => ({ ...facts, source: { ...facts.source, after: null } }), ['source']],
  [
    'no patch',
    (facts) => ({ ...facts, patch: null }),
    ['diff', 'scope', 'patch-safety', 'secrets', 'clean-tree'],
  ],
  ['a patch too large to search', content({ unsearched: 'too large' }), ['secrets']],
  ['a reviewer that was not asked', (facts) => ({ ...review('none')(facts), reviews: [] }), ['review']],
  ['a cost that nobody counts', budget({ cost: 1 }), ['budget']],
  [
    'no tests',
    (facts) => ({ ...facts, tests: null }),
    ['clean-tree', 'tests', 'hidden-tests', 'test-integrity', 'canary'],
  ],
  [
    'hidden tests that an engine without a sandbox could read',
    (facts) => ({ ...facts, sandbox: facts.sandbox && { ...facts.sandbox, backend: 'none' as const } }),
    ['hidden-tests'],
  ],
  ['interrupted hidden tests', hidden({ exit: { interrupted: true, exitCode: null } }), ['hidden-tests']],
  [
    'hidden tests that were not run',
    (facts) => {
      const { hidden: _, ...rest } = facts.tests ?? {}
      return tests({ ...rest, hidden: undefined })(facts)
    },
    ['hidden-tests'],
  ],
  ['a cost with a model that has no price', priced(budget({ cost: 1 }), 5, 1), ['budget']],
  [
    'a limit on tokens, and an answer that named none',
    (facts) => provider({ unmetered: 1 })(budget({ inputTokens: 100 })(facts)),
    ['budget'],
  ],
  [
    'a limit of the policy on costs, and an answer that named no tokens',
    (facts) =>
      provider({ unmetered: 1 })(
        priced((same) => ({ ...same, policy: { ...same.policy, budget: { cost: 1 } } }), 5)(facts),
      ),
    ['budget'],
  ],
  ['no baseline', tests({ baseline: null }), ['test-integrity']],
  ['no canary', tests({ canary: null }), ['canary']],
  ['interrupted tests', testExit({ interrupted: true, exitCode: null }), ['tests']],
  ['a timeout', exit({ timedOut: true, exitCode: null }), []],
  [
    'a crash without a last word',
    (facts) => engine({ terminal: 'none' })(exit({ exitCode: 1 })(facts)),
    ['events'],
  ],
]

describe('not-run is neither pass nor fail', () => {
  it.each(MISSING)('%s', (_name, apply, expected) => {
    const facts = apply(goodFacts())
    const gates = evaluateGates(facts)
    const notRun = gates.filter(({ verdict }) => verdict === 'not-run')
    expect(notRun.map(({ gate }) => gate)).toEqual(expected)
    for (const { reasons } of notRun) expect(reasons.map(({ code }) => code)).toEqual(['gate_not_run'])
    const verdict = judge(facts, gates)
    const named = verdict.blockers.filter(({ code }) => code === 'gate_not_run')
    expect(named.map(({ message }) => message.split(':')[0])).toEqual(expected.map((gate) => `gate ${gate}`))
    if (expected.length > 0 && !verdict.blockers.some(({ code }) => code === 'tests_not_executed')) {
      expect(verdict).toMatchObject({ status: 'fail', completeness: 'incomplete', exitCode: 4 })
    }
  })

  it('a task without hidden tests has no such gate, and needs none', () => {
    const { task, ...facts } = goodFacts()
    const { hiddenTests: _, ...plain } = task
    const without = { ...facts, task: plain, policy: { ...facts.policy, requiredGates: [...GATE_IDS] } }
    const gates = evaluateGates(without)
    expect(gates.map(({ gate }) => gate)).not.toContain('hidden-tests')
    expect(judge(without, gates).status).toBe('pass')
  })

  it('a task without a canary needs none, even where the policy lists it', () => {
    const facts = tests({ canary: null })(goodFacts())
    const without = {
      ...facts,
      task: { ...facts.task, hasCanary: false },
      policy: { ...facts.policy, requiredGates: [...GATE_IDS] },
    }
    const gates = evaluateGates(without)
    expect(gates.find(({ gate }) => gate === 'canary')).toMatchObject({ verdict: 'not-run', required: false })
    expect(judge(without, gates).status).toBe('pass')
  })
})

test.each([
  ['src/secret/deep/key', 'the task denies src/secret'],
  ['vendor/a/b.js', 'the repository protects vendor'],
  ['"vendor/\\377.js"', 'the repository protects vendor'],
  ['"src/secret/\\n"', 'the task denies src/secret'],
])('where all is allowed, %s is refused by the folder that it lies in', (path, why) => {
  const facts = goodFacts()
  const scope = { ...facts.task.scope, allow: ['**'], deny: ['src/secret'] }
  const open = { ...facts, task: { ...facts.task, scope, protected: ['vendor'] } }
  const result = evaluateGates(file(path)(open)).find(({ gate }) => gate === 'scope')
  expect(result?.reasons.map(({ message }) => message)).toEqual([`modified file ${path}: ${why}`])
})

test('a glob that can not be understood allows nothing, and denies and protects all', () => {
  const facts = goodFacts()
  const scope = { ...facts.task.scope, allow: [''], deny: [''] }
  const result = evaluateGates({ ...facts, task: { ...facts.task, scope, protected: [''] } }).find(
    ({ gate }) => gate === 'scope',
  )
  expect(result?.reasons.map(({ message }) => message)).toEqual([
    'modified file src/index.js: the repository protects ',
    'modified file src/index.js: the task denies ',
    'modified file src/index.js: the task allows no such path',
  ])
})

test('of two reviewers each is asked for, and the word of one is not that of the other', () => {
  const facts = goodFacts()
  const asked = { ...facts, policy: { ...facts.policy, reviewers: ['first', 'second'] } }
  const first = {
    reviewer: 'first',
    kind: 'command' as const,
    verdict: 'accepted' as const,
    reasons: [],
    problem: null,
  }
  const review = (reviews: Facts['reviews']) =>
    evaluateGates({ ...asked, reviews }).find(({ gate }) => gate === 'review')
  expect(review([first])?.verdict).toBe('not-run')
  expect(review([first])?.reasons.map(({ message }) => message)).toEqual([
    'reviewer second was not asked, for a reason that the facts do not hold',
  ])
  expect(review([first, { ...first, reviewer: 'second' }])?.verdict).toBe('pass')
  const rejected = { ...first, reviewer: 'second', verdict: 'rejected' as const }
  expect(review([first, rejected])?.reasons.map(({ message }) => message)).toEqual([
    'reviewer second rejected it: without a reason',
  ])
  expect(review([rejected])?.verdict).toBe('fail')
})

test('processes that the harness ended with the engine were not left behind', () => {
  const facts = exit({ timedOut: true, leftProcesses: [{ pid: 7, command: 'node' }] })(goodFacts())
  expect(evaluateGates(facts).find(({ gate }) => gate === 'processes')?.verdict).toBe('pass')
})

test('a gate that is not required shows its verdict and does not block', () => {
  const facts = file('README.md')(goodFacts())
  const free = { ...facts, policy: { ...facts.policy, requiredGates: ['engine' as const] } }
  const gates = evaluateGates(free)
  expect(gates.find(({ gate }) => gate === 'scope')).toMatchObject({ verdict: 'fail', required: false })
  expect(judge(free, gates).status).toBe('pass')
})

test('a hundred reasons are given, and of those that are cut how many they are', () => {
  const scopeOf = (count: number) => {
    const paths = Array.from({ length: count }, (_, index) => `x/${index}`)
    const facts = paths.reduce((all, path) => file(path)(all), goodFacts())
    const wide = {
      ...facts,
      task: { ...facts.task, scope: { ...facts.task.scope, maxFiles: 500, maxLines: 9_999 } },
    }
    return evaluateGates(wide).find(({ gate }) => gate === 'scope')?.reasons ?? []
  }
  expect(scopeOf(100)).toHaveLength(100)
  expect(scopeOf(100).at(-1)?.message).toBe('modified file x/99: the task allows no such path')
  expect(scopeOf(103)).toHaveLength(101)
  expect(scopeOf(103).at(-1)).toEqual({ code: 'file_out_of_scope', message: '3 more reasons of this kind' })
})

test('thousands of reasons are cut, and no code is lost', () => {
  const many = Array.from({ length: 500 }, (_, index) => `x/${index}`)
  const facts = many.reduce((all, path) => file(path)(all), goodFacts())
  const scope = evaluateGates(facts).find(({ gate }) => gate === 'scope')
  expect(scope?.reasons).toHaveLength(102)
  expect(scope?.reasons.map(({ code }) => code)).toContain('diff_too_large')
})

const someFaults = fc.subarray([...FAULTS])

test('more faults never make a pass, and never lose a code', () => {
  fc.assert(
    fc.property(someFaults, fc.constantFrom(...FAULTS), (faults, last) => {
      const apply = (facts: Facts, fault: Fault) => fault.apply(facts)
      const few = judgeAll(faults.reduce(apply, goodFacts()))
      const more = judgeAll([...faults, last].reduce(apply, goodFacts()))
      expect(few.status).toBe(faults.length === 0 ? 'pass' : 'fail')
      expect(more.status).toBe('fail')
      expect(more.exitCode).not.toBe(0)
      expect(more.blockers.length).toBeGreaterThan(0)
    }),
  )
})

test('the order of gate results does not matter', () => {
  fc.assert(
    fc.property(someFaults, fc.infiniteStream(fc.nat()), (faults, order) => {
      const facts = faults.reduce((all, fault) => fault.apply(all), goodFacts())
      const gates = evaluateGates(facts)
      const shuffled = gates
        .map((gate) => ({ gate, key: order.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ gate }) => gate)
      expect(judge(facts, shuffled)).toEqual(judge(facts, gates))
    }),
  )
})

test('no facts throw', () => {
  const facts = fc.record({
    engine: fc.constantFrom(null, goodFacts().engine),
    provider: fc.constantFrom(null, goodFacts().provider),
    setup: fc.constantFrom(null, goodFacts().setup),
    sandbox: fc.constantFrom(null, goodFacts().sandbox),
    patch: fc.constantFrom(null, goodFacts().patch),
    tests: fc.constantFrom(null, goodFacts().tests),
    interrupted: fc.constantFrom(null, { signal: 'SIGINT' as const }),
    path: anyText({ minLength: 1 }),
    globs: fc.array(anyText()),
  })
  fc.assert(
    fc.property(facts, ({ path, globs, ...rest }) => {
      const base = goodFacts()
      const scope = { ...base.task.scope, allow: globs, deny: globs }
      const all = file(path)({ ...base, ...rest, task: { ...base.task, scope, protected: globs } })
      const gates = evaluateGates(all)
      expect(gates.map(({ gate }) => gate)).toEqual([...GATE_IDS])
      judge(all, gates)
    }),
  )
})

/** Further facts of which only the words matter here. */
const WORDS: readonly (readonly [string, Change])[] = [
  [
    'a repository in the checkout, and no tests',
    (facts) => ({ ...patch({ anomalies: [{ kind: 'nested-git', path: 'src/x' }] })(facts), tests: null }),
  ],
  ['a timeout in an interrupted run', exit({ timedOut: true, interrupted: true, exitCode: null })],
  [
    'a timeout without a sandbox',
    (facts) => ({ ...exit({ timedOut: true, exitCode: null })(facts), sandbox: null }),
  ],
  [
    'silence without a sandbox',
    (facts) => ({ ...exit({ silent: true, exitCode: null })(facts), sandbox: null }),
  ],
  [
    'silence without a limit',
    (facts) => {
      const { sandbox } = facts
      const limits = sandbox && { ...sandbox.limits, silenceMs: null }
      return {
        ...exit({ silent: true, exitCode: null })(facts),
        sandbox: sandbox && limits && { ...sandbox, limits },
      }
    },
  ],
  [
    'a set-up that failed without a word',
    (facts) => ({ ...facts, setup: facts.setup && { ...facts.setup, ok: false }, engine: null, patch: null }),
  ],
  [
    'a refusal',
    (facts) => ({ ...facts, refusals: [{ code: 'not_eligible', message: 'no' }], engine: null, tests: null }),
  ],
  [
    'an interruption',
    (facts) => ({ ...facts, interrupted: { signal: 'SIGTERM' }, engine: null, tests: null }),
  ],
  ['the end of the harness', (facts) => ({ ...facts, interrupted: { signal: null }, engine: null })],
  [
    'a provider that was not there, and nothing after it',
    (facts) => ({
      ...provider({ preflight: { failure: 'tls', detail: null } })(facts),
      engine: null,
      patch: null,
    }),
  ],
  [
    'a command that left two processes',
    testExit({ leftProcesses: [7, 8].map((pid) => ({ pid, command: 'node' })) }),
  ],
  [
    'a timeout that ended two processes',
    exit({ timedOut: true, exitCode: null, leftProcesses: [7, 8].map((pid) => ({ pid, command: 'node' })) }),
  ],
  [
    'reviewers who gave reasons, and two who were not asked',
    (facts) => ({
      ...facts,
      policy: { ...facts.policy, reviewers: ['first', 'second'] },
      reviews: [
        { reviewer: 'first', kind: 'command', verdict: 'rejected', reasons: ['a', 'b'], problem: null },
      ],
    }),
  ],
  [
    'two reviewers who were not asked',
    (facts) => ({ ...facts, policy: { ...facts.policy, reviewers: ['first', 'second'] } }),
  ],
]

test('what people read of every fault is what stands in words.txt', async () => {
  const cases = [...FAULTS.map(({ name, apply }) => [name, apply] as const), ...MISSING, ...HONEST, ...WORDS]
  const usual = new Set(wordsOf(goodFacts()))
  const text = cases.map(([name, apply]) => {
    const words = wordsOf(apply(goodFacts())).filter((gate) => !usual.has(gate))
    return [`# ${name}`, ...words, ''].join('\n')
  })
  const good = ['# nothing', ...usual, ''].join('\n')
  await expect([good, ...text].join('\n')).toMatchFileSnapshot('words.txt')
})

/** One text a gate. */
function wordsOf(facts: Facts): string[] {
  return evaluateGates(facts).map(({ gate, verdict, required, reasons, notes }) =>
    [
      `${gate} ${verdict}${required ? '' : ' (not required)'}`,
      ...reasons.map(({ code, message, path, line }) => {
        const place = [path, line].filter((part) => part !== undefined)
        return `  ${[code, ...place].join(' ')}: ${message}`
      }),
      ...notes.map((note) => `  note: ${note}`),
    ].join('\n'),
  )
}

function judgeAll(facts: Facts) {
  return judge(facts, evaluateGates(facts))
}
