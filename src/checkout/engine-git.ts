import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Base, formatOf } from './base.ts'
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
  const stdin = Buffer.from(
    `tree ${tree}\nauthor proctor <proctor@localhost> 0 +0000\ncommitter proctor <proctor@localhost> 0 +0000\n\ncheckout\n`,
  )
  const id = await git(['hash-object', '-t', 'commit', '-w', '--stdin'], { gitDir, stdin })
  return id.toString('latin1').trim()
}

/**
 * Writes the objects of one commit, and of none before it, as a pack of their own into a new `.git`. Nothing in
 * it is shared with the source: no link, no alternates, no remote.
 */
export async function createEngineGit(
  gitDir: string,
  checkout: string,
  tree: string,
  base: Base,
): Promise<void> {
  const commit = tree === base.tree ? base.commit : await commitTree(gitDir, tree)
  const engineDir = join(checkout, '.git')
  mkdirSync(engineDir)
  writeGitDir(engineDir, { format: formatOf(commit), config: ENGINE_CONFIG, head: 'ref: refs/heads/main\n' })
  writeFileSync(join(engineDir, 'refs/heads/main'), `${commit}\n`)
  writeFileSync(join(engineDir, 'shallow'), `${commit}\n`)
  const args = ['pack-objects', '--revs', '--quiet', '--threads=1', '--window=0', '--delta-base-offset']
  await git([...args, join(engineDir, 'objects/pack/pack')], {
    gitDir,
    stdin: Buffer.from(`--shallow ${commit}\n${commit}\n`),
  })
}

/** Gives the engine's git the index that git wrote when it made the files, so that it need not read them again. */
export function writeEngineIndex(index: string, checkout: string): void {
  copyFileSync(index, join(checkout, '.git/index'))
}
