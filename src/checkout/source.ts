import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** Where a repository keeps its parts. Found without git, so that ownership checks play no role. */
export interface Source {
  /** HEAD and index are here: the `.git` of the work tree, or that of a linked one. */
  readonly gitDir: string
  /** Refs, objects and configuration are here; the same as `gitDir` but for linked work trees. */
  readonly commonDir: string
  /** Null for a bare repository. */
  readonly workTree: string | null
}

function unusable(message: string, hint: string, cause?: unknown): ProctorError {
  return new ProctorError('repository_unusable', message, { hint, cause })
}

function kindAt(path: string): 'folder' | 'file' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(errnoOf(error) ?? '')) return 'nothing'
    throw error
  }
}

/** First line of a small file, or null when there is none. */
function lineAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').split('\n', 1)[0] ?? ''
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

function isGitDir(path: string): boolean {
  return (
    kindAt(join(path, 'HEAD')) === 'file' && (kindAt(join(path, 'objects')) === 'folder' || isLinked(path))
  )
}

function isLinked(gitDir: string): boolean {
  return kindAt(join(gitDir, 'commondir')) === 'file'
}

function withCommonDir(gitDir: string, workTree: string | null): Source {
  const line = lineAt(join(gitDir, 'commondir'))
  return { gitDir, commonDir: line === null ? gitDir : resolve(gitDir, line), workTree }
}

const NAME_ONE = 'name the folder of a git repository'

/**
 * Finds the parts of the repository at exactly this path; folders above are not searched.
 * @throws ProctorError repository_unusable
 */
export function findSource(path: string): Source {
  const kind = kindAt(path)
  if (kind === 'nothing') throw unusable(`there is nothing at ${resolve(path)}`, NAME_ONE)
  if (kind === 'file') throw unusable(`${resolve(path)} is a file`, NAME_ONE)
  const folder = realpathSync(path)
  const dotGit = join(folder, '.git')
  const dotGitKind = kindAt(dotGit)
  if (dotGitKind === 'folder' && isGitDir(dotGit)) return withCommonDir(dotGit, folder)
  if (dotGitKind === 'file') {
    const target = /^gitdir: (.+)$/.exec(lineAt(dotGit) ?? '')?.[1]
    if (target !== undefined && isGitDir(resolve(folder, target))) {
      return withCommonDir(resolve(folder, target), folder)
    }
    throw unusable(`${dotGit} leads to no git directory`, 'repair the linked work tree: git worktree repair')
  }
  if (isGitDir(folder)) {
    if (basename(folder) !== '.git') return withCommonDir(folder, null)
    throw unusable(`${folder} is the inside of a repository`, 'name the folder that holds .git')
  }
  throw unusable(`${folder} is not a git repository`, 'name its top folder, or run git init and commit there')
}
