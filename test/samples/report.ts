import type { TestFacts } from '../../src/contract/facts.ts'
import { SCHEMA_IDS } from '../../src/contract/ids.ts'
import { ARTIFACTS, ReportCore } from '../../src/contract/report.ts'

/** A report core of a run that passed, for tests of what is made from reports. */
export function sampleReportCore(change: Partial<ReportCore> = {}): ReportCore {
  return ReportCore.parse({
    schemaVersion: SCHEMA_IDS.report,
    runId: SAMPLE_RUN_ID,
    runStartedAt: '2026-11-22T10:00:00.000Z',
    runEndedAt: '2026-11-22T10:00:09.000Z',
    engine: { id: 'fake', adapter: 'fake', version: '1', purl: null, admissionDigest: null },
    model: { provider: null, id: null, mode: 'none' },
    task: { id: 'example', digest: 'a'.repeat(64) },
    repository: { id: 'example', class: 'artificial' },
    base: { commit: 'b'.repeat(40), tree: 'c'.repeat(40) },
    resultTree: 'd'.repeat(40),
    backendExitCode: 0,
    backendSignal: null,
    changedFiles: ['index.js'],
    tests: { ...COUNTS, exitCode: 0 },
    gates: [],
    blockers: [],
    status: 'pass',
    completeness: 'complete',
    usage: null,
    sandbox: null,
    permissions: null,
    caps: [],
    freshness: {
      challengeId: 'e'.repeat(32),
      nonce: 'f'.repeat(64),
      seq: 0,
      ledgerHead: { size: 1, rootHash: '0'.repeat(64) },
      chainHead: '1'.repeat(64),
    },
    artifacts: ARTIFACTS,
    ...change,
  })
}

export const SAMPLE_RUN_ID = '20261122t100000z-0123456789'

const COUNTS = { total: 3, executed: 3, passed: 3, failed: 0, errored: 0, skipped: 0, todo: 0, phantom: 0 }

/** Facts of a test run in which all three tests passed. */
export function sampleTestFacts(change: Partial<TestFacts> = {}): TestFacts {
  return {
    argv: ['node', '--test'],
    tree: 'd'.repeat(40),
    exit: {
      exitCode: 0,
      signal: null,
      timedOut: false,
      silent: false,
      limit: null,
      interrupted: false,
      durationMs: 100,
      leftProcesses: [],
    },
    reportFile: { source: 'file', fresh: true, bytes: 10, sha256: '2'.repeat(64) },
    report: { format: 'tap', counts: COUNTS, failures: [], problems: [] },
    minExecuted: 1,
    baseline: null,
    changedAfter: [],
    canary: null,
    ...change,
  }
}
