// Promises: a folder with all that a stranger needs to verify a run: the bundle, the public keys, and the base commit.
// Must not: carry what does not verify here, a private key, or anything that runs. Called by: bundle export, bundle import.
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeBasePack } from '../checkout/index.ts'
import type { BundleTransferResult } from '../contract/bundle-export.ts'
import { RunId } from '../contract/ids.ts'
import { Report } from '../contract/report.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { workspacePaths } from '../workspace/paths.ts'
import { readRun } from './list-runs.ts'
import { type VerifyRequest, verifyBundleAt } from './verify-bundle-at.ts'
import { verifyRequestFor } from './verify-request.ts'

/** Fixed names of an export; README.md says to people what they are. */
const EXPORT = { bundle: 'bundle', trust: 'trust.json', base: 'base.pack', readme: 'README.md' } as const

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
    await copy(workspacePaths(workspaceDir).trust, join(draft, EXPORT.trust))
    if (withBase && typeof request.source === 'string')
      await writeBasePack(request.source, report.base.commit, join(draft, EXPORT.base))
    await writeFile(join(draft, EXPORT.readme), readme(report, withBase))
    await chmod(draft, 0o755)
    await place(draft, to)
    return { runId: report.runId, folder: to, verification }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/**
 * Takes an export in below `.proctor/imported/`, when it verifies under keys that the reader trusts. It counts for
 * nothing here: no challenge of this workspace stands behind it.
 * @param from folder of an export
 * @param trustFile trust.json that came by a way the reader trusts; the one in the export proves nothing by itself
 * @throws ProctorError path_missing when `from` holds no bundle, workspace_exists when the run was imported already
 */
export async function importBundle(
  workspaceDir: string,
  from: string,
  { trustFile, allowNotRun }: Pick<VerifyRequest, 'allowNotRun'> & { readonly trustFile: string | undefined },
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
      baseFile: existsSync(base) ? base : undefined,
      allowNotRun,
    })
    const verification = await verifyBundleAt(bundle, request)
    if (!verification.ok) return { runId: null, folder: null, verification }
    const { runId } = Report.parse(JSON.parse(await readFile(join(bundle, 'report.json'), 'utf8')))
    const to = join(imported, RunId.parse(runId))
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

function readme(report: Report, withBase: boolean): string {
  const base = withBase ? ` --base ${EXPORT.base}` : ' --allow-not-run trees'
  return `# Run ${report.runId}

Engine \`${report.engine.id}\`, task \`${report.task.id}\`, status ${report.status} (${report.completeness}).

| what | is |
| --- | --- |
| \`${EXPORT.bundle}/\` | the sealed bundle, byte for byte |
| \`${EXPORT.trust}\` | public keys of the workspace that sealed it |
${withBase ? `| \`${EXPORT.base}\` | commit ${report.base.commit} of repository ${report.repository.id} as a git pack: tree and files, without history |\n` : ''}
To verify it, with nothing but these files and proctor, offline:

    proctor verify ${EXPORT.bundle} --trust ${EXPORT.trust}${base}

The key file came with the rest, so by itself it shows only that all of this belongs together. Compare its key ids with
ones that reached you by another way, or use a trust.json that you have already. To verify without proctor, see its page
on verifying by hand.
`
}
