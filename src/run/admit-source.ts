// Promises: a source on record as it really is, in sources/ and nowhere else; retrieved into the cache and nowhere else.
// Must not: conclude a licence, sign without being given a key, or write anything before everything holds.
// Called by: the source commands.

import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { MutationClass } from '../contract/mutation-class.ts'
import type { GitInstallation, SourceAdmission } from '../contract/source-admission.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { toSourceId } from '../policy/check-source-record.ts'
import { expressionProblem, isUnlicensed } from '../policy/licence.ts'
import { signFile, signingCommand } from '../signatures/index.ts'
import type { DerivedSource } from '../sources/index.ts'
import { readGovernedFile } from '../workspace/governed-file.ts'
import { type LoadedWorkspace, readWorkspace } from '../workspace/read-workspace.ts'
import { replaceFile, toYaml } from '../workspace/write-yaml.ts'
import { recordAdmission } from './ladder/record-registry.ts'
import { requesterOf } from './requester.ts'
import { chooseSource, plannedCommands, retrieveSource } from './retrieve-source.ts'
import { signatureSteps } from './signature-step.ts'
import { readSigners } from './signers.ts'
import { configuredInstall, parseRecord, recordPath } from './source-record.ts'

export interface AdmitRequest {
  readonly workspaceDir: string
  readonly engine: string
  readonly source: string | undefined
  readonly commit: string | undefined
  readonly tag: string | undefined
  readonly mirror: string | undefined
  readonly allowedMode: Exclude<MutationClass, 'none'>
  /** SPDX expression that a person concludes. */
  readonly licence: string | undefined
  readonly licenceNote: string | undefined
  readonly reviewer: string | undefined
  readonly expiresAt: string
  /** Why the record takes the place of another; undefined for a first admission. */
  readonly updateReason: string | undefined
  readonly key: string | undefined
  readonly dryRun: boolean
  readonly show: (command: string) => void
}

export interface AdmitResult {
  readonly engine: string
  readonly record: string
  readonly sourceId: string | null
  readonly previous: string | null
  readonly licence: string | null
  /** What a git source is run from beside its own files; null when it is run as it is. */
  readonly installation: GitInstallation | null
  readonly signed: boolean
  /** What a person does next. */
  readonly next: readonly string[]
}

/** @throws ProctorError record_exists, usage, config_invalid with nothing written; source_failed */
export async function admitSource(request: AdmitRequest): Promise<AdmitResult> {
  const workspace = await readWorkspace(request.workspaceDir)
  const config = findEngine(workspace, request.engine)
  assertLicence(request.licence)
  const source = chooseSource(config, request)
  const install = configuredInstall(workspace, config)
  const retrieve = { source, mirror: request.mirror, install, show: request.show }
  const path = recordPath(config.id)
  const old = await previousRecord(workspace, request)
  if (request.dryRun) {
    for (const command of await plannedCommands(retrieve)) request.show(command)
    const nothing = { sourceId: null, previous: null, licence: null, installation: null, signed: false }
    return { engine: config.id, record: path, ...nothing, next: [] }
  }
  const derived = await retrieveSource(workspace, config.id, retrieve)
  const record = await toRecord(workspace, request, derived, old?.previous ?? null)
  const text = toYaml(record, 'source-admission', '../')
  const bytes = new TextEncoder().encode(text)
  // What is about to be written must be what may be read.
  parseRecord(bytes, config.id, new Date())
  const full = join(workspace.dir, path)
  await mkdir(dirname(full), { recursive: true })
  if (old !== null) await keepOld(workspace, config.id, old)
  await replaceFile(full, text)
  if (request.key !== undefined) await signFile(full, bytes, request.key, 'admission')
  await recordAdmission(
    workspace,
    { path, bytes },
    {
      engine: config.id,
      sourceId: record.sourceId,
      previous: old?.previous.sourceId ?? null,
      signed: request.key !== undefined,
    },
  )
  return {
    engine: config.id,
    record: path,
    sourceId: record.sourceId,
    previous: old?.previous.sourceId ?? null,
    licence: record.licence.concluded,
    installation: record.source.kind === 'git' ? (record.source.installation ?? null) : null,
    signed: request.key !== undefined,
    next: [
      `read ${path}, in particular licence and boundary`,
      ...(request.key === undefined
        ? [signingCommand(path, 'admission')]
        : await signatureSteps(await readSigners(workspace), 'admission', full, bytes)),
      'git add sources && git commit',
    ],
  }
}

