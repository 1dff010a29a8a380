import { join } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'
import { formatOf } from './base.ts'
import { git, toGitError, tryGit } from './git.ts'
import { writeGitDir } from './own-git-dir.ts'

/**
 * Writes one commit, its tree and its files as a pack of their own, without the commits before it.
 * @param lent object folder of another repository that this one call may read
 */
function packCommand(gitDir: string, commit: string, lent?: string): Parameters<typeof git> {
  const args = ['pack-objects', '--revs', '--quiet', '--threads=1', '--window=0', '--delta-base-offset']
  const stdin = Buffer.from(`--shallow ${commit}\n${commit}\n`)
  return [args, lent === undefined ? { gitDir, stdin } : { gitDir, stdin, lentObjects: lent }]
}

/** Copies one commit from a git dir of ours into a new object folder. */
export async function packCommit(gitDir: string, commit: string, objects: string): Promise<void> {
  const [args, call] = packCommand(gitDir, commit)
  await git([...args, join(objects, 'pack/pack')], call)
}

/** What git says when it can't write. */
const OURS = /write error|unable to (?:create|write)|cannot (?:create|write)/i

/**
 * Makes a git dir that holds the base and nothing else. Afterwards nothing looks at the source's objects: git
 * renews the times of an object that it would have written, in borrowed folders too, so that borrowing them
 * would touch the source.
 * @throws ProctorError repository_unusable when objects of the commit are missing or broken; git_failed when it was our
 * copy that could not be written
 */
export async function createBaseGitDir(
  baseDir: string,
  sourceObjects: string,
  commit: string,
): Promise<void> {
  writeGitDir(baseDir, { format: formatOf(commit) })
  const [args, call] = packCommand(baseDir, commit, sourceObjects)
  const command = [...args, join(baseDir, 'objects/pack/pack')]
  const result = await tryGit(command, call)
  if (result.status === 0) return
  const cause = toGitError(command, result)
  // Killed by somebody, or for a file that may not grow: that says nothing of the source.
  if (result.status === null || OURS.test(result.stderr)) throw cause
  throw new ProctorError(
    'repository_unusable',
    `commit ${commit} can not be read whole from ${sourceObjects}`,
    {
      hint: 'see what is missing with git fsck; a partial clone needs all files of that commit',
      cause,
    },
  )
}
