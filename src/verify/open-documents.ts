import type * as z from 'zod'
import { AdmissionRecord } from '../contract/decision.ts'
import { DecisionFacts } from '../contract/decision-facts.ts'
import { Event } from '../contract/event.ts'
import { Facts } from '../contract/facts.ts'
import {
  ChallengeStatement,
  DecisionStatement,
  ProvenanceStatement,
  TestResultStatement,
  VerdictStatement,
} from '../contract/statement.ts'
import { PolicyInput, TaskInput } from '../contract/task-input.ts'
import type { KeyRole } from '../contract/trust.ts'
import type { Checks } from './checks.ts'
import { FILES } from './layout.ts'
import { type OpenedStatement, openStatement } from './open-statement.ts'
import type { BundleBytes } from './read-bundle.ts'
import { readDocument } from './read-document.ts'
import { readJsonLines } from './read-json-lines.ts'
import type { Sealed } from './sealed.ts'
import type { TrustedKeys } from './trusted-keys.ts'

export type Documents = {
  readonly [K in 'facts' | 'task' | 'policy' | 'admission' | 'challenge' | 'decision' | 'provenance']:
    | Sealed[K]
    | undefined
} & {
  readonly events: readonly Event[] | undefined
  /** Null when the file is not there. */
  readonly testResult: Sealed['testResult'] | null | undefined
  readonly decisionFacts: Sealed['decisionFacts'] | null | undefined
  readonly verdict: Sealed['verdict'] | null | undefined
}

/**
 * Opens what the bundle says, as far as its bytes are those that were sealed.
 * @param sealed the documents whose digests are right
 */
export function openDocuments(
  bundle: BundleBytes,
  sealed: ReadonlyMap<string, Uint8Array>,
  keys: TrustedKeys | null,
  checks: Checks,
): Documents {
  function document<T>(path: string, schema: z.ZodType<T>): T | undefined {
    const bytes = sealed.get(path)
    if (bytes === undefined) return undefined
    const read = readDocument(path, bytes, schema)
    if (read.ok) return read.value
    checks.add(read.findings)
    return undefined
  }
  function statement<T>(
    path: string,
    bytes: Uint8Array | undefined,
    schema: z.ZodType<T>,
    role: KeyRole,
  ): OpenedStatement<T> | undefined {
    if (bytes === undefined) return undefined
    const opened = openStatement(path, bytes, schema, role, keys)
    if (opened.ok) return opened.value
    checks.add(opened.findings)
    return undefined
  }
  const loose = (path: string): Uint8Array | undefined => bundle.documents.get(path)
  const isAbsent = (path: string): boolean => !bundle.listing.entries.some((entry) => entry.path === path)
  return {
    facts: document(FILES.facts, Facts),
    task: document(FILES.task, TaskInput),
    policy: document(FILES.policy, PolicyInput),
    admission: document(FILES.admission, AdmissionRecord),
    decisionFacts: isAbsent(FILES.decisionFacts) ? null : document(FILES.decisionFacts, DecisionFacts),
    events: events(sealed.get(FILES.events), checks),
    challenge: statement(FILES.challenge, sealed.get(FILES.challenge), ChallengeStatement, 'verifier'),
    decision: statement(FILES.decision, sealed.get(FILES.decision), DecisionStatement, 'verifier'),
    provenance: statement(FILES.provenance, loose(FILES.provenance), ProvenanceStatement, 'harness'),
    testResult: isAbsent(FILES.testResult)
      ? null
      : statement(FILES.testResult, loose(FILES.testResult), TestResultStatement, 'harness'),
    verdict: isAbsent(FILES.verdict)
      ? null
      : statement(FILES.verdict, loose(FILES.verdict), VerdictStatement, 'verifier'),
  }
}

function events(bytes: Uint8Array | undefined, checks: Checks): readonly Event[] | undefined {
  if (bytes === undefined) return undefined
  const read = readJsonLines<Event>(FILES.events, bytes, Event, 'event-invalid')
  checks.add(read.findings)
  return read.findings.length === 0 ? read.values : undefined
}
