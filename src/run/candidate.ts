import type { AdmissionRecord } from '../contract/decision.ts'
import type { EnablementFacts } from '../contract/enablement.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import type { EngineAdapter, Installation } from '../engines/port.ts'
import type { SourceCheck } from '../sources/index.ts'

/** The engine's own files, which nothing may change while it runs. */
export interface VendorFiles {
  readonly before: SourceCheck
  /** The same question again, from the bytes. */
  derive(): Promise<SourceCheck>
}

/** A candidate engine with what is on record about its source. */
export interface Candidate {
  readonly config: EngineConfig
  /** Null for a gated engine that this proctor knows by name only. */
  readonly adapter: EngineAdapter | null
  readonly installation: Installation | null
  readonly record: AdmissionRecord
  readonly recordDigest: string
  readonly enablement: EnablementFacts | null
  /** Null for what is part of proctor. */
  readonly vendor: VendorFiles | null
  /** Record, enablement and signers as they were, for the bundle. */
  readonly documents: ReadonlyMap<string, Uint8Array>
}
