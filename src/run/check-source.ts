import type { SourceAdmission } from '../contract/source-admission.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { toSourceId } from '../policy/check-source-record.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'
import { admitEngine } from './admit.ts'
import { findEngine } from './admit-source.ts'
import { retrieveSource, sourceOf } from './retrieve-source.ts'
import { readSigners } from './signers.ts'
import { configuredInstall, findRecord, parseRecord, recordPath } from './source-record.ts'

export interface SourceCheckResult {
  readonly engine: string
  readonly ok: boolean
  readonly sourceId: string | null
  readonly admittedBy: string | null
  readonly reasons: readonly {
    readonly code: string
    readonly message: string
    readonly hint?: string | undefined
  }[]
}

export interface SourceCheckRequest {
  readonly workspaceDir: string
  readonly engine: string
  /** Retrieve it once more from where the record says it came. */
  readonly fetch: boolean
  readonly mirror: string | undefined
  readonly show: (command: string) => void
}

/** The same that is asked right before each spawn: is what is here what was admitted? Every difference is a reason. */
export async function checkSource(request: SourceCheckRequest): Promise<SourceCheckResult> {
  const workspace = await readWorkspace(request.workspaceDir)
  const config = findEngine(workspace, request.engine)
  const signers = await readSigners(workspace)
  const now = new Date()
  const found = await findRecord(workspace, signers, config.id, now)
  // An unsigned record is not believed, but whoever wrote it wants to know what is wrong in it.
  const document = found === null ? null : (found.document ?? parseRecord(found.bytes, config.id, now))
  const fetched =
    request.fetch && document !== null ? await differencesAtOrigin(request, config, document) : []
  const { record } = await admitEngine(workspace, signers, config, now)
  const unrecorded =
    found === null && record.basis !== 'builtin' && record.basis !== 'lock-file'
      ? [{ code: 'source_not_admitted', message: `${recordPath(config.id)} is not there` }]
      : []
  const uncommitted =
    found === null || found.uncommitted === null
      ? []
      : [{ code: 'source_not_admitted', message: found.uncommitted }]
  const expired =
    document !== null && document.expiresAt <= now.toISOString()
      ? [{ code: 'admission_expired', message: `the admission expired at ${document.expiresAt}` }]
      : []
  const reasons = [...record.reasons, ...unrecorded, ...uncommitted, ...expired, ...fetched]
  return {
    engine: config.id,
    ok: reasons.length === 0,
    sourceId: document?.sourceId ?? null,
    admittedBy: found?.signature.ok === true ? found.signature.principal : null,
    reasons,
  }
}

async function differencesAtOrigin(
  request: SourceCheckRequest,
  config: EngineConfig,
  document: SourceAdmission,
) {
  const workspace = await readWorkspace(request.workspaceDir)
  const { mirror, show, engine } = request
  const { source } = document
  const isInstalled = source.kind === 'git' && source.installation !== undefined
  const install = isInstalled ? configuredInstall(workspace, config) : undefined
  const retrieve = { source: sourceOf(document), mirror, install, show }
  const derived = await retrieveSource(workspace, engine, retrieve)
  const id = toSourceId(derived.source)
  return id === document.sourceId
    ? []
    : [
        {
          code: 'source_mismatch',
          message: `retrieved again it is source ${id}, admitted is ${document.sourceId}`,
        },
      ]
}

/** The record of an engine, signed or not. @throws ProctorError path_missing, config_invalid */
export async function showSource(workspaceDir: string, engine: string) {
  const workspace = await readWorkspace(workspaceDir)
  const config = findEngine(workspace, engine)
  const now = new Date()
  const found = await findRecord(workspace, await readSigners(workspace), config.id, now)
  if (found === null) {
    throw new ProctorError('path_missing', `${recordPath(config.id)} is not there`, {
      hint: `proctor source admit ${config.id}`,
    })
  }
  return {
    record: found.document ?? parseRecord(found.bytes, config.id, now),
    recordSha256: found.sha256,
    signature: found.signature,
    uncommitted: found.uncommitted,
  }
}
