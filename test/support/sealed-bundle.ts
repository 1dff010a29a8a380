import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Event } from '../../src/contract/event.ts'
import type { Facts } from '../../src/contract/facts.ts'
import type { GateResult } from '../../src/contract/gate.ts'
import type { GatewayRecord } from '../../src/contract/gateway-log.ts'
import { PREDICATE_TYPES, runUrn, SCHEMA_IDS, STATEMENT_TYPE } from '../../src/contract/ids.ts'
import type { Report, ReportCore } from '../../src/contract/report.ts'
import type { ChallengeStatement, DecisionStatement, VerdictStatement } from '../../src/contract/statement.ts'
import type { Trust } from '../../src/contract/trust.ts'
import type { MachineKeys } from '../../src/evidence/keys.ts'
import { signPayload, signStatement, toStatementPayload } from '../../src/evidence/sign-statement.ts'
import { toProvenanceStatement } from '../../src/evidence/statements/provenance.ts'
import { toRunStatement } from '../../src/evidence/statements/run.ts'
import { toTestResultStatement } from '../../src/evidence/statements/test-result.ts'
import { evaluateGates } from '../../src/gates/evaluate-gates.ts'
import { judge } from '../../src/gates/judge.ts'
import { toCanonicalJson } from '../../src/kernel/canonical-json.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { CHAIN_START, chainLink, toSequence } from '../../src/kernel/event-chain.ts'
import { inclusionPath, rootOf, toLeafHash, toNodeHash } from '../../src/kernel/merkle.ts'
import { spanOfEvent, traceparentOf } from '../../src/kernel/trace-ids.ts'
import { signCheckpoint, toOrigin } from '../../src/ledger/checkpoint.ts'
import { toTlogProof } from '../../src/ledger/tlog-proof.ts'
import { foldReport } from '../../src/report/fold-report.ts'
import { renderReportMarkdown } from '../../src/report/render-markdown.ts'
import { toTrace } from '../../src/report/to-trace.ts'
import {
  admission,
  decisionRecord,
  type EventDraft,
  eventDrafts,
  leaves,
  policyInput,
  RUN_ID,
  runFacts,
  taskInput,
} from './run-content.ts'

/** Ways to seal another bundle than the good one. Each is applied where the harness would have made the value. */
export interface Changes {
  readonly facts?: (facts: Facts) => Facts
  readonly gates?: (gates: readonly GateResult[]) => readonly GateResult[]
  readonly events?: (drafts: readonly EventDraft[]) => readonly EventDraft[]
  /** Changes single lines after they were numbered and chained. */
  readonly line?: (event: Event, index: number) => Event
  readonly challenge?: (predicate: ChallengeStatement['predicate']) => ChallengeStatement['predicate']
  readonly decision?: (statement: DecisionStatement) => DecisionStatement
  readonly leaves?: (files: ReadonlyMap<string, string>) => ReadonlyMap<string, string>
  readonly core?: (core: ReportCore) => ReportCore
  readonly page?: (page: string) => string
  readonly trace?: (trace: string) => string
  readonly report?: (report: Report) => Report
  readonly run?: (statement: ReturnType<typeof toRunStatement>) => ReturnType<typeof toRunStatement>
  readonly provenance?: (
    statement: ReturnType<typeof toProvenanceStatement>,
  ) => ReturnType<typeof toProvenanceStatement>
  readonly testResult?: (
    statement: ReturnType<typeof toTestResultStatement>,
  ) => ReturnType<typeof toTestResultStatement>
  readonly verdict?: (statement: VerdictStatement) => VerdictStatement
  readonly harnessKey?: MachineKeys['harness']
  readonly verifierKey?: MachineKeys['verifier']
  readonly ledgerKey?: MachineKeys['ledger']
  /** Entries before the run in the ledger. */
  readonly ledgerIndex?: number
  readonly gateway?: (records: readonly GatewayRecord[]) => readonly GatewayRecord[]
}

const LEDGER_SIZE = 4
const LEDGER_HEAD = { size: LEDGER_SIZE, rootHash: sha256('head before the challenge') }
const START = Date.parse('2026-01-02T03:04:05.000Z')

