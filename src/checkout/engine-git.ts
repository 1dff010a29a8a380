import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Base, formatOf } from './base.ts'
import { packCommit } from './base-objects.ts'
import { git } from './git.ts'
import { writeGitDir } from './own-git-dir.ts'

/**
 * `checkStat = minimal`: giving the files to another user leaves the index valid. The identity lets an engine
 * commit without any configuration of a home folder.
 */
const ENGINE_CONFIG = `[core]
	bare = false
	fileMode = true
	logAllRefUpdates = true
	checkStat = minimal
[user]
	name = engine
	email = engine@localhost
[gc]
	auto = 0
`

/** A commit of ours without parents, for a tree that is not the base. The same bytes for the same tree. */
async function commitTree(gitDir: string, tree: string): Promise<string> {
  const person = 'proctor <proctor@localhost> 0 +0000'
  const stdin = Buffer.from(`tree ${tree}\nauthor ${person}\ncommitter ${person}\n\ncheckout\n`)
  const id = await git(['hash-object', '-t', 'commit', '-w', '--stdin'], { gitDir, stdin })
  return id.toString('latin1').trim()
}

/**
 * Writes a `.git` with one commit, and with none before it. Nothing in it is shared with the source or with us:
 * no link, no alternates, no remote.
 * @param baseDir git dir that holds the base and nothing else
 */
export async function createEngineGit(
  gitDir: string,
  baseDir: string,
  checkout: string,
  tree: string,
  base: Base,
): Promise<void> {
  const isBase = tree === base.tree
  const commit = isBase ? base.commit : await commitTree(gitDir, tree)
  const engineDir = join(checkout, '.git')
  writeGitDir(engineDir, { format: formatOf(commit), config: ENGINE_CONFIG, branch: 'main' })
  writeFileSync(join(engineDir, 'refs/heads/main'), `${commit}\n`)
  writeFileSync(join(engineDir, 'shallow'), `${commit}\n`)
  if (!isBase) return packCommit(gitDir, commit, join(engineDir, 'objects'))
  for (const name of readdirSync(join(baseDir, 'objects/pack'))) {
    copyFileSync(join(baseDir, 'objects/pack', name), join(engineDir, 'objects/pack', name))
  }
}

/** Gives the engine's git the index that git wrote when it made the files, so that it need not read them again. */
export function writeEngineIndex(index: string, checkout: string): void {
  copyFileSync(index, join(checkout, '.git/index'))
}
