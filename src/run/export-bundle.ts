// Promises: a folder with all that a stranger needs to verify a run: the bundle, the public keys, and the base commit.
// Must not: carry what does not verify here, a private key, or anything that runs. Called by: bundle export, bundle import.
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeBasePack } from '../checkout/index.ts'
import type { BundleTransferResult } from '../contract/bundle-export.ts'
import { Report } from '../contract/report.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { workspacePaths } from '../workspace/paths.ts'
import { readRun } from './list-runs.ts'
import { type VerifyRequest, verifyBundleAt } from './verify-bundle-at.ts'
import { verifyRequestFor } from './verify-request.ts'

/** Fixed names of an export; README.md says to people what they are. */
const EXPORT = {
  bundle: 'bundle',
  trust: 'trust.json',
  signers: 'allowed_signers',
  base: 'base.pack',
  readme: 'README.md',
} as const

/**
 * @param to folder to make, absolute
 * @param withBase leaves the base commit out when false: the patch can't be checked against it then
 * @throws ProctorError path_missing for an unknown run, workspace_exists when `to` is there already
 */
export async function exportBundle(
  workspaceDir: string,
  run: string,
  to: string,
  withBase: boolean,
): Promise<BundleTransferResult> {
  const { report, folder: bundle } = await readRun(workspaceDir, run)
  const request = await verifyRequestFor(bundle, { start: workspaceDir, allowNotRun: [] })
  const draft = await openDraft(to)
  try {
    // Judged is what was copied, and what will be carried.
    await copy(bundle, join(draft, EXPORT.bundle))
    const verification = await verifyBundleAt(join(draft, EXPORT.bundle), request)
    if (!verification.ok) return { runId: report.runId, folder: null, verification }
    const { trust, signers } = workspacePaths(workspaceDir)
    await copy(trust, join(draft, EXPORT.trust))
    const asked = existsSync(join(bundle, 'approvals'))
    if (asked) await copy(signers, join(draft, EXPORT.signers))
    if (withBase && typeof request.source === 'string')
      await writeBasePack(request.source, report.base.commit, join(draft, EXPORT.base))
    await writeFile(join(draft, EXPORT.readme), readme(report, { withBase, asked }))
    await chmod(draft, 0o755)
    await place(draft, to)
    return { runId: report.runId, folder: to, verification }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

export interface ImportOptions extends Pick<VerifyRequest, 'allowNotRun'> {
  /** By a way that the reader trusts: those in the export prove nothing by themselves. The workspace's when absent. */
  readonly trustFile: string | undefined
  readonly signersFile: string | undefined
}

/**
 * Takes an export in below `.proctor/imported/`, when it verifies under keys that the reader trusts. It counts for
 * nothing here: no challenge of this workspace stands behind it.
 * @param from folder of an export
 * @throws ProctorError path_missing when `from` holds no bundle, workspace_exists when the run was imported already
 */
export async function importBundle(
  workspaceDir: string,
  from: string,
  { trustFile, signersFile, allowNotRun }: ImportOptions,
): Promise<BundleTransferResult> {
  if (!existsSync(join(from, EXPORT.bundle)))
    throw new ProctorError('path_missing', `${from}: there is no ${EXPORT.bundle}/ in it`, {
      hint: 'name a folder that proctor bundle export made',
    })
  const imported = join(workspacePaths(workspaceDir).state, 'imported')
  const draft = await openDraft(join(imported, 'draft'))
  try {
    // Judged is what was copied, since whoever owns the other folder may change it.
    for (const name of Object.values(EXPORT))
      if (existsSync(join(from, name))) await copy(join(from, name), join(draft, name))
    const bundle = join(draft, EXPORT.bundle)
    const base = join(draft, EXPORT.base)
    const request = await verifyRequestFor(bundle, {
      start: workspaceDir,
      trustFile,
      signersFile,
      baseFile: existsSync(base) ? base : undefined,
      allowNotRun,
    })
    const verification = await verifyBundleAt(bundle, request)
    if (!verification.ok) return { runId: null, folder: null, verification }
    const { runId } = Report.parse(JSON.parse(await readFile(join(bundle, 'report.json'), 'utf8')))
    const to = join(imported, runId)
    await place(draft, to)
    return { runId, folder: to, verification }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true })
}

/** A folder beside where it will stand, so that one rename puts it there. */
async function openDraft(target: string): Promise<string> {
  const folder = dirname(target)
  try {
    await mkdir(folder, { recursive: true })
    return await mkdtemp(join(folder, `.${basename(target)}-`))
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    throw new ProctorError('path_missing', `${folder}: no folder can be made there (${errno})`, { cause })
  }
}

/** The folder appears with everything in it, or not at all. @throws ProctorError workspace_exists */
async function place(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
    throw new ProctorError('workspace_exists', `${target} is there already`, {
      hint: 'nothing is overwritten: name another folder, or remove this one',
    })
  }
}

function readme(
  report: Report,
  { withBase, asked }: { readonly withBase: boolean; readonly asked: boolean },
): string {
  const signers = asked ? ` --signers ${EXPORT.signers}` : ''
  const base = withBase ? ` --base ${EXPORT.base}` : ' --allow-not-run trees'
  const rows = [
    [`${EXPORT.bundle}/`, 'the sealed bundle, byte for byte'],
    [EXPORT.trust, 'public keys of the workspace that sealed it'],
    ...(asked ? [[EXPORT.signers, 'public keys of the people who may approve there, by role']] : []),
    ...(withBase
      ? [
          [
            EXPORT.base,
            `commit ${report.base.commit} of repository ${report.repository.id} as a git pack: tree and files, without history`,
          ],
        ]
      : []),
  ]
  return `# Run ${report.runId}

Engine \`${report.engine.id}\`, task \`${report.task.id}\`, status ${report.status} (${report.completeness}) as it was sealed.

| what | is |
| --- | --- |
${rows.map(([name, what]) => `| \`${name}\` | ${what} |`).join('\n')}

To verify it, with nothing but these files and proctor, offline:

    proctor verify ${EXPORT.bundle} --trust ${EXPORT.trust}${signers}${base}

The files with keys came with the rest, so by themselves they show only that all of this belongs together. Compare their
keys with ones that reached you by another way, or use files that you have already. To verify without proctor, see its
page on verifying by hand.
`
}
