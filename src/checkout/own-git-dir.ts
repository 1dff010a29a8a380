import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toQuotedPath } from '../kernel/path-text.ts'

export type ObjectFormat = 'sha1' | 'sha256'

/**
 * Beats every .gitattributes, so that files are the bytes of their blobs. `diff` is left unset and not set,
 * since setting it makes text of binary files.
 */
const NEUTRAL_ATTRIBUTES =
  '* -text !crlf !eol -ident !filter !working-tree-encoding !diff !merge !whitespace\n'

export interface GitDirParts {
  readonly format: ObjectFormat
  /** Text of `config` after its head. */
  readonly config: string
  readonly head: string
}

/** Writes a git directory by hand: no template, no hook, no remote, nothing that this file does not say. */
export function writeGitDir(gitDir: string, parts: GitDirParts): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'info']) {
    mkdirSync(join(gitDir, folder), { recursive: true })
  }
  const head =
    parts.format === 'sha256'
      ? '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n'
      : '[core]\n\trepositoryformatversion = 0\n'
  writeFileSync(join(gitDir, 'config'), head + parts.config)
  writeFileSync(join(gitDir, 'info/attributes'), NEUTRAL_ATTRIBUTES)
  writeFileSync(join(gitDir, 'HEAD'), parts.head)
}

/** Exact names and modes, no conversion, no code from anywhere, and no fsync: nothing in here is evidence. */
const OWN_CONFIG = `[core]
	bare = true
	fileMode = true
	symlinks = true
	ignoreCase = false
	precomposeUnicode = false
	protectHFS = false
	protectNTFS = false
	autocrlf = false
	excludesFile = /dev/null
	attributesFile = /dev/null
	hooksPath = /dev/null
	fsmonitor = false
	fsync = none
	logAllRefUpdates = false
[gc]
	auto = 0
[fastimport]
	unpackLimit = 0
`

/**
 * Makes our own bare git directory, which sees the objects of the source and writes only to itself.
 * @param objects absolute path of the source's object folder
 */
export function createOwnGitDir(gitDir: string, objects: string, format: ObjectFormat): void {
  mkdirSync(gitDir)
  writeGitDir(gitDir, { format, config: OWN_CONFIG, head: 'ref: refs/heads/none\n' })
  writeFileSync(join(gitDir, 'objects/info/alternates'), `${toQuotedPath(Buffer.from(objects))}\n`)
}
