import type { AdmissionRecord } from '../contract/decision.ts'
import type { DecisionFacts } from '../contract/decision-facts.ts'
import type { Event } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import type { Report } from '../contract/report.ts'
import type {
  ChallengeStatement,
  DecisionStatement,
  ProvenanceStatement,
  RunStatement,
  TestResultStatement,
  VerdictStatement,
} from '../contract/statement.ts'
import type { PolicyInput, TaskInput } from '../contract/task-input.ts'
import type { OpenedStatement } from './open-statement.ts'

/**
 * What a bundle says, as far as it may be listened to: bytes as sealed, signatures that hold, forms that are known.
 * A part that is undefined is missing for a reason that a finding gives.
 */
export interface Sealed {
  readonly report: Report
  readonly events: readonly Event[]
  readonly facts: Facts
  readonly task: TaskInput
  readonly policy: PolicyInput
  readonly admission: AdmissionRecord
  readonly decisionFacts: DecisionFacts
  readonly challenge: OpenedStatement<ChallengeStatement>
  readonly decision: OpenedStatement<DecisionStatement>
  readonly run: OpenedStatement<RunStatement>
  readonly provenance: OpenedStatement<ProvenanceStatement>
  readonly testResult: OpenedStatement<TestResultStatement>
  readonly verdict: OpenedStatement<VerdictStatement>
  /** Bytes of ledger.proof. */
  readonly proof: Uint8Array
  /** Path to digest, for every sealed file but report.json. */
  readonly manifest: ReadonlyMap<string, string>
  /** Sizes of the files whose bytes are those that were sealed. */
  readonly sizes: ReadonlyMap<string, number>
  /** Bytes as sealed. */
  readonly documents: ReadonlyMap<string, Uint8Array>
}
