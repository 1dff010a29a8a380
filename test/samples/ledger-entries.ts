import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../src/contract/ids.ts'
import { ChallengeStatement, DecisionStatement, RunStatement } from '../../src/contract/statement.ts'
import { toCanonicalJson } from '../../src/kernel/canonical-json.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { SAMPLE_RUN_ID } from './report.ts'

const SUBJECT = [{ name: 'x', digest: { sha256: '0'.repeat(64) } }]
const BASE = { commit: 'b'.repeat(40), tree: 'c'.repeat(40) }
const HEAD = { size: 0, rootHash: '0'.repeat(64) }

export function toEntry(statement: unknown): Buffer {
  return Buffer.from(toCanonicalJson(statement))
}

/** A statement that no ledger rule knows. */
export function otherEntry(text: string): Buffer {
  return toEntry({
    _type: STATEMENT_TYPE,
    subject: SUBJECT,
    predicateType: 'urn:proctor:test',
    predicate: { text },
  })
}

export function challengeEntry(
  seq: number,
  change: Partial<ChallengeStatement['predicate']> = {},
): { entry: Buffer; challenge: ChallengeStatement['predicate'] } {
  const challenge = {
    challengeId: sha256(`challenge ${seq}`).slice(0, 32),
    nonce: sha256(`nonce ${seq}`),
    seq,
    issuedAt: '2026-11-22T10:00:00.000Z',
    notAfter: '2026-11-22T11:00:00.000Z',
    runId: SAMPLE_RUN_ID,
    engine: 'fake',
    base: { repository: 'example', ...BASE },
    taskDigest: 'a'.repeat(64),
    policyDigest: 'a'.repeat(64),
    ledgerHead: HEAD,
    ...change,
  }
  const predicateType = PREDICATE_TYPES.challenge
  const statement = { _type: STATEMENT_TYPE, subject: SUBJECT, predicateType, predicate: challenge }
  return { entry: toEntry(ChallengeStatement.parse(statement)), challenge }
}

export function runEntry(
  challenge: ChallengeStatement['predicate'],
  change: Partial<RunStatement['predicate']> = {},
): Buffer {
  const predicate = {
    runId: challenge.runId,
    challengeId: challenge.challengeId,
    nonce: challenge.nonce,
    seq: challenge.seq,
    status: 'pass',
    completeness: 'complete',
    blockers: [],
    backendExit: { code: 0, signal: null },
    base: BASE,
    resultTree: null,
    patchSha256: '0'.repeat(64),
    changedFiles: 0,
    chainHead: '0'.repeat(64),
    ledgerHead: HEAD,
    ...change,
  }
  const predicateType = PREDICATE_TYPES.run
  return toEntry(RunStatement.parse({ _type: STATEMENT_TYPE, subject: SUBJECT, predicateType, predicate }))
}

/** The decision of a run, as a workspace with one engine has it. */
export function decisionEntry(challenge: ChallengeStatement['predicate']): Buffer {
  const { nonce, runId, policyDigest, engine, notAfter } = challenge
  const decision = {
    selected: engine,
    denied: [
      {
        engine: 'other',
        reasons: [{ code: 'engine_not_installed', message: 'it is not installed', hint: 'npm' }],
      },
    ],
    riskClass: 'low',
    requiredGates: ['engine', 'events', 'processes', 'source', 'diff', 'scope', 'tests'],
    mutationMode: 'artificial',
    reasons: ['fake is admitted for owned-noncritical repositories (builtin)'],
    escalation: 'a person changes the policy, the admission or the task; no engine can',
    policyDigest,
    factsDigest: 'd'.repeat(64),
    expiresAt: notAfter,
  }
  const predicateType = PREDICATE_TYPES.decision
  const predicate = { nonce, runId, decision }
  return toEntry(
    DecisionStatement.parse({ _type: STATEMENT_TYPE, subject: SUBJECT, predicateType, predicate }),
  )
}
