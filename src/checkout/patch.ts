import { copyFileSync, rmSync } from 'node:fs'
import type { ChangedFile } from '../contract/facts.ts'
import { toPathText } from '../kernel/path-text.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { git, tryGit } from './git.ts'
import { bytesOf, toRawPath } from './raw-path.ts'

const DIFF = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-color']

/** The patch that leads from one tree to another, the same bytes wherever it is made. */
export function readPatch(gitDir: string, from: string, to: string): Promise<Buffer> {
  const form = ['--binary', '--full-index', '--src-prefix=a/', '--dst-prefix=b/']
  return git([...DIFF, ...form, from, to], { gitDir })
}

const CHANGES: Readonly<Record<string, ChangedFile['change']>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  T: 'modified',
}

function toBlob(id: string): string | null {
  return /^0+$/.test(id) ? null : id
}

/** The files that differ between two trees, in git's order. */
export async function readChangedFiles(gitDir: string, from: string, to: string): Promise<ChangedFile[]> {
  const args = [...DIFF, '--raw', '--numstat', '--no-abbrev', '-z', from, to]
  const fields = toRawPath(await git(args, { gitDir })).split('\0')
  const lines = new Map<string, readonly [added: string, deleted: string]>()
  const raw: (readonly [head: string, path: string])[] = []
  for (let at = 0; at < fields.length - 1; at++) {
    const field = fields[at] ?? ''
    if (field.startsWith(':')) raw.push([field, fields[++at] ?? ''])
    else {
      const [added = '', deleted = '', ...path] = field.split('\t')
      lines.set(path.join('\t'), [added, deleted])
    }
  }
  return raw.map(([head, path]) => {
    const [oldMode = '', newMode = '', before = '', after = '', letter = ''] = head.slice(1).split(' ')
    const change = CHANGES[letter]
    const [added, deleted] = lines.get(path) ?? []
    if (change === undefined || added === undefined || deleted === undefined) {
      throw new ProctorError('git_failed', `git diff said something unknown: ${head}`)
    }
    const binary = added === '-'
    return {
      path: toPathText(bytesOf(path)),
      change,
      oldMode,
      newMode,
      beforeBlob: toBlob(before),
      afterBlob: toBlob(after),
      addedLines: binary ? 0 : Number(added),
      deletedLines: binary ? 0 : Number(deleted),
      binary,
    }
  })
}

/**
 * Applies a patch to a copy of an index of ours and writes the tree.
 * @param index index file that holds the tree to start from; it is left as it is
 * @returns id of the tree, or null when the patch does not apply
 */
export async function applyPatch(gitDir: string, index: string, patch: Uint8Array): Promise<string | null> {
  const indexFile = `${index}.applied`
  copyFileSync(index, indexFile)
  try {
    if (patch.length > 0) {
      const args = ['apply', '--cached', '--whitespace=nowarn', '-']
      const { status } = await tryGit(args, { gitDir, indexFile, stdin: patch })
      if (status === null) throw new ProctorError('git_failed', 'git apply was killed')
      if (status !== 0) return null
    }
    const written = await tryGit(['write-tree'], { gitDir, indexFile })
    return written.status === 0 ? written.stdout.toString('latin1').trim() : null
  } finally {
    rmSync(indexFile, { force: true })
  }
}
