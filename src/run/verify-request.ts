import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SkippableCheck } from '../contract/finding.ts'
import { Report } from '../contract/report.ts'
import type { Trust } from '../contract/trust.ts'
import { errnoOf, isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import { findWorkspace, readTrust, readWorkspace } from '../workspace/read-workspace.ts'
import { type CheckSignature, readSigners, signersOfFile } from './signers.ts'
import type { VerifyRequest } from './verify-bundle-at.ts'

interface VerifyOptions {
  /** Where the search for a workspace starts. */
  readonly start: string
  readonly trustFile?: string | undefined
  /** allowed_signers to trust instead of the workspace's. */
  readonly signersFile?: string | undefined
  /** Pack with the base, as an export holds it; the workspace's repository is not looked at then. */
  readonly baseFile?: string | undefined
  readonly allowNotRun: readonly SkippableCheck[]
}

/** Whose keys to trust and where the repository is: said by the caller, or by the workspace around. */
export async function verifyRequestFor(bundle: string, options: VerifyOptions): Promise<VerifyRequest> {
  const dir = await surroundingWorkspace(options.start)
  const { allowNotRun, trustFile, signersFile, baseFile } = options
  const trust = trustFile === undefined ? await trustOf(dir) : await namedTrust(trustFile)
  const signers = async (): Promise<CheckSignature | null> => {
    if (signersFile !== undefined) return await signersOfFile(signersFile, trust)
    return dir === null ? null : (await readSigners(await readWorkspace(dir))).check
  }
  if (baseFile !== undefined && !existsSync(baseFile))
    throw new ProctorError('path_missing', `${baseFile}: there is no such pack`, { hint: 'check --base' })
  if (baseFile !== undefined) return { trust, source: { pack: baseFile }, allowNotRun, signers }
  if (dir === null) return { trust, source: null, allowNotRun, signers }
  return { trust, source: await sourceOf(dir, bundle), allowNotRun, signers }
}

async function trustOf(dir: string | null): Promise<Trust | null> {
  return dir === null ? null : await readTrust(join(dir, 'trust.json'))
}

async function namedTrust(path: string): Promise<Trust> {
  const trust = await readTrust(path)
  if (trust !== null) return trust
  throw new ProctorError('config_unreadable', `${path}: there is no trust file`, { hint: 'check --trust' })
}

async function surroundingWorkspace(start: string): Promise<string | null> {
  try {
    return await findWorkspace(start)
  } catch (error) {
    if (isProctorError(error, 'workspace_missing')) return null
    throw error
  }
}

/** The repository that the report names, when the workspace has it. A hint only: the verifier checks everything. */
async function sourceOf(dir: string, bundle: string): Promise<string | null> {
  let text: string
  try {
    text = await readFile(join(bundle, 'report.json'), 'utf8')
  } catch (error) {
    if (errnoOf(error) !== undefined) return null
    throw error
  }
  const report = Report.safeParse(parseOrNull(text))
  if (!report.success) return null
  const workspace = await readWorkspace(dir)
  const repository = workspace.config.repositories.find(({ id }) => id === report.data.repository.id)
  return repository === undefined ? null : resolve(dir, repository.path)
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
