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

export type TreeListing = ReadonlyMap<RawPath, TreeEntry>

export const GITLINK = '160000'

/** Everything below a tree, folders left out. */
export async function readTreeListing(gitDir: string, tree: string): Promise<TreeListing> {
  const output = toRawPath(await git(['ls-tree', '-r', '-l', '-z', '--full-tree', tree], { gitDir }))
  const listing = new Map<RawPath, TreeEntry>()
  for (const line of output.split('\0')) {
    if (line === '') continue
    const tab = line.indexOf('\t')
    const [mode = '', , id = '', size = ''] = line.slice(0, tab).split(/ +/)
    listing.set(line.slice(tab + 1), { mode, id, size: size === '-' ? 0 : Number(size) })
  }
  return listing
}
