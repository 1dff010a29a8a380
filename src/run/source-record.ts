import { join, resolve } from 'node:path'
import type { SignatureFacts } from '../contract/signature.ts'
import { SourceAdmission } from '../contract/source-admission.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { packageRoot } from '../engines/asset-path.ts'
import { findAdapter } from '../engines/registry.ts'
import { sha256 } from '../kernel/digest.ts'
import { checkSourceRecord } from '../policy/check-source-record.ts'
import type { SourceCheck } from '../sources/index.ts'
import { type ConfigProblem, configInvalid, configProblem, keyPath } from '../workspace/config-problem.ts'
import { readGovernedFile } from '../workspace/governed-file.ts'
import { parseConfig } from '../workspace/read-config.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import type { Signers } from './signers.ts'

/** A record as it was found: its bytes, who signed them, and what they say when the signature holds. */
export interface FoundRecord {
  readonly bytes: Uint8Array
  readonly signatureBytes: Uint8Array | null
  readonly sha256: string
  readonly signature: SignatureFacts
  readonly uncommitted: string | null
  /** Null when the signature does not hold: such a file is not read. */
  readonly document: SourceAdmission | null
}

export function recordPath(engine: string): string {
  return `sources/${engine}.yaml`
}

/**
 * The record of an engine. Null when there is none. Bytes and signature come first: what is not signed is not parsed.
 * @throws ProctorError config_invalid when a signed record is not what a record must be
 */
export async function findRecord(
  workspace: LoadedWorkspace,
  signers: Signers,
  engine: string,
  now: Date,
): Promise<FoundRecord | null> {
  const path = recordPath(engine)
  const file = await readGovernedFile(workspace, path)
  if (file === null) return null
  const sig = await readGovernedFile(workspace, `${path}.sig`)
  const signature = await signers.check('admission', file.bytes, sig?.bytes ?? null, now)
  return {
    bytes: file.bytes,
    signatureBytes: sig?.bytes ?? null,
    sha256: sha256(file.bytes),
    signature,
    uncommitted: file.uncommitted ?? sig?.uncommitted ?? null,
    document: signature.ok ? parseRecord(file.bytes, engine, now) : null,
  }
}

/** @throws ProctorError config_invalid with file, line and reason of everything that is wrong */
export function parseRecord(bytes: Uint8Array, engine: string, now: Date): SourceAdmission {
  const file = recordPath(engine)
  const { value, document } = parseConfig(bytes, file, SourceAdmission)
  const problems = checkSourceRecord(value, engine, now.toISOString()).map(
    ({ path, message, fix }): ConfigProblem =>
      configProblem(file, document.placeOf(path), keyPath(path), message, fix),
  )
  const [first, ...rest] = problems
  if (first !== undefined) throw configInvalid([first, ...rest])
  return value
}

/** Below it lies what `source admit` retrieved: `git/` and `tree/` of a git source. */
export function sourceFolder(workspace: LoadedWorkspace, engine: string, sourceId: string): string {
  return join(workspace.paths.cache, 'sources', engine, sourceId)
}

/** The folder that proctor.yaml says the engine is installed in. */
export function configuredInstall(workspace: LoadedWorkspace, config: EngineConfig): string | undefined {
  return config.install === undefined ? undefined : resolve(workspace.dir, config.install)
}

/** Where the engine runs from: what proctor.yaml names, else what was retrieved or what script/engines installed. */
export function installFolder(
  workspace: LoadedWorkspace,
  config: EngineConfig,
  record: SourceAdmission | null,
): string {
  const configured = configuredInstall(workspace, config)
  if (configured !== undefined) return configured
  if (record?.source.kind === 'git') return join(sourceFolder(workspace, config.id, record.sourceId), 'tree')
  return join(packageRoot(), 'engine-locks', findAdapter(config.adapter)?.lock ?? config.adapter)
}

/** Derives a recorded source again from what is on this machine. */
export async function deriveAgain(
  workspace: LoadedWorkspace,
  config: EngineConfig,
  record: SourceAdmission,
): Promise<SourceCheck> {
  // Loaded for the engines that have a record alone: package URLs and registries take a run as long as three processes.
  const { checkGit, checkNpm, NO_CACHE, openDigestCache } = await import('../sources/index.ts')
  const byStat = workspace.config.policy.admission.digests === 'by-stat'
  const cache = byStat ? await openDigestCache(join(workspace.paths.cache, 'source-digests.json')) : NO_CACHE
  const root = installFolder(workspace, config, record)
  return record.source.kind === 'npm'
    ? await checkNpm(record.source, root, cache)
    : await checkGit(record.source, sourceFolder(workspace, config.id, record.sourceId), root, cache)
}
