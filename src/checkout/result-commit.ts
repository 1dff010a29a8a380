import { join, resolve } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'
import { formatOf, readBase } from './base.ts'
import { createBaseGitDir } from './base-objects.ts'
import { git, tryGit } from './git.ts'
import { findSource } from './source.ts'

export interface ResultCommit {
  /** Path of the repository; only read. */
  readonly source: string
  /** Full id of the commit that the patch is against. */
  readonly base: string
  readonly patch: Uint8Array
  /** What the patch must make of the base. */
  readonly resultTree: string
  readonly message: string
  /** The commit's dates. The same parts give the same commit. */
  readonly at: Date
  /** Folder to create: a git dir of our own, which the caller removes. */
  readonly gitDir: string
}

/**
 * Makes one commit of a patch on its base, in a git dir of our own.
 * @returns its id, and where the source keeps its objects
 * @throws ProctorError base_unknown, repository_unusable; git_failed when the patch does not give the tree
 */
export async function makeResultCommit(
  options: ResultCommit,
): Promise<{ readonly commit: string; readonly sourceObjects: string }> {
  const { base, patch, resultTree, message, at } = options
  const gitDir = resolve(options.gitDir)
  const source = findSource(options.source)
  const sourceObjects = join(source.commonDir, 'objects')
  const { commit: parent, tree } = await readBase(source, base)
  await createBaseGitDir(gitDir, sourceObjects, parent)
  const indexed = { gitDir, indexFile: join(gitDir, 'result.index') }
  await git(['read-tree', tree], indexed)
  const { status } = await tryGit(['apply', '--cached', '--whitespace=nowarn', '-'], {
    ...indexed,
    stdin: patch,
  })
  const made = status === 0 ? (await git(['write-tree'], indexed)).toString('latin1').trim() : null
  if (made !== resultTree || formatOf(made) !== formatOf(parent))
    throw new ProctorError(
      'git_failed',
      `the patch makes ${made ?? 'nothing'} of its base, not ${resultTree}`,
    )
  const who = `proctor <proctor@localhost> ${Math.floor(at.getTime() / 1_000)} +0000`
  const text = `tree ${made}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\n${message}`
  const written = await git(['hash-object', '-t', 'commit', '-w', '--stdin'], {
    gitDir,
    stdin: Buffer.from(text),
  })
  return { commit: written.toString('latin1').trim(), sourceObjects }
}