/** Writes a sealed bundle of a run that passed, with real signatures and a real proof, and gives its files. */
export function writeSealedBundle(
  folder: string,
  keys: MachineKeys,
  trust: Trust,
  changes: Changes = {},
): ReadonlyMap<string, string> {
  const files = sealedFiles(keys, trust, changes)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return files
}

export function sealedFiles(keys: MachineKeys, trust: Trust, changes: Changes = {}): Map<string, string> {
  const verifierKey = changes.verifierKey ?? keys.verifier
  const harnessKey = changes.harnessKey ?? keys.harness
  const inputs = new Map([
    ['inputs/task.json', toCanonicalJson(taskInput())],
    ['inputs/policy.json', toCanonicalJson(policyInput())],
    ['inputs/admission.json', toCanonicalJson(admission())],
  ])
  const digestOf = (path: string): string => sha256(inputs.get(path) ?? '')
  const digests = { task: digestOf('inputs/task.json'), policy: digestOf('inputs/policy.json') }
  const challenge = challengeOf(digests, changes)
  inputs.set('inputs/challenge.sigstore.json', signStatement(challenge, verifierKey))
  const decision: DecisionStatement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'inputs/admission.json', digest: { sha256: digestOf('inputs/admission.json') } }],
    predicateType: PREDICATE_TYPES.decision,
    predicate: {
      runId: RUN_ID,
      nonce: challenge.predicate.nonce,
      decision: decisionRecord(digests.policy),
    },
  }
  inputs.set(
    'inputs/decision.sigstore.json',
    signStatement(changes.decision?.(decision) ?? decision, verifierKey),
  )

  const written = new Map([...inputs, ...leaves(changes.gateway)])
  const closed = new Map(changes.leaves?.(written) ?? written)
  const facts = changes.facts?.(runFacts(closed, digests)) ?? runFacts(closed, digests)
  const gates = changes.gates?.(evaluateGates(facts)) ?? evaluateGates(facts)
  const verdict = judge(facts, gates)
  closed.set('facts.json', toCanonicalJson(facts))
  const drafts = eventDrafts({
    facts,
    gates,
    verdict,
    challenge: challenge.predicate,
    admissionDigest: digestOf('inputs/admission.json'),
    closed,
  })
  const log = writeEvents(changes.events?.(drafts) ?? drafts, changes)
  const { text, head } = log
  // A log without its start has neither report nor trace: then they are those of the run as it went.
  const events = log.events[0]?.type === 'run.started' ? log.events : writeEvents(drafts, {}).events
  closed.set('events.normalized.jsonl', text)
  const folded = foldReport({ events, facts, gates, verdict, chainHead: head })
  const core = changes.core?.(folded) ?? folded
  const trace = toTrace(events, facts)
  closed.set('trace.jsonl', changes.trace?.(trace) ?? trace)
  const page = renderReportMarkdown(JSON.parse(toCanonicalJson(core)) as ReportCore)
  closed.set('report.md', changes.page?.(page) ?? page)
  const whole = {
    ...core,
    digests: Object.fromEntries([...closed].map(([path, data]) => [path, sha256(data)])),
  }
  const report = changes.report?.(whole) ?? whole
  const reportText = toCanonicalJson(report)
  closed.set('report.json', reportText)

  const madeRun = toRunStatement(report, sha256(reportText))
  const run = toStatementPayload(changes.run?.(madeRun) ?? madeRun)
  closed.set('attestations/run.sigstore.json', signPayload(run, harnessKey))
  const provenance = toProvenanceStatement(report, {
    policyDigest: digests.policy,
    builderVersion: { proctor: '0.1.0' },
  })
  closed.set(
    'attestations/provenance.sigstore.json',
    signStatement(changes.provenance?.(provenance) ?? provenance, harnessKey),
  )
  if (facts.tests !== null) {
    const testResult = toTestResultStatement(report, facts.tests)
    closed.set(
      'attestations/test-result.sigstore.json',
      signStatement(changes.testResult?.(testResult) ?? testResult, harnessKey),
    )
  }
  closed.set(
    'ledger.proof',
    proofOf(run, trust, changes.ledgerKey ?? keys.ledger, changes.ledgerIndex ?? LEDGER_SIZE + 1),
  )
  if (changes.verdict !== undefined) {
    const made = changes.verdict(verdictOf(report, closed, digests.policy))
    closed.set('attestations/verdict.sigstore.json', signStatement(made, verifierKey))
  }
  return closed
}

