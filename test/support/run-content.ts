import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { AdmissionRecord, DecisionRecord } from '../../src/contract/decision.ts'
import type { EventData, EventType, Origin } from '../../src/contract/event.ts'
import type { Facts, TestRunFacts } from '../../src/contract/facts.ts'
import type { GateResult } from '../../src/contract/gate.ts'
import type { GatewayRecord } from '../../src/contract/gateway-log.ts'
import { SCHEMA_IDS } from '../../src/contract/ids.ts'
import type { ChallengeStatement } from '../../src/contract/statement.ts'
import { Task } from '../../src/contract/task.ts'
import type { PolicyInput, TaskInput } from '../../src/contract/task-input.ts'
import { Workspace } from '../../src/contract/workspace.ts'
import type { RunVerdict } from '../../src/gates/judge.ts'
import { digestOfJson } from '../../src/kernel/canonical-json.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { scanPatch } from '../../src/patchscan/scan-patch.ts'
import { readTestReport } from '../../src/testreport/read-test-report.ts'

export { RUN_ID } from '../../fixtures/runs/good-facts.ts'

const BLOBS = ['d'.repeat(40), 'e'.repeat(40)] as const

export type EventDraft = {
  readonly [T in EventType]: { readonly type: T; readonly origin: Origin; readonly data: EventData<T> }
}[EventType]

export const PATCH = `diff --git a/src/index.js b/src/index.js
index ${BLOBS[0]}..${BLOBS[1]} 100644
--- a/src/index.js
+++ b/src/index.js
@@ -1,2 +1,3 @@
-const old = 1
+const fresh = 1
+const more = 2
 last line
`
const REPORT = 'TAP version 13\nok 1 - adds\nok 2 - subtracts\nok 3 - divides\n1..3\n'
const CANARY = 'TAP version 13\nok 1 - adds\nnot ok 2 - the canary must fail\n1..2\n'
const HIDDEN = REPORT.replace('1..3', 'ok 4 - held out\n1..4')
const STDOUT = '{"hello":"world"}\n{"bye":"world"}\n'

export function taskInput(): TaskInput {
  const task = Task.parse({
    id: 'example',
    title: 'An example',
    repository: 'example',
    scope: { allow: ['src/**'], deny: ['src/secret/**'], maxFiles: 3, maxLines: 100 },
    test: {
      command: ['node', '--test'],
      report: 'tap',
      canary: { path: 'test/canary.js', content: 'throw new Error()' },
    },
    hiddenTests: 'hidden',
  })
  const hiddenTests = { files: 1, sha256: sha256('hidden tests') }
  return { task, instruction: 'Do it.\n', scenarioSha256: null, hiddenTests }
}

export function policyInput(): PolicyInput {
  return Workspace.omit({ planning: true }).parse({
    version: 1,
    test: true,
    repositories: [
      { id: 'example', path: 'repository', class: 'artificial', protected: ['package.json', 'test/**'] },
    ],
    providers: [
      {
        id: 'scripted',
        kind: 'scripted',
        turns: 'turns.yaml',
        prices: { currency: 'USD', models: { 'scripted-1': { input: 1, cachedInput: 0.5, output: 2 } } },
      },
    ],
    engines: [{ id: 'fake', adapter: 'fake', provider: 'scripted', model: 'scripted-1' }],
    policy: { limits: { artifactBytes: 1_000_000 } },
  })
}

export function admission(): AdmissionRecord {
  return {
    schemaVersion: SCHEMA_IDS.admission,
    engine: 'fake',
    adapter: 'fake',
    basis: 'builtin',
    purl: null,
    version: '0.1.0',
    executables: [],
    admitted: true,
    allowedMode: 'artificial',
    reasons: [],
  }
}

export function decisionRecord(policyDigest: string): DecisionRecord {
  return {
    selected: 'fake',
    denied: [],
    riskClass: 'low',
    requiredGates: policyInput().policy.requiredGates,
    mutationMode: 'artificial',
    reasons: ['fake is admitted'],
    escalation: 'a person',
    policyDigest,
    factsDigest: sha256('facts of the decision'),
    expiresAt: '2026-01-02T07:04:05.000Z',
  }
}

