import type { SourceAdmission } from '../contract/source-admission.ts'
import type { LicenceFound } from './licence-evidence.ts'

/** What was really there when a source was retrieved. */
export interface DerivedSource {
  readonly source: SourceAdmission['source']
  readonly licence: LicenceFound
  readonly installScripts: SourceAdmission['installScripts']
  readonly sbom: SourceAdmission['sbom']
  readonly registrySignature: SourceAdmission['registrySignature']
  /** The commands that were run, in order. */
  readonly commands: readonly (readonly [string, ...string[]])[]
}

/** What was found when a recorded source was derived again from what is on this machine. */
export interface SourceCheck {
  /** In words; empty when nothing differs. */
  readonly differences: readonly string[]
  /** SHA-256 over all that was looked at. */
  readonly treeSha256: string
  /** SHA-256 of every file that was looked at, by path relative to the installation. */
  readonly files: ReadonlyMap<string, string>
}
