// Promises: an engine that only its people's word lets run, with that word as they signed it, for workspaces of the matrix.
// Must not: sign, widen or renew anything: what the asking workspace would refuse, every row's workspace refuses as well.
// Called by: run-matrix.ts, stage-row.ts.
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { EngineConfig } from '../../contract/workspace.ts'
import { findAdapter } from '../../engines/registry.ts'
import { readGovernedFile } from '../../workspace/governed-file.ts'
import { readWorkspace } from '../../workspace/read-workspace.ts'
import { enablementPath } from '../find-enablement.ts'
import { readSigners } from '../signers.ts'
import { findRecord, recordPath, sourceFolder } from '../source-record.ts'
import { isPinned } from './is-pinned.ts'

export interface CarriedEngine {
  /** As proctor.yaml has it, with its folder as an absolute path. */
  readonly config: EngineConfig
  /** Record, enablement and signers, by their path inside a workspace. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What `source admit` retrieved; null when the engine has no record that holds. */
  readonly source: { readonly from: string; readonly to: string } | null
}

/**
 * What the rows need of the workspace in which they are asked for: nothing for an engine that proctor ships or pins.
 * @returns a string when the engine runs by its people's word alone and nobody gave it here
 */
export async function carryEngine(
  workspaceDir: string | undefined,
  adapterId: string,
): Promise<CarriedEngine | string | null> {
  if (findAdapter(adapterId)?.scripted === undefined || (await isPinned(adapterId))) return null
  const only = `${adapterId} runs from a source that people have admitted and enabled`
  if (workspaceDir === undefined) return `${only}: ask in the workspace that has it`
  const workspace = await readWorkspace(workspaceDir)
  const [config, ...others] = workspace.config.engines.filter(({ adapter }) => adapter === adapterId)
  if (config === undefined) return `${only}: proctor.yaml names no engine with that adapter`
  if (others.length > 0)
    return `proctor.yaml names several engines with the adapter ${adapterId}: leave one of them`
  const record = await findRecord(workspace, await readSigners(workspace), config.id, new Date())
  const signed = [recordPath(config.id), enablementPath(config.id)].flatMap((path) => [path, `${path}.sig`])
  const files = new Map<string, Uint8Array>()
  for (const path of [...signed, 'allowed_signers']) {
    const file = await readGovernedFile(workspace, path)
    if (file?.uncommitted === null) files.set(path, file.bytes)
  }
  const sourceId = record?.document?.source.kind === 'git' ? record.document.sourceId : null
  const from = sourceId === null ? null : sourceFolder(workspace, config.id, sourceId)
  const install = config.install === undefined ? {} : { install: resolve(workspace.dir, config.install) }
  return {
    config: { ...config, ...install },
    files,
    source: from === null ? null : { from, to: relative(workspace.dir, from) },
  }
}

/** Lays the signed files down in a workspace of a row. The caller commits them: before that they do not count. */
export async function layDownEngine(
  { files, source }: CarriedEngine,
  dir: string,
  without: readonly string[],
): Promise<void> {
  for (const [path, bytes] of files) {
    if (without.some((prefix) => path.startsWith(prefix))) continue
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), bytes)
  }
  if (source !== null)
    await cp(source.from, join(dir, source.to), { recursive: true, verbatimSymlinks: true })
}
