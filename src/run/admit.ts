import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { EngineLock } from '../contract/engine-lock.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { packageRoot } from '../engines/asset-path.ts'
import type { Installation } from '../engines/port.ts'
import { ADAPTER_IDS, findAdapter } from '../engines/registry.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { checkAdmission, type InstalledEngine } from '../policy/check-admission.ts'
import type { SourceCheck } from '../sources/index.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import { type MadeBy, made } from './brand.ts'
import type { Candidate, VendorFiles } from './candidate.ts'
import { type FoundEnablement, findEnablement } from './find-enablement.ts'
import { hashInstalled } from './hash-tree.ts'
import type { OpenedRun } from './opened-run.ts'
import { assertEnoughApprovers, readSigners, type Signers } from './signers.ts'
import { deriveAgain, type FoundRecord, findRecord, installFolder } from './source-record.ts'

export type Admission = MadeBy<'admit', { readonly candidates: readonly Candidate[] }>

/** Is each candidate's source on record, unchanged, and allowed to run this way? Starts nothing. */
export async function admit(run: OpenedRun): Promise<Admission> {
  run.progress('admit', run.candidates.map(({ id }) => id).join(', '))
  const signers = await readSigners(run.workspace)
  assertEnoughApprovers(run.workspace, signers)
  const candidates: Candidate[] = []
  for (const config of run.candidates) {
    candidates.push(await admitEngine(run.workspace, signers, config, run.startedAt))
  }
  return made('admit')({ candidates })
}

/**
 * All that is known of one engine now.
 * @throws ProctorError engine_unknown for an engine without an adapter that is not gated; config_invalid for a signed
 * record that is none
 */
export async function admitEngine(
  workspace: LoadedWorkspace,
  signers: Signers,
  config: EngineConfig,
  now: Date,
): Promise<Candidate> {
  const adapter = findAdapter(config.adapter) ?? null
  if (adapter === null && !config.gated) {
    throw new ProctorError('engine_unknown', `engine ${config.id}: there is no adapter ${config.adapter}`, {
      hint: `name one of: ${ADAPTER_IDS.join(', ')}`,
    })
  }
  const found = await findRecord(workspace, signers, config.id, now)
  const enablement = await findEnablement(workspace, signers, config.id, now)
  const install = installFolder(workspace, config, found?.document ?? null)
  const installation = (await adapter?.locate(install)) ?? null
  const recorded = await recordedFiles(workspace, config, found)
  const installed = installation === null ? null : await toInstalled(installation, recorded?.before.files)
  const vendor = recorded ?? lockedFiles(installation, installed)
  const record = checkAdmission({
    engine: config.id,
    adapter: config.adapter,
    adapterKnown: adapter !== null,
    installed,
    lock: await shippedLock(config.adapter),
    platform: `${process.platform}-${process.arch}`,
    record:
      found === null
        ? null
        : {
            ...found,
            differences: vendor?.before.differences ?? [],
            files: vendor?.before.files ?? new Map(),
          },
  })
  return {
    config,
    adapter,
    installation,
    record,
    recordDigest: digestOfJson(record),
    enablement: enablement?.facts ?? null,
    vendor,
    documents: toDocuments(signers, found, enablement),
  }
}

/** @param known digests that were taken just now, by path relative to the root */
export async function toInstalled(
  installation: Installation,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<InstalledEngine> {
  const { root } = installation
  const executables = await Promise.all(
    installation.executables.map(async (file) => {
      const path = root === null ? `proctor:${file.slice(file.lastIndexOf('/') + 1)}` : relative(root, file)
      return { path, sha256: known.get(path) ?? (await hashInstalled(file)) }
    }),
  )
  return { version: installation.version, purl: installation.purl, executables, builtin: root === null }
}

/** Everything that a record admits. */
async function recordedFiles(
  workspace: LoadedWorkspace,
  config: EngineConfig,
  found: FoundRecord | null,
): Promise<VendorFiles | null> {
  const document = found?.document ?? null
  if (document === null) return null
  const derive = (): Promise<SourceCheck> => deriveAgain(workspace, config, document)
  return { before: await derive(), derive }
}

/** The executables, where a lock is all there is. */
function lockedFiles(
  installation: Installation | null,
  installed: InstalledEngine | null,
): VendorFiles | null {
  if (installation === null || installed === null || installed.builtin) return null
  const derive = async (): Promise<SourceCheck> => toCheck(await toInstalled(installation))
  return { before: toCheck(installed), derive }
}

function toCheck({ executables }: InstalledEngine): SourceCheck {
  const files = new Map(executables.map(({ path, sha256 }) => [path, sha256]))
  return { differences: [], treeSha256: digestOfJson(Object.fromEntries(files)), files }
}

function toDocuments(
  signers: Signers,
  record: FoundRecord | null,
  enablement: FoundEnablement | null,
): ReadonlyMap<string, Uint8Array> {
  const documents: (readonly [string, Uint8Array | null | undefined])[] = [
    ['source.yaml', record?.bytes],
    ['source.yaml.sig', record?.signatureBytes],
    ['enablement.yaml', enablement?.bytes],
    ['enablement.yaml.sig', enablement?.signatureBytes],
    ['allowed_signers', record === null && enablement === null ? null : signers.bytes],
  ]
  return new Map(
    documents.flatMap(([name, bytes]) =>
      bytes === null || bytes === undefined ? [] : [[name, bytes] as const],
    ),
  )
}

/** What proctor ships about an adapter's executables; null when it ships nothing. */
export async function shippedLock(adapterId: string): Promise<EngineLock | null> {
  const folder = findAdapter(adapterId)?.lock ?? adapterId
  const path = join(packageRoot(), 'engine-locks', folder, 'executables.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
  const parsed = EngineLock.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  throw new ProctorError('bug', `${path}: the shipped engine lock is not valid`, { cause: parsed.error })
}
