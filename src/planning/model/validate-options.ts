import type { PlanningConfig } from '../../contract/planning.ts'
import type { ContractFacts } from '../contracts/contract-facts.ts'
import type { EngineStanding, EvidenceLookup } from './planning-context.ts'

export interface ValidateOptions {
  /** The day at which currency is judged, `yyyy-mm-dd`. */
  readonly now: string
  readonly config: PlanningConfig
  /** What the report calls the workspace. */
  readonly workspace?: string
  /** Nulls where the workspace is no git repository. */
  readonly git?: { readonly commit: string | null; readonly clean: boolean | null }
  readonly requireClean?: boolean
  /** A change to be held against the allowed files of an issue. */
  readonly diff?: { readonly issue: string; readonly changedFiles: readonly string[] }
  /** Looks evidence up. Without it, references to evidence are not judged and the report is not ok. */
  readonly evidence?: EvidenceLookup
  /** Files that are there and must not or can not be read, by path, with the reason. */
  readonly unreadable?: ReadonlyMap<string, string>
  readonly engines?: readonly EngineStanding[]
  /** What the contract documents are compared with; the program's own facts when absent. */
  readonly facts?: ContractFacts
}
