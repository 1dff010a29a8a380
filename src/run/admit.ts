import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { AdmissionRecord } from '../contract/decision.ts'
import { EngineLock } from '../contract/engine-lock.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { packageRoot } from '../engines/asset-path.ts'
import type { EngineAdapter, Installation } from '../engines/port.ts'
import { ADAPTER_IDS, findAdapter } from '../engines/registry.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { checkAdmission, type InstalledEngine } from '../policy/check-admission.ts'
import { type MadeBy, made } from './brand.ts'
import { hashInstalled } from './hash-tree.ts'
import type { OpenedRun } from './open-run.ts'

/** A candidate engine with what is on record about its source. */
export interface Candidate {
  readonly config: EngineConfig
  readonly adapter: EngineAdapter
  readonly installation: Installation | null
  readonly record: AdmissionRecord
  readonly recordDigest: string
}

export type Admission = MadeBy<'admit', { readonly candidates: readonly Candidate[] }>

/** Is each candidate's source on record, unchanged, and allowed to run this way? Starts nothing. */
export async function admit(run: OpenedRun): Promise<Admission> {
  run.progress('admit', run.candidates.map(({ id }) => id).join(', '))
  const candidates: Candidate[] = []
  for (const config of run.candidates) candidates.push(await admitOne(run, config))
  return made('admit')({ candidates })
}

/** What is on record about one engine now. */
export async function admitOne(run: Pick<OpenedRun, 'resolve'>, config: EngineConfig): Promise<Candidate> {
  const adapter = findAdapter(config.adapter)
  if (adapter === undefined) {
    throw new ProctorError('engine_unknown', `engine ${config.id}: there is no adapter ${config.adapter}`, {
      hint: `name one of: ${ADAPTER_IDS.join(', ')}`,
    })
  }
  const shipped = join(packageRoot(), 'engine-locks', adapter.lock ?? adapter.id)
  const installation = await adapter.locate(
    config.install === undefined ? shipped : run.resolve(config.install),
  )
  const record = checkAdmission({
    engine: config.id,
    adapter: config.adapter,
    installed: installation === null ? null : await toInstalled(installation),
    lock: await readLock(join(shipped, 'executables.json')),
    platform: `${process.platform}-${process.arch}`,
  })
  return { config, adapter, installation, record, recordDigest: digestOfJson(record) }
}

async function toInstalled(installation: Installation): Promise<InstalledEngine> {
  const { root } = installation
  const executables = await Promise.all(
    installation.executables.map(async (path) => ({
      path: root === null ? `proctor:${path.slice(path.lastIndexOf('/') + 1)}` : relative(root, path),
      sha256: await hashInstalled(path),
    })),
  )
  return { version: installation.version, purl: installation.purl, executables, builtin: root === null }
}

async function readLock(path: string): Promise<EngineLock | null> {
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