/** The files that are closed before the facts are, beside the inputs. */
export function leaves(
  change: ((records: readonly GatewayRecord[]) => readonly GatewayRecord[]) | undefined,
): Map<string, string> {
  const records = [0, 1].map((seq): GatewayRecord => gatewayRecord(seq))
  const log = (change?.(records) ?? records).map((record) => `${JSON.stringify(record)}\n`).join('')
  return new Map([
    ['raw/stdout.log', STDOUT],
    ['raw/stderr.log', 'a warning\nanother\n'],
    ['gateway.jsonl', log],
    ['patch.diff', PATCH],
    ['test.log', REPORT],
    ['test-report/report', REPORT],
    ['test-report/base', REPORT],
    ['test-report/canary', CANARY],
    ['test-report/hidden', HIDDEN],
    ['test-report/hidden.log', HIDDEN],
  ])
}

function gatewayRecord(seq: number): GatewayRecord {
  return {
    schemaVersion: SCHEMA_IDS.gatewayLog,
    seq,
    time: '2026-01-02T03:04:06.000Z',
    method: 'POST',
    route: '/v1/responses',
    denied: false,
    model: 'scripted-1',
    status: 200,
    failure: null,
    streamed: true,
    requestBytes: 10,
    requestSha256: sha256(`request ${seq}`),
    responseBytes: 20,
    responseSha256: sha256(`response ${seq}`),
    inputTokens: 10,
    cachedInputTokens: seq + 1,
    outputTokens: 4,
    // (9 - seq) * 1 + (seq + 1) * 0.5 + 4 * 2 millionths
    costBillionths: 17_500 - seq * 500,
    durationMs: 5,
  }
}

/** Facts that agree with the files. */
export function runFacts(
  files: ReadonlyMap<string, string>,
  digests: { task: string; policy: string },
): Facts {
  const facts = goodFacts()
  const stream = (path: string) => ({ ...sizeOf(files, path), truncated: false })
  const { task, repository } = { task: taskInput().task, repository: policyInput().repositories[0] }
  if (facts.engine === null || facts.patch === null || facts.tests === null || facts.provider === null) {
    throw new Error('good facts are whole')
  }
  const { hidden } = facts.tests
  if (hidden === undefined) throw new Error('good facts have hidden tests')
  const read = (path: string) => readTestReport('tap', Buffer.from(files.get(path) ?? '')).report
  return {
    ...facts,
    task: {
      ...facts.task,
      digest: digests.task,
      scope: task.scope,
      protected: repository?.protected ?? [],
    },
    policy: { ...facts.policy, digest: digests.policy },
    setup: null,
    engine: {
      ...facts.engine,
      stdout: stream('raw/stdout.log'),
      stderr: stream('raw/stderr.log'),
      events: 2,
    },
    provider: {
      ...facts.provider,
      inputTokens: 20,
      cachedInputTokens: 3,
      outputTokens: 8,
      cost: { currency: 'USD', billionths: 34_500, unpriced: 0 },
    },
    patch: {
      ...facts.patch,
      ...sizeOf(files, 'patch.diff'),
      content: scanPatch(Buffer.from(files.get('patch.diff') ?? ''), facts.policy.patch.secretScanBytes),
    },
    tests: {
      ...facts.tests,
      reportFile: { source: 'stdout', fresh: true, ...sizeOf(files, 'test-report/report') },
      report: read('test-report/report'),
      baseline: { counts: read('test-report/base').counts, missing: [], missingCount: 0 },
      hidden: {
        ...hidden,
        reportFile: { source: 'stdout', fresh: true, ...sizeOf(files, 'test-report/hidden') },
        report: read('test-report/hidden'),
      },
    },
    artifacts: [...files.keys()].map((path) => ({ path, bytes: sizeOf(files, path).bytes })),
  }
}

function sizeOf(files: ReadonlyMap<string, string>, path: string): { bytes: number; sha256: string } {
  const text = files.get(path) ?? ''
  return { bytes: Buffer.byteLength(text), sha256: sha256(text) }
}

export interface RunStory {
  readonly facts: Facts
  readonly gates: readonly GateResult[]
  readonly verdict: RunVerdict
  readonly challenge: ChallengeStatement['predicate']
  readonly admissionDigest: string
  readonly closed: ReadonlyMap<string, string>
}

