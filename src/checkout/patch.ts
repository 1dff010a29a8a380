import type { ChangedFile } from '../contract/facts.ts'
import { toPathText } from '../kernel/path-text.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { git } from './git.ts'
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
