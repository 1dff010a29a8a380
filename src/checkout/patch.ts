import type { ChangedFile } from '../contract/facts.ts'
import { toPathText } from '../kernel/path-text.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { git } from './git.ts'
import { bytesOf, toRawPath } from './raw-path.ts'

const DIFF = ['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-color']
const PATCH = ['--patch', '--binary', '--full-index', '--src-prefix=a/', '--dst-prefix=b/']
const LIST = ['--raw', '--numstat', '--no-abbrev', '-z']

export interface Patch {
  /** The same bytes wherever it is made. */
  readonly bytes: Buffer
  /** In git's order. */
  readonly changedFiles: ChangedFile[]
}

/** What leads from one tree to another one. */
export async function readPatch(gitDir: string, from: string, to: string): Promise<Patch> {
  const output = await git([...DIFF, ...PATCH, ...LIST, from, to], { gitDir })
  // Between the list, every field of which ends with a NUL, and the patch stands one more.
  const { files, end } = readList(output)
  if (output[end] !== 0) throw new ProctorError('git_failed', 'git diff gave no patch behind its list')
  return { bytes: output.subarray(end + 1), changedFiles: files }
}

const CHANGES: Readonly<Record<string, ChangedFile['change']>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  T: 'modified',
}

const COLON = 0x3a

function toBlob(id: string): string | null {
  return /^0+$/.test(id) ? null : id
}

/** @returns the files, and where their list ends */
function readList(output: Buffer): { readonly files: ChangedFile[]; readonly end: number } {
  let end = 0
  const next = (): string => {
    const stop = output.indexOf(0, end)
    if (stop < 0) throw new ProctorError('git_failed', 'git diff ended within its list')
    const field = toRawPath(output.subarray(end, stop))
    end = stop + 1
    return field
  }
  const raw: (readonly [head: string, path: string])[] = []
  while (output[end] === COLON) raw.push([next(), next()])
  const lines = new Map<string, readonly [added: string, deleted: string]>()
  for (const _ of raw) {
    const [added = '', deleted = '', ...path] = next().split('\t')
    lines.set(path.join('\t'), [added, deleted])
  }
  return { files: raw.map(([head, path]) => toChangedFile(head, path, lines.get(path))), end }
}

function toChangedFile(
  head: string,
  path: string,
  lines: readonly [added: string, deleted: string] | undefined,
): ChangedFile {
  const [oldMode = '', newMode = '', before = '', after = '', letter = ''] = head.slice(1).split(' ')
  const change = CHANGES[letter]
  if (change === undefined || lines === undefined)
    throw new ProctorError('git_failed', `git diff said something unknown: ${head}`)
  const [added, deleted] = lines
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
}
