// Promises: what is known of an engine's source, and whether that admits it, as a record with all reasons.
// Must not: read files or hash anything itself; facts come in. Called by: run/.
import type { AdmissionRecord } from '../contract/decision.ts'
import type { EngineLock } from '../contract/engine-lock.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'

/** What was found on the machine, hashed right before the run. */
export interface InstalledEngine {
  readonly version: string
  readonly purl: string | null
  /** Paths relative to `root`, or to proctor itself for what is built in. */
  readonly executables: readonly { readonly path: string; readonly sha256: string }[]
  readonly builtin: boolean
}

export interface AdmissionFacts {
  readonly engine: string
  readonly adapter: string
  readonly installed: InstalledEngine | null
  /** The shipped lock of the adapter; null when there is none. */
  readonly lock: EngineLock | null
  /** `<process.platform>-<process.arch>` */
  readonly platform: string
}

type Reason = AdmissionRecord['reasons'][number]

/** First form of admission: what proctor ships, or what matches the shipped lock, on artificial repositories. */
export function checkAdmission(facts: AdmissionFacts): AdmissionRecord {
  const { installed } = facts
  const reasons =
    installed === null ? [notInstalled(facts)] : installed.builtin ? [] : lockReasons(facts, installed)
  const basis = installed?.builtin === true ? 'builtin' : facts.lock === null ? 'none' : 'lock-file'
  return {
    schemaVersion: SCHEMA_IDS.admission,
    engine: facts.engine,
    adapter: facts.adapter,
    basis,
    purl: installed?.purl ?? null,
    version: installed?.version ?? null,
    executables: [...(installed?.executables ?? [])],
    admitted: reasons.length === 0,
    allowedMode: reasons.length === 0 ? 'artificial' : 'none',
    reasons,
  }
}

function notInstalled(facts: AdmissionFacts): Reason {
  return {
    code: 'engine_not_installed',
    message: `engine ${facts.engine}: its adapter ${facts.adapter} finds nothing installed`,
    hint: `run script/engines ${facts.adapter}, or set engines[].install in proctor.yaml`,
  }
}

function lockReasons(facts: AdmissionFacts, installed: InstalledEngine): Reason[] {
  const { lock } = facts
  if (lock === null) {
    return [
      {
        code: 'source_not_admitted',
        message: `no lock or admission record is on file for adapter ${facts.adapter}`,
      },
    ]
  }
  const reasons: Reason[] = []
  if (lock.version !== installed.version) {
    reasons.push(mismatch(`version ${installed.version} is installed, ${lock.version} is locked`))
  }
  const platform = lock.platforms.find((entry) => entry.platform === facts.platform)
  if (platform === undefined) {
    return [...reasons, mismatch(`the lock of ${facts.adapter} says nothing about ${facts.platform}`)]
  }
  const found = new Map(installed.executables.map((file) => [file.path, file.sha256]))
  for (const { path, sha256 } of platform.executables) {
    const actual = found.get(path)
    found.delete(path)
    if (actual === undefined) reasons.push(mismatch(`${path} is locked and not installed`))
    else if (actual !== sha256) reasons.push(mismatch(`${path} has SHA-256 ${actual}, locked is ${sha256}`))
  }
  for (const path of found.keys()) reasons.push(mismatch(`${path} is installed and not in the lock`))
  return reasons
}

function mismatch(message: string): Reason {
  return { code: 'source_mismatch', message, hint: 'install it again from its lock' }
}
