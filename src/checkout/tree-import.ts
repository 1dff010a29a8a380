import { toQuotedPath } from '../kernel/path-text.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Edit } from './folder-scan.ts'
import { git } from './git.ts'
import { bytesOf, type RawPath } from './raw-path.ts'

const BLOCK = 64 * 1024

/** Bytes that git's id of the tree with nothing in it starts with, in both object formats. */
const EMPTY_TREES = [
  '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
]

function quoted(path: RawPath): string {
  return toQuotedPath(bytesOf(path))
}

/** Gathers small pieces into blocks, so that a file costs no write of its own. */
async function* inBlocks(pieces: Iterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let size = 0
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    held.push(bytes)
    size += bytes.length
    if (size < BLOCK) continue
    yield Buffer.concat(held)
    held = []
    size = 0
  }
  yield Buffer.concat(held)
}

function* toStream(tree: string, deleted: readonly RawPath[], edits: readonly Edit[], ref: string) {
  yield `commit ${ref}\nmark :1\ncommitter proctor <proctor@localhost> 0 +0000\ndata 0\n`
  if (!EMPTY_TREES.includes(tree)) yield `M 040000 ${tree} ""\n`
  for (const path of deleted) yield `D ${quoted(path)}\n`
  for (const edit of edits) {
    yield `M ${edit.mode} inline ${quoted(edit.path)}\ndata ${edit.size}\n`
    yield* edit.chunks()
    yield '\n'
  }
  yield '\nls :1 ""\ndone\n'
}

/**
 * Writes `tree` without the deleted paths and with the edits into our git dir. Deletions come first, so that a
 * file can take the place of a folder and the other way round.
 * @param ref name of our own to write to; one for each import, so that imports may run side by side
 * @returns id of the new tree
 */
export async function importTree(
  gitDir: string,
  tree: string,
  deleted: readonly RawPath[],
  edits: readonly Edit[],
  ref: string,
): Promise<string> {
  const output = await git(['fast-import', '--quiet', '--done', '--force'], {
    gitDir,
    stdin: inBlocks(toStream(tree, deleted, edits, ref)),
  })
  const id = /^040000 tree ([0-9a-f]{40}|[0-9a-f]{64})\t/.exec(output.toString('latin1'))?.[1]
  if (id === undefined) throw new ProctorError('git_failed', 'git fast-import named no tree')
  return id
}
