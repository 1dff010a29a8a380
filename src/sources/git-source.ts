// Promises: a git source retrieved at one commit and laid out as files, with what it is run from beside it.
// Must not: run hooks or filters, follow a branch, use what it can't name by commit, or write but below its folder.
// Called by: run/, through index.ts.
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { GitInstallation, GitSource } from '../contract/source-admission.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { DerivedSource } from './derived-source.ts'
import { digestTree, type TreeDigest } from './digest-tree.ts'
import { describeInstallation } from './git-installation.ts'
import { archiveDigest, type Command, git, signatureOf, treeOf } from './git-objects.ts'
import { findLicence } from './licence-evidence.ts'

export interface GitRequest {
  /** The address that goes on record. */
  readonly url: string
  /** A folder to retrieve from instead: a mirror of that address. */
  readonly mirror: string | undefined
  readonly commit: string | undefined
  readonly tag: string | undefined
  /** The folder that the engine is run from, where that is not the source as it is. */
  readonly install?: string | undefined
}

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** The commands that retrieve a commit, for people to see before they run in an empty folder. */
export function gitCommands({ url, mirror }: GitRequest, commit: string): readonly Command[] {
  const from = mirror === undefined ? url : pathToFileURL(mirror).href
  return [
    ['git', 'init', '--quiet', '--bare', '--template=', 'git'],
    ['git', '--git-dir=git', 'fetch', '--quiet', '--no-tags', '--depth=1', from, commit],
  ]
}

/** The commit that is meant: the one named, or the one that the tag leads to now. @throws ProctorError source_failed */
export async function resolveCommit({ url, mirror, commit, tag }: GitRequest): Promise<string> {
  if (commit !== undefined) {
    if (FULL_ID.test(commit)) return commit
    throw new ProctorError('usage', `${commit} is no full commit id`, { hint: 'write all 40 digits of it' })
  }
  if (tag === undefined)
    throw new ProctorError('usage', 'a git source needs a commit or a tag', { hint: 'add --commit or --tag' })
  const from = mirror === undefined ? url : pathToFileURL(mirror).href
  const ref = `refs/tags/${tag}`
  const listed = await git(['ls-remote', from, ref, `${ref}^{}`], process.cwd())
  const ids = new Map(
    listed
      .toString('utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .flatMap(([id, name]) => (id === undefined || name === undefined ? [] : [[name, id] as const])),
  )
  const found = ids.get(`${ref}^{}`) ?? ids.get(ref)
  if (found !== undefined && FULL_ID.test(found)) return found
  throw new ProctorError('source_failed', `${from} has no tag ${tag}`, { hint: 'name a tag that is there' })
}

/** Retrieves a commit into `folder` (`git/` its objects, `tree/` its files) and says what is there. */
export async function retrieveGit(
  request: GitRequest,
  commit: string,
  folder: string,
): Promise<DerivedSource> {
  const objects = join(folder, 'git')
  const commands = gitCommands(request, commit)
  await mkdir(folder, { recursive: true })
  for (const [, ...args] of commands) await git(args, folder)
  const tree = join(folder, 'tree')
  await layOut(objects, commit, tree)
  const digest = await digestTree(tree, { modes: true })
  if (digest === null) throw new ProctorError('bug', `${tree} was not written`)
  const treeId = await treeOf(objects, commit)
  const installed = await installationOf(request.install, digest)
  const source: GitSource = {
    kind: 'git',
    url: request.url,
    commit,
    tag: request.tag ?? null,
    tree: treeId,
    treeSha256: digest.sha256,
    archiveSha256: await archiveDigest(objects, commit),
    swhid: { rev: `swh:1:rev:${commit}`, dir: `swh:1:dir:${treeId}` },
    commitSignature: await signatureOf(objects, commit),
    executables: digest.executables.map((path) => ({ path, sha256: digest.files.get(path) ?? '' })),
    ...(installed === null ? {} : { installation: installed }),
  }
  return {
    source,
    licence: await findLicence(tree),
    installScripts: [],
    sbom: null,
    registrySignature: 'unavailable',
    commands,
  }
}

/** @throws ProctorError source_failed when the folder is not there or is none that could go on record */
async function installationOf(
  install: string | undefined,
  committed: TreeDigest,
): Promise<GitInstallation | null> {
  if (install === undefined) return null
  const digest = await digestTree(install, { modes: true })
  const described =
    digest === null
      ? { installation: null, problem: 'it is not there' }
      : await describeInstallation(install, digest, committed)
  if (described.installation !== null) return described.installation
  throw new ProctorError('source_failed', `nothing can be run from ${install}: ${described.problem}`, {
    hint: 'install the commit that is to be admitted there, or take engines[].install out of proctor.yaml',
  })
}

/** Writes the files of a commit byte for byte: no attribute of the source changes, adds or leaves out anything. */
async function layOut(objects: string, commit: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  const listing = await git([`--git-dir=${objects}`, 'ls-tree', '-r', '-z', '--full-tree', commit], objects)
  const links: (readonly [string, string])[] = []
  for (const line of listing.toString('utf8').split('\0')) {
    if (line === '') continue
    const [, mode, id, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? []
    if (mode === undefined || id === undefined || path === undefined)
      throw unusable(commit, 'its tree can not be read')
    if (mode === '160000') throw unusable(commit, `${path} is a submodule, which is not retrieved`)
    if (path.includes('\uFFFD') || /(?:^|\/)(?:\.{1,2}|\.git)(?:\/|$)/i.test(path))
      throw unusable(commit, `${JSON.stringify(path)} is no path that may be written`)
    const bytes = await git([`--git-dir=${objects}`, 'cat-file', 'blob', id], objects)
    await mkdir(dirname(join(target, path)), { recursive: true })
    if (mode === '120000') links.push([path, bytes.toString('utf8')])
    else {
      await writeFile(join(target, path), bytes, { flag: 'wx' })
      await chmod(join(target, path), mode === '100755' ? 0o755 : 0o644)
    }
  }
  // Last, so that nothing is ever written through a link.
  for (const [path, to] of links) await symlink(to, join(target, path))
}

function unusable(commit: string, why: string): ProctorError {
  return new ProctorError('source_failed', `commit ${commit} can not be used: ${why}`)
}
