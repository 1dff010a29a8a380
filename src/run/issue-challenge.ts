import { randomBytes } from 'node:crypto'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../contract/ids.ts'
import type { ChallengeStatement, DecisionStatement } from '../contract/statement.ts'
import { toStatementPayload } from '../evidence/sign-statement.ts'
import { isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import type { Candidate } from './candidate.ts'
import type { Decision } from './decide.ts'
import { policyChange } from './ladder/policy-entry.ts'
import type { OpenedRun } from './opened-run.ts'
import { type RunRecord, writeRunRecord } from './run-record.ts'
import { withLedger } from './workspace-ledger.ts'

const CONFLICTS_SURVIVED = 20

/** Appends challenge and decision to the ledger, in one; tries again on the new head when another run was quicker. */
export async function issueChallenge(run: OpenedRun, decision: Decision): Promise<ChallengeStatement> {
  return await withLedger(run, async (ledger) => {
    for (let attempt = 0; ; attempt += 1) {
      const head = await ledger.head()
      const { nextSeq } = await ledger.challenges()
      const statement = challengeStatement(run, decision.candidate, head, nextSeq)
      assertInForce(decision, statement)
      // Whoever finds this run later needs all of it, so it is on the disk before the ledger knows of the run.
      await writeRunRecord(run.folders.root, toRecord(run, decision, statement.predicate))
      try {
        const change = await policyChange(run.workspace)
        const decided = toStatementPayload(decisionStatement(run, decision, statement))
        const before = change === null ? [] : [change.payload]
        await ledger.append([...before, toStatementPayload(statement), decided], head)
        await change?.noted()
        return statement
      } catch (error) {
        if (!isProctorError(error, 'ledger_conflict') || attempt >= CONFLICTS_SURVIVED) throw error
      }
    }
  })
}

function toRecord(
  run: OpenedRun,
  { candidate, record, facts, refusals }: Decision,
  challenge: ChallengeStatement['predicate'],
): RunRecord {
  return {
    schemaVersion: 'urn:proctor:schema:run-record:v1',
    id: run.id,
    startedAt: run.startedAt.toISOString(),
    taskInput: run.inputs.task,
    policyInput: run.inputs.policy,
    base: run.repository.base,
    sourceBefore: run.sourceBefore,
    owner: run.owner ?? null,
    sandbox: run.sandbox.backend,
    engine: candidate.config.id,
    admission: candidate.record,
    admissionDigest: candidate.recordDigest,
    decision: record,
    decisionFacts: facts,
    documents: Object.fromEntries(
      [...candidate.documents].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    ),
    refusals: [...refusals],
    challenge,
  }
}

/** @throws ProctorError machine_failed when the clock has left the decision behind: nothing is on record yet */
function assertInForce({ record }: Decision, { predicate }: ChallengeStatement): void {
  if (Date.parse(predicate.issuedAt) <= Date.parse(record.expiresAt)) return
  throw new ProctorError(
    'machine_failed',
    `the decision ran out at ${record.expiresAt}, and the clock says ${predicate.issuedAt} before the run has begun`,
    { hint: 'the machine slept or its clock was set meanwhile: run it again' },
  )
}

function challengeStatement(
  run: OpenedRun,
  candidate: Candidate,
  head: { size: number; rootHash: string },
  seq: number,
): ChallengeStatement {
  const issuedAt = new Date()
  const { commit, tree } = run.repository.base
  const minutes = run.workspace.config.policy.challengeMinutes
  return toChallengeStatement({
    challengeId: randomBytes(16).toString('hex'),
    nonce: randomBytes(32).toString('hex'),
    seq,
    issuedAt: issuedAt.toISOString(),
    notAfter: new Date(issuedAt.getTime() + minutes * 60_000).toISOString(),
    runId: run.id,
    engine: candidate.config.id,
    base: { repository: run.repositoryConfig.id, commit, tree },
    taskDigest: run.inputs.taskDigest,
    policyDigest: run.inputs.policyDigest,
    ledgerHead: head,
  })
}

export function toChallengeStatement(predicate: ChallengeStatement['predicate']): ChallengeStatement {
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'base', digest: { gitCommit: predicate.base.commit } }],
    predicateType: PREDICATE_TYPES.challenge,
    predicate,
  }
}

export function decisionStatement(
  run: OpenedRun,
  decision: Decision,
  challenge: ChallengeStatement,
): DecisionStatement {
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'inputs/admission.json', digest: { sha256: decision.candidate.recordDigest } }],
    predicateType: PREDICATE_TYPES.decision,
    predicate: { runId: run.id, nonce: challenge.predicate.nonce, decision: decision.record },
  }
}
