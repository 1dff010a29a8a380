import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** A file that is laid over a result to test it. */
export interface LaidFile {
  /** In the repository, with `/`. */
  readonly path: string
  readonly content: Uint8Array | string
}

/** The hidden tests of a task: what they are bound to a run by, and what an engine never sees. */
export interface HiddenTests {
  readonly files: readonly LaidFile[]
  /** SHA-256 over the canonical list of paths and digests, in the order of the paths. */
  readonly sha256: string
}

const MAX_FILES = 1_000
const MAX_BYTES = 16 * 1024 * 1024

/**
 * Reads every file below a folder of hidden tests.
 * @param folder absolute
 * @param where `file:line` of the key that names it, for messages
 * @throws ProctorError config_invalid when it is no folder, empty, or holds too much; unsafe_path when it holds a link,
 * a special file or git's own
 */
export async function readHiddenTests(folder: string, where: string): Promise<HiddenTests> {
  const paths: string[] = []
  await collect(folder, '', paths, where)
  if (paths.length === 0) throw refuse('the folder of hidden tests holds no file', where)
  paths.sort()
  const files: (LaidFile & { readonly content: Uint8Array })[] = []
  let bytes = 0
  for (const path of paths) {
    const content = await readFile(join(folder, path))
    bytes += content.byteLength
    if (bytes > MAX_BYTES) throw refuse(`the hidden tests are larger than ${MAX_BYTES} bytes`, where)
    files.push({ path, content })
  }
  const listed = files.map(({ path, content }) => ({ path, sha256: sha256(content) }))
  return { files, sha256: digestOfJson(listed) }
}

async function collect(root: string, below: string, paths: string[], where: string): Promise<void> {
  for (const name of await listFolder(join(root, below), where)) {
    const path = below === '' ? name : `${below}/${name}`
    const found = await lstat(join(root, path))
    const isPlain = found.isFile() || found.isDirectory()
    if (!isPlain || name.toLowerCase() === '.git') {
      const what = isPlain ? "is git's own" : 'is a link or a special file'
      throw new ProctorError('unsafe_path', `hidden tests: \`${path}\` ${what} (${where})`, {
        hint: 'hidden tests are plain files in plain folders',
      })
    }
    if (found.isDirectory()) await collect(root, path, paths, where)
    else paths.push(path)
    if (paths.length > MAX_FILES) throw refuse(`there are more than ${MAX_FILES} hidden tests`, where)
  }
}

async function listFolder(folder: string, where: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    const code = errnoOf(cause)
    if (code === 'ENOENT') throw refuse('there is no folder of hidden tests', where, cause)
    if (code === 'ENOTDIR') throw refuse('the hidden tests are a file and not a folder', where, cause)
    throw cause
  }
}

function refuse(what: string, where: string, cause?: unknown): ProctorError {
  return new ProctorError('config_invalid', `${what} (${where})`, {
    hint: 'put the hidden tests there as they are to lie in the repository, or remove `hiddenTests`',
    cause,
  })
}
