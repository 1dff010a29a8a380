import { createReadStream, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'
import { formatOf, readBase } from './base.ts'
import { createBaseGitDir } from './base-objects.ts'
import { toGitError, tryGit } from './git.ts'
import { writeGitDir } from './own-git-dir.ts'
import { removeFolder } from './removal.ts'
import { findSource } from './source.ts'

/** A pack from elsewhere is taken in up to this size. */
const MOST_BYTES = 4 * 1024 ** 3

/**
 * Writes one commit of a repository, its tree and its files as a pack: data alone, unlike a git dir, which can hold
 * configuration and hooks.
 * @param source path of the repository; only read
 * @param to file to write
 * @throws ProctorError repository_unusable, base_unknown, git_failed
 */
export async function writeBasePack(source: string, commit: string, to: string): Promise<void> {
  const found = findSource(source)
  await readBase(found, commit)
  const scratch = `${resolve(to)}.git`
  mkdirSync(scratch)
  try {
    await createBaseGitDir(scratch, join(found.commonDir, 'objects'), commit)
    const folder = join(scratch, 'objects/pack')
    const pack = readdirSync(folder).find((name) => name.endsWith('.pack'))
    if (pack === undefined) throw new ProctorError('git_failed', 'git pack-objects wrote no pack')
    renameSync(join(folder, pack), to)
  } finally {
    removeFolder(scratch)
  }
}

/**
 * Makes a git dir of ours around a pack that came from elsewhere; git checks the id of every object in it.
 * @param gitDir folder to make; removed again when the pack is not usable
 * @throws ProctorError repository_unusable when it is no pack, too large, or lacks the commit
 */
export async function openBasePack(pack: string, commit: string, gitDir: string): Promise<void> {
  writeGitDir(gitDir, { format: formatOf(commit) })
  try {
    const args = ['index-pack', '--stdin', `--max-input-size=${MOST_BYTES}`]
    const result = await tryGit(args, { gitDir, stdin: createReadStream(pack) })
    if (result.status !== 0)
      throw unusable(pack, 'it is not a pack that git can read', toGitError(args, result))
    await readBase(findSource(gitDir), commit)
  } catch (error) {
    removeFolder(gitDir)
    if (error instanceof ProctorError && error.code === 'base_unknown')
      throw unusable(pack, `it does not hold commit ${commit}`, error)
    throw error
  }
}

function unusable(pack: string, why: string, cause: unknown): ProctorError {
  return new ProctorError('repository_unusable', `${pack}: ${why}`, {
    hint: 'ask for the export again, or leave trees out: --allow-not-run trees',
    cause,
  })
}
