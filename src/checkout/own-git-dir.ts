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

export interface GitDirParts {
  readonly format: ObjectFormat
  /** Text of `config` after its head; that of our own bare git dirs when absent. */
  readonly config?: string
  /** Branch that HEAD names; none of our own git dirs has one. */
  readonly branch?: string
  /** Object folder of another git dir of ours to read from. */
  readonly alternate?: string
}

/** Writes a git directory by hand: no template, no hook, no remote, nothing that this file does not say. */
export function writeGitDir(gitDir: string, parts: GitDirParts): void {
  const folders = ['objects/pack', parts.branch === undefined ? 'refs' : 'refs/heads', 'info']
  if (parts.alternate !== undefined) folders.push('objects/info')
  for (const folder of folders) mkdirSync(join(gitDir, folder), { recursive: true })
  const head =
    parts.format === 'sha256'
      ? '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n'
      : '[core]\n\trepositoryformatversion = 0\n'
  writeFileSync(join(gitDir, 'config'), head + (parts.config ?? OWN_CONFIG))
  writeFileSync(join(gitDir, 'info/attributes'), NEUTRAL_ATTRIBUTES)
  writeFileSync(join(gitDir, 'HEAD'), `ref: refs/heads/${parts.branch ?? 'none'}\n`)
  if (parts.alternate === undefined) return
  writeFileSync(join(gitDir, 'objects/info/alternates'), `${toQuotedPath(Buffer.from(parts.alternate))}\n`)
}