/** The events of a run that went as the facts say. */
export function eventDrafts({
  facts,
  gates,
  verdict,
  challenge,
  admissionDigest,
  closed,
}: RunStory): EventDraft[] {
  const { engine, patch, tests, sandbox } = facts
  if (engine === null || patch === null || tests === null || sandbox === null) throw new Error('a whole run')
  const { runId, challengeId, nonce, seq, ledgerHead, base, taskDigest, policyDigest } = challenge
  const harness = 'harness' as const
  return [
    {
      type: 'run.started',
      origin: harness,
      data: {
        runId,
        challengeId,
        nonce,
        seq,
        ledgerHead,
        base,
        taskDigest,
        policyDigest,
        engine: { id: 'fake', adapter: 'fake', version: '0.1.0', purl: null, admissionDigest },
        model: { provider: 'scripted', id: 'scripted-1', mode: 'scripted' },
        harness: { version: '0.1.0', node: '24.15.0', os: 'linux' },
        testWorkspace: true,
      },
    },
    { type: 'source.admitted', origin: 'policy', data: { purl: null, recordDigest: admissionDigest } },
    {
      type: 'policy.evaluated',
      origin: 'policy',
      data: {
        policyDigest,
        factsDigest: sha256('facts of the decision'),
        decision: 'fake',
        reasons: ['fake is admitted'],
        checksUnavailable: [],
      },
    },
    {
      type: 'engine.started',
      origin: harness,
      data: { argv: ['fake'], cwd: '/checkout', envNames: ['HOME'], sandbox },
    },
    {
      type: 'message.completed',
      origin: 'engine',
      data: { role: 'agent', textDigest: sha256('hello'), text: 'hello' },
    },
    { type: 'turn.finished', origin: 'engine', data: { stopReason: 'end_turn' } },
    {
      type: 'engine.exited',
      origin: harness,
      data: {
        code: engine.exit.exitCode,
        signal: engine.exit.signal,
        timedOut: engine.exit.timedOut,
        silent: engine.exit.silent,
        limit: engine.exit.limit,
        interrupted: engine.exit.interrupted,
        durationMs: engine.exit.durationMs,
        stdoutDigest: engine.stdout.sha256,
        stderrDigest: engine.stderr.sha256,
        leftProcesses: engine.exit.leftProcesses.length,
      },
    },
    ...patch.changedFiles.map((data) => ({ type: 'file.changed', origin: harness, data }) as const),
    ...suiteDrafts('result', tests, tests.argv, closed.get('test.log')),
    ...(tests.hidden === undefined
      ? []
      : suiteDrafts('hidden', tests.hidden, tests.argv, closed.get('test-report/hidden.log'))),
    ...gates.map((data) => ({ type: 'gate.evaluated', origin: harness, data }) as const),
    ...verdict.blockers.map(
      ({ code, message }) =>
        ({
          type: 'blocker.raised',
          origin: harness,
          data: { code, message, evidence: 'facts.json' },
        }) as const,
    ),
    ...[...closed].map(
      ([path, text]) =>
        ({
          type: 'artifact.written',
          origin: harness,
          data: { path, mediaType: 'text/plain', bytes: Buffer.byteLength(text), sha256: sha256(text) },
        }) as const,
    ),
    {
      type: 'run.finished',
      origin: harness,
      data: {
        status: verdict.status,
        completeness: verdict.completeness,
        backendExit: {
          code: engine.exit.exitCode,
          signal: engine.exit.signal,
          timedOut: engine.exit.timedOut,
        },
        resultTree: patch.resultTree,
        patchSha256: patch.sha256,
        changedFiles: patch.changedFiles.map(({ path }) => path),
        blockers: verdict.blockers.map(({ code }) => code),
      },
    },
  ]
}

function suiteDrafts(
  suiteId: string,
  { tree, exit, report, reportFile }: TestRunFacts,
  argv: readonly string[],
  log: string | undefined,
): EventDraft[] {
  const finished = {
    suiteId,
    exitCode: exit.exitCode,
    signal: exit.signal,
    timedOut: exit.timedOut,
    counts: report.counts,
    reportDigest: reportFile.sha256,
    logDigest: sha256(log ?? ''),
    problems: report.problems,
  }
  return [
    { type: 'test.started', origin: 'harness', data: { suiteId, argvDigest: digestOfJson(argv), tree } },
    { type: 'test.finished', origin: 'harness', data: finished },
  ]
}
