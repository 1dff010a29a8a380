// Promises: every engine of proctor.yaml with all that is known of it; an enablement written, signed, or taken back.
// Must not: start an engine, or let one be enabled without an approver's key. Called by: the engine commands.

import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Enablement } from '../contract/enablement.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { MutationClass } from '../contract/mutation-class.ts'
import type { Capability } from '../engines/port.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { signFile, signingCommand } from '../signatures/index.ts'
import { readGovernedFile } from '../workspace/governed-file.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'
import { replaceFile, toYaml } from '../workspace/write-yaml.ts'
import { admitEngine } from './admit.ts'
import { findEngine } from './admit-source.ts'
import { enablementPath } from './find-enablement.ts'
import { recordEnablement } from './ladder/record-registry.ts'
import { requesterOf } from './requester.ts'
import { signatureSteps } from './signature-step.ts'
import { readSigners } from './signers.ts'
import { findRecord, recordPath } from './source-record.ts'

export interface ListedEngine {
  readonly id: string
  readonly adapter: string
  readonly adapterKnown: boolean
  readonly gated: boolean
  readonly capabilities: readonly Capability[]
  readonly version: string | null
  readonly basis: string
  readonly admitted: boolean
  readonly allowedMode: MutationClass
  readonly licence: string | null
  readonly enabledBy: string | null
  readonly enabledUpTo: MutationClass | null
  readonly enabledUntil: string | null
  readonly reasons: readonly string[]
}

export async function listEngines(workspaceDir: string): Promise<readonly ListedEngine[]> {
  const workspace = await readWorkspace(workspaceDir)
  const signers = await readSigners(workspace)
  const now = new Date()
  const listed: ListedEngine[] = []
  for (const config of workspace.config.engines) {
    const { record, adapter, enablement } = await admitEngine(workspace, signers, config, now)
    listed.push({
      id: config.id,
      adapter: config.adapter,
      adapterKnown: adapter !== null,
      gated: config.gated,
      capabilities: adapter?.capabilities ?? [],
      version: record.version,
      basis: record.basis,
      admitted: record.admitted,
      allowedMode: record.allowedMode,
      licence: record.source?.licence ?? null,
      enabledBy: enablement?.signature.ok === true ? enablement.signature.principal : null,
      enabledUpTo: enablement?.document?.upTo ?? null,
      enabledUntil: enablement?.document?.expiresAt ?? null,
      reasons: record.reasons.map(({ message }) => message),
    })
  }
  return listed
}

export interface EnableRequest {
  readonly workspaceDir: string
  readonly engine: string
  readonly upTo: Exclude<MutationClass, 'none'>
  readonly repositories: readonly string[]
  readonly expiresAt: string
  readonly acceptsLicence: 'NONE' | 'NOASSERTION' | null
  readonly requestedBy: string | undefined
  readonly reason: string
  readonly key: string | undefined
}

export interface EnableResult {
  readonly engine: string
  readonly enablement: string
  readonly sourceId: string
  readonly signed: boolean
  readonly next: readonly string[]
}

/** Writes `enablements/<engine>.yaml` for the source that is on record. @throws ProctorError path_missing, config_invalid */
export async function enableEngine(request: EnableRequest): Promise<EnableResult> {
  const workspace = await readWorkspace(request.workspaceDir)
  const config = findEngine(workspace, request.engine)
  const unknown = request.repositories.find(
    (id) => !workspace.config.repositories.some((known) => known.id === id),
  )
  if (unknown !== undefined) {
    throw new ProctorError('usage', `proctor.yaml names no repository ${unknown}`, {
      hint: `name one of: ${workspace.config.repositories.map(({ id }) => id).join(', ')}`,
    })
  }
  const now = new Date()
  const signers = await readSigners(workspace)
  const record = await findRecord(workspace, signers, config.id, now)
  if (record === null || record.document === null) {
    const why = record === null || record.signature.ok ? 'is not there' : record.signature.message
    throw new ProctorError('path_missing', `${recordPath(config.id)}: ${why}`, {
      hint: 'only a source on signed record can be enabled',
    })
  }
  const enablement = Enablement.parse({
    schemaVersion: SCHEMA_IDS.enablement,
    engine: config.id,
    sourceId: record.document.sourceId,
    upTo: request.upTo,
    repositories: request.repositories,
    notBefore: now.toISOString(),
    expiresAt: request.expiresAt,
    acceptsLicence: request.acceptsLicence,
    requestedBy: request.requestedBy ?? (await requesterOf(workspace.dir)),
    reason: request.reason,
  })
  const path = enablementPath(config.id)
  const full = join(workspace.dir, path)
  const text = toYaml(enablement, 'enablement', '../')
  await mkdir(dirname(full), { recursive: true })
  // The signature of another content must not outlive it.
  await rm(`${full}.sig`, { force: true })
  await replaceFile(full, text)
  if (request.key !== undefined)
    await signFile(full, new TextEncoder().encode(text), request.key, 'enablement')
  const { sourceId, upTo, repositories, expiresAt } = enablement
  await recordEnablement(
    workspace,
    { path, bytes: new TextEncoder().encode(text) },
    {
      engine: config.id,
      action: 'enabled',
      scope: { sourceId, upTo, repositories, expiresAt },
      signed: request.key !== undefined,
    },
  )
  return {
    engine: config.id,
    enablement: path,
    sourceId: enablement.sourceId,
    signed: request.key !== undefined,
    next: [
      ...(request.key === undefined
        ? [signingCommand(path, 'enablement')]
        : await signatureSteps(signers, 'enablement', full, new TextEncoder().encode(text))),
      'git add enablements && git commit',
    ],
  }
}

/** Takes an enablement out of force at once; it stays below `revoked/`. Null when none was there. */
export async function disableEngine(workspaceDir: string, engine: string): Promise<string | null> {
  const workspace = await readWorkspace(workspaceDir)
  const config = findEngine(workspace, engine)
  const path = enablementPath(config.id)
  const file = await readGovernedFile(workspace, path)
  if (file === null) return null
  const folder = join(workspace.paths.enablements, 'revoked')
  await mkdir(folder, { recursive: true })
  const name = `${config.id}-${new Date().toISOString().replace(/[:.]/g, '-')}.yaml`
  await rename(join(workspace.dir, path), join(folder, name))
  const signed = (await readGovernedFile(workspace, `${path}.sig`)) !== null
  if (signed) await rename(join(workspace.dir, `${path}.sig`), join(folder, `${name}.sig`))
  const what = { engine: config.id, action: 'disabled', scope: null, signed: false } as const
  await recordEnablement(workspace, { path, bytes: file.bytes }, what)
  return `enablements/revoked/${name}`
}
