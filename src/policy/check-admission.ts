// Promises: what is known of an engine's source, and whether that admits it, as a record with all reasons.
// Must not: read files or hash anything itself; facts come in. Called by: run/.
import type { AdmissionRecord } from '../contract/decision.ts'
import type { EngineLock } from '../contract/engine-lock.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import type { SourceAdmission } from '../contract/source-admission.ts'

/** What was found on the machine, hashed right before the run. */
export interface InstalledEngine {
  readonly version: string
  readonly purl: string | null
  /** Paths relative to `root`, or to proctor itself for what is built in. */
  readonly executables: readonly { readonly path: string; readonly sha256: string }[]
  readonly builtin: boolean
}

/** A record of `sources/`, with what was found when its source was derived again. */
export interface RecordFound {
  readonly sha256: string
  readonly signature: SignatureFacts
  /** Why the file is not the one of the protected commit; null when it is. */
  readonly uncommitted: string | null
  /** Null when the signature does not hold: such a file is not read. */
  readonly document: SourceAdmission | null
  /** Where the source is not what the record says, in words; empty when it is. */
  readonly differences: readonly string[]
  /** SHA-256 of every file of the source, by path relative to the installation. */
  readonly files: ReadonlyMap<string, string>
}

export interface AdmissionFacts {
  readonly engine: string
  readonly adapter: string
  /** Whether this proctor has such an adapter. */
  readonly adapterKnown: boolean
  readonly installed: InstalledEngine | null
  /** The shipped lock of the adapter; null when there is none. */
  readonly lock: EngineLock | null
  /** The record in `sources/`; null when there is none. Where there is one, it alone decides. */
  readonly record: RecordFound | null
  /** `<process.platform>-<process.arch>` */
  readonly platform: string
}

type Reason = AdmissionRecord['reasons'][number]

/** What proctor ships, what matches the shipped lock (artificial repositories only), or what a signed record admits. */
export function checkAdmission(facts: AdmissionFacts): AdmissionRecord {
  const { installed, record } = facts
  const document = record?.document ?? null
  const reasons = [
    ...(installed === null ? [notInstalled(facts)] : []),
    ...(record !== null
      ? recordReasons(facts, record)
      : installed === null || installed.builtin
        ? []
        : lockReasons(facts, installed)),
  ]
  const admitted = reasons.length === 0
  return {
    schemaVersion: SCHEMA_IDS.admission,
    engine: facts.engine,
    adapter: facts.adapter,
    basis: basisOf(facts),
    purl: installed?.purl ?? (document?.source.kind === 'npm' ? document.source.url : null),
    version: installed?.version ?? null,
    executables: [...(installed?.executables ?? [])],
    admitted,
    allowedMode: admitted ? (document?.allowedMode ?? modeWithoutRecord(installed)) : 'none',
    reasons,
    ...(record === null || document === null ? {} : { source: toSourceFacts(record, document) }),
  }
}

/** What is part of proctor changes with proctor alone, and its standing limits it; a lock is nobody's signature. */
function modeWithoutRecord(installed: InstalledEngine | null): AdmissionRecord['allowedMode'] {
  return installed?.builtin === true ? 'owned-noncritical' : 'artificial'
}

function basisOf({ record, installed, lock }: AdmissionFacts): AdmissionRecord['basis'] {
  if (record !== null) return 'record'
  if (installed?.builtin === true) return 'builtin'
  return lock === null ? 'none' : 'lock-file'
}

function toSourceFacts(record: RecordFound, document: SourceAdmission): AdmissionRecord['source'] {
  return {
    recordSha256: record.sha256,
    signature: record.signature,
    uncommitted: record.uncommitted,
    sourceId: document.sourceId,
    kind: document.source.kind,
    licence: document.licence.concluded,
    retrievedAt: document.retrieval.at,
    admittedAt: document.admittedAt,
    expiresAt: document.expiresAt,
  }
}

/** The source as it is now against the record: every byte, and nothing that would be executed outside it. */
function recordReasons({ engine, installed }: AdmissionFacts, record: RecordFound): Reason[] {
  const file = `sources/${engine}.yaml`
  if (!record.signature.ok)
    return [{ code: 'source_not_admitted', message: `${file}: ${record.signature.message}` }]
  if (record.document === null) return [{ code: 'source_not_admitted', message: `${file} could not be read` }]
  const reasons = record.differences.map((message) => differs(engine, message))
  const { source } = record.document
  if (installed === null || installed.builtin) return reasons
  if (source.kind === 'npm' && source.version !== installed.version)
    reasons.push(differs(engine, `version ${installed.version} is installed, ${source.version} is admitted`))
  for (const { path, sha256 } of installed.executables) {
    const known = record.files.get(path)
    // A folder is covered by the packages in it, each of which was compared with the record.
    const covered = known === undefined ? isFolderOf(record, path) : known === sha256
    if (!covered)
      reasons.push(differs(engine, `${path} would be executed and is no part of the admitted source`))
  }
  return reasons
}

function isFolderOf({ files }: RecordFound, path: string): boolean {
  return [...files.keys()].some((file) => file.startsWith(`${path}/`))
}

function differs(engine: string, message: string): Reason {
  return {
    code: 'source_mismatch',
    message,
    hint: `restore it, or record the change: proctor source update ${engine}`,
  }
}

/** The reason against an engine that proctor knows by name only. */
export function withoutAdapter(engine: string, adapter: string): Reason {
  return { code: 'not_eligible', message: `engine ${engine}: this proctor has no adapter ${adapter}` }
}

function notInstalled(facts: AdmissionFacts): Reason {
  if (!facts.adapterKnown) return withoutAdapter(facts.engine, facts.adapter)
  return {
    code: 'engine_not_installed',
    message: `engine ${facts.engine}: its adapter ${facts.adapter} finds nothing installed`,
    hint:
      facts.lock === null
        ? 'install it in a folder, and name that in engines[].install of proctor.yaml'
        : `run script/engines ${facts.adapter}, or set engines[].install in proctor.yaml`,
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
