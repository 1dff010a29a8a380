// Promises: a git source retrieved at one commit and laid out as files, and the same derived again later.
// Must not: run hooks or filters, follow a branch, use what it can't name by commit, or write but below its folder.
// Called by: run/, through index.ts.
import { existsSync } from 'node:fs'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { GitSource } from '../contract/source-admission.ts'
import { sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { DerivedSource, SourceCheck } from './derived-source.ts'
import type { DigestCache } from './digest-cache.ts'
import { digestTree } from './digest-tree.ts'
import { findLicence } from './licence-evidence.ts'
import { digestOutput, PROGRAM_PATH, runProgram } from './start-program.ts'

export interface GitRequest {
  /** The address that goes on record. */
  readonly url: string
  /** A folder to retrieve from instead: a mirror of that address. */
  readonly mirror: string | undefined
  readonly commit: string | undefined
  readonly tag: string | undefined
}

type Command = readonly [string, ...string[]]

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** The commands that retrieve a commit, for people to see before they run in an empty folder. */
export function gitCommands({ url, mirror }: GitRequest, commit: string): readonly Command[] {
  const from = mirror === undefined ? url : pathToFileURL(mirror).href
  return [
    ['git', 'init', '--quiet', '--bare', 'git'],
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

/** Derives a recorded git source again: its objects in `folder`, its files in `root`. */
export async function checkGit(
  source: GitSource,
  folder: string,
  root: string,
  cache: DigestCache,
): Promise<SourceCheck> {
  const differences: string[] = []
  const objects = join(folder, 'git')
  if (!existsSync(objects)) {
    differences.push('its commit is not at hand on this machine: fetch it with proctor source check --fetch')
  } else {
    const tree = await treeOf(objects, source.commit)
    if (tree !== source.tree)
      differences.push(`commit ${source.commit} has tree ${tree}, admitted is ${source.tree}`)
    const archive = await archiveDigest(objects, source.commit)
    if (archive !== source.archiveSha256)
      differences.push(
        `the archive of the commit has SHA-256 ${archive}, admitted is ${source.archiveSha256}`,
      )
  }
  const digest = await digestTree(root, { modes: true, cache })
  if (digest === null)
    return {
      differences: [...differences, `there is no folder ${root}`],
      treeSha256: sha256(''),
      files: new Map(),
    }
  for (const { path, sha256: admitted } of source.executables) {
    const actual = digest.files.get(path)
    if (actual !== admitted)
      differences.push(`${path} has SHA-256 ${actual ?? '(it is not there)'}, admitted is ${admitted}`)
  }
  if (digest.sha256 !== source.treeSha256)
    differences.push(
      `the files of the source have SHA-256 ${digest.sha256}, admitted is ${source.treeSha256}`,
    )
  return { differences, treeSha256: digest.sha256, files: digest.files }
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

async function treeOf(objects: string, commit: string): Promise<string> {
  return (await git([`--git-dir=${objects}`, 'rev-parse', '--verify', `${commit}^{tree}`], objects))
    .toString('utf8')
    .trim()
}

async function archiveDigest(objects: string, commit: string): Promise<string> {
  const argv: Command = [
    'git',
    '-c',
    'tar.umask=0022',
    `--git-dir=${objects}`,
    'archive',
    '--format=tar',
    commit,
  ]
  return await digestOutput(argv, { cwd: objects, env: gitEnvironment() })
}

async function signatureOf(objects: string, commit: string): Promise<GitSource['commitSignature']> {
  const letter = (await git([`--git-dir=${objects}`, 'log', '-1', '--format=%G?', commit], objects))
    .toString('utf8')
    .trim()
  if (letter === 'N') return 'none'
  if (letter === 'B') return 'bad'
  return letter === 'G' ? 'good' : 'unknown-key'
}

function git(args: readonly string[], cwd: string): Promise<Buffer> {
  return runProgram(['git', ...args], { cwd, env: gitEnvironment() })
}

/** No configuration but ours; a local mirror may belong to another user and is asked for a commit by its id. */
function gitEnvironment(): Record<string, string | undefined> {
  const settings = [
    ['transfer.fsckObjects', 'true'],
    ['uploadpack.allowAnySHA1InWant', 'true'],
    ['safe.directory', '*'],
    ['core.hooksPath', '/dev/null'],
    ['protocol.version', '2'],
  ]
  return {
    PATH: PROGRAM_PATH,
    HOME: process.env.HOME,
    SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK,
    HTTPS_PROXY: process.env.HTTPS_PROXY,
    https_proxy: process.env.https_proxy,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}

function unusable(commit: string, why: string): ProctorError {
  return new ProctorError('source_failed', `commit ${commit} can not be used: ${why}`)
}