/** @throws ProctorError engine_unknown */
export function findEngine(workspace: LoadedWorkspace, id: string): EngineConfig {
  const found = workspace.config.engines.find((engine) => engine.id === id)
  if (found !== undefined) return found
  throw new ProctorError('engine_unknown', `proctor.yaml names no engine ${id}`, {
    hint: `name one of: ${workspace.config.engines.map((engine) => engine.id).join(', ')}`,
  })
}

/** Before anything is retrieved: an engine may be hundreds of megabytes. @throws ProctorError usage */
function assertLicence(typed: string | undefined): void {
  const problem = typed === undefined || isUnlicensed(typed) ? null : expressionProblem(typed)
  if (problem === null) return
  throw new ProctorError('usage', `--licence: ${typed} is no SPDX expression: ${problem}`, {
    hint: 'write an SPDX expression, NOASSERTION or NONE',
  })
}

interface OldRecord {
  readonly bytes: Uint8Array
  readonly signed: boolean
  readonly previous: NonNullable<SourceAdmission['previous']>
}

async function previousRecord(workspace: LoadedWorkspace, request: AdmitRequest): Promise<OldRecord | null> {
  const path = recordPath(request.engine)
  const file = await readGovernedFile(workspace, path)
  if (request.updateReason === undefined) {
    if (file === null) return null
    throw new ProctorError('record_exists', `${path} is there already`, {
      hint: `proctor source update ${request.engine} --reason WHY`,
    })
  }
  if (file === null) {
    throw new ProctorError('path_missing', `${path} is not there`, {
      hint: `proctor source admit ${request.engine}`,
    })
  }
  const { sourceId } = parseRecord(file.bytes, request.engine, new Date())
  return {
    bytes: file.bytes,
    signed: (await readGovernedFile(workspace, `${path}.sig`)) !== null,
    previous: { sourceId, recordSha256: sha256(file.bytes), reason: request.updateReason },
  }
}

/** The record before stays, with its signature, under the digest of its bytes. */
async function keepOld(workspace: LoadedWorkspace, engine: string, old: OldRecord): Promise<void> {
  const folder = join(workspace.paths.sources, 'superseded', engine)
  await mkdir(folder, { recursive: true })
  const from = join(workspace.dir, recordPath(engine))
  const to = join(folder, `${old.previous.recordSha256}.yaml`)
  if (old.signed) await rename(`${from}.sig`, `${to}.sig`)
  await rename(from, to)
}

async function toRecord(
  workspace: LoadedWorkspace,
  request: AdmitRequest,
  derived: DerivedSource,
  previous: SourceAdmission['previous'],
): Promise<SourceAdmission> {
  const now = new Date().toISOString()
  const concluded = request.licence ?? derived.licence.concluded
  const byPerson = request.licence !== undefined && request.licence !== derived.licence.concluded
  if ((isUnlicensed(concluded) || byPerson) && request.licenceNote === undefined) {
    const why = byPerson ? 'nothing found confirms it' : derived.licence.evidence
    throw new ProctorError('usage', `the licence comes out as ${concluded} (${why})`, {
      hint: 'a person must say why that will do: --licence-note TEXT',
    })
  }
  const vendored = isUnlicensed(concluded) ? ['**'] : []
  return {
    schemaVersion: SCHEMA_IDS.sourceAdmission,
    engine: request.engine,
    sourceId: toSourceId(derived.source),
    source: derived.source,
    licence: { ...derived.licence, concluded, note: request.licenceNote ?? null },
    retrieval: { at: now, commands: derived.commands.map((command) => [...command]) },
    allowedMode: request.allowedMode,
    boundary: { neverRead: [], neverWrite: ['**'], neverVendor: vendored, neverRedistribute: vendored },
    installScripts: [...derived.installScripts],
    sbom: derived.sbom,
    registrySignature: derived.registrySignature,
    reviewer: request.reviewer ?? (await requesterOf(workspace.dir)),
    admittedAt: now,
    expiresAt: request.expiresAt,
    corePromotionStatus: 'not-promoted',
    previous,
  }
}