function challengeOf(digests: { task: string; policy: string }, changes: Changes): ChallengeStatement {
  const { commit, tree } = runFacts(new Map(), digests).base
  const predicate: ChallengeStatement['predicate'] = {
    challengeId: '1'.repeat(32),
    nonce: '2'.repeat(64),
    seq: LEDGER_SIZE,
    issuedAt: new Date(START - 1_000).toISOString(),
    notAfter: new Date(START + 3_600_000).toISOString(),
    runId: RUN_ID,
    engine: 'fake',
    base: { repository: 'example', commit, tree },
    taskDigest: digests.task,
    policyDigest: digests.policy,
    ledgerHead: LEDGER_HEAD,
  }
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'base', digest: { gitCommit: commit } }],
    predicateType: PREDICATE_TYPES.challenge,
    predicate: changes.challenge?.(predicate) ?? predicate,
  }
}

function writeEvents(
  drafts: readonly EventDraft[],
  changes: Changes,
): { text: string; events: Event[]; head: string } {
  let head = CHAIN_START
  let text = ''
  const events = drafts.map(({ type, origin, data }, index) => {
    const sequence = toSequence(index)
    const made = {
      specversion: '1.0',
      id: `${RUN_ID}/${sequence}`,
      source: runUrn(RUN_ID),
      type,
      time: new Date(START + index * 10).toISOString(),
      datacontenttype: 'application/json',
      dataschema: SCHEMA_IDS.event,
      sequence,
      prevhash: head,
      origin,
      traceparent: traceparentOf(RUN_ID, spanOfEvent(type, origin)),
      data,
    } as Event
    const event = changes.line?.(made, index) ?? made
    const line = JSON.stringify(event)
    head = chainLink(line)
    text += `${line}\n`
    return event
  })
  return { text, events, head }
}

/** A log in which the run is the last entry, after `index` entries of no importance. */
function proofOf(payload: Uint8Array, trust: Trust, key: MachineKeys['ledger'], index: number): string {
  const hashes = Array.from({ length: index }, (_, at) => toLeafHash(Buffer.from(`entry ${at}`)))
  hashes.push(toLeafHash(payload))
  const read = (level: number, at: number): Uint8Array =>
    level === 0
      ? (hashes[at] ?? Buffer.alloc(0))
      : toNodeHash(read(level - 1, 2 * at), read(level - 1, 2 * at + 1))
  const size = hashes.length
  const head = { size, rootHash: Buffer.from(rootOf(size, read)).toString('hex') }
  return toTlogProof({
    index,
    path: inclusionPath(index, size, read),
    checkpoint: signCheckpoint(toOrigin(trust.workspaceId), head, key.privateKey),
  })
}

function verdictOf(
  report: Report,
  files: ReadonlyMap<string, string>,
  policyDigest: string,
): VerdictStatement {
  const digest = (path: string) => ({ sha256: sha256(files.get(path) ?? '') })
  const inputs = ['run', 'provenance', 'test-result'].map((name) => `attestations/${name}.sigstore.json`)
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'report.json', digest: digest('report.json') }],
    predicateType: PREDICATE_TYPES.verificationSummary,
    predicate: {
      verifier: { id: 'urn:proctor:builder:proctor', version: { proctor: '0.1.0' } },
      timeVerified: '2026-01-02T03:10:00.000Z',
      resourceUri: runUrn(report.runId),
      policy: { uri: 'inputs/policy.json', digest: { sha256: policyDigest } },
      inputAttestations: inputs
        .filter((path) => files.has(path))
        .map((uri) => ({ uri, digest: digest(uri) })),
      verificationResult: report.status === 'pass' ? 'PASSED' : 'FAILED',
      verifiedLevels: [],
      slsaVersion: '1.2',
    },
  }
}
