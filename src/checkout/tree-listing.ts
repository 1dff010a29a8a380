import { git } from './git.ts'
import { type RawPath, toRawPath } from './raw-path.ts'

/** One file, link or submodule of a git tree. */
export interface TreeEntry {
  /** Six octal digits; `160000` is a submodule. */
  readonly mode: string
  readonly id: string
  /** Bytes of the blob; 0 for a submodule. */
  readonly size: number
}

/** Everything below a tree. */
export interface TreeListing {
  /** Files, links and submodules. */
  readonly entries: ReadonlyMap<RawPath, TreeEntry>
  /** Git id of each folder. */
  readonly folders: ReadonlyMap<RawPath, string>
}

export const GITLINK = '160000'

export async function readTreeListing(gitDir: string, tree: string): Promise<TreeListing> {
  const output = toRawPath(await git(['ls-tree', '-r', '-t', '-l', '-z', '--full-tree', tree], { gitDir }))
  const entries = new Map<RawPath, TreeEntry>()
  const folders = new Map<RawPath, string>()
  for (const line of output.split('\0')) {
    if (line === '') continue
    const tab = line.indexOf('\t')
    const path = line.slice(tab + 1)
    const [mode = '', type = '', id = '', size = ''] = line.slice(0, tab).split(/ +/)
    if (type === 'tree') folders.set(path, id)
    else entries.set(path, { mode, id, size: size === '-' ? 0 : Number(size) })
  }
  return { entries, folders }
}
