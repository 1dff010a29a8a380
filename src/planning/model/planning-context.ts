import type { PlanningConfig } from '../../contract/planning.ts'
import type { Stage } from '../../contract/stages.ts'
import type { Claim } from '../claims/claim.ts'
import type { Classifier } from '../claims/classify-text.ts'
import type { ContractPage } from '../contracts/contract-page.ts'
import type { ReadProblem } from '../reading/decode-text.ts'
import type { PlannedIssue } from './issue-sequence.ts'
import type { PlanningDocument } from './planning-document.ts'
import type { WorkEntries } from './work-entries.ts'

/** What evidence that a document names turns out to be. `unknown` is not good enough. */
export type EvidenceVerdict = 'verifies' | 'fails' | 'unknown'
export type EvidenceLookup = (reference: string) => EvidenceVerdict

/** Where an engine stands outside the documents: enablements and the ladder. */
export interface EngineStanding {
  readonly engine: string
  /** Null when it can not be told. */
  readonly stage: Stage | null
}

/** One of the two documents that must be there. */
export interface CoreDocument {
  readonly role: 'PRD' | 'issue artifact'
  /** As `proctor.yaml` has it. */
  readonly written: string
  /** In one spelling; undefined when it leaves the workspace. */
  readonly path: string | undefined
  /** Null when it is not there or can not be read as text. */
  readonly document: PlanningDocument | null
}

/** Everything that a check may look at. Read once, changed by nobody. */
export interface PlanningContext {
  readonly config: PlanningConfig
  /** Days since 1970-01-01 of the day at which currency is judged. */
  readonly today: number
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly prd: CoreDocument
  readonly issues: CoreDocument
  readonly workboardPath: string | undefined
  /** Null when the file is not there. */
  readonly workboard: WorkEntries | null
  /** Null when the issue artifact can not be read. */
  readonly sequence: readonly PlannedIssue[] | null
  /** Null when the PRD can not be read. */
  readonly stories: ReadonlySet<number> | null
  /** PRD, issue artifact and every other planning document that could be read as text. */
  readonly documents: readonly PlanningDocument[]
  readonly problems: readonly (ReadProblem & { readonly file: string })[]
  /** By path; the workboard's claims stand under its own path. */
  readonly claims: ReadonlyMap<string, readonly Claim[]>
  readonly classifier: Classifier
  readonly contractPages: readonly ContractPage[]
  readonly evidence: EvidenceLookup | undefined
  readonly engines: readonly EngineStanding[]
  readonly git: { readonly commit: string | null; readonly clean: boolean | null }
  readonly requireClean: boolean
  readonly diff: { readonly issue: string; readonly changedFiles: readonly string[] } | undefined
}

/** The core documents that are there. */
export function presentCore(
  context: PlanningContext,
): readonly { readonly role: CoreDocument['role']; readonly document: PlanningDocument }[] {
  return [context.prd, context.issues].flatMap(({ role, document }) =>
    document === null ? [] : [{ role, document }],
  )
}
