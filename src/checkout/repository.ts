import { join, resolve } from 'node:path'
import { formatOf, readBase } from './base.ts'
import { openCheckout } from './checkout.ts'
import { git } from './git.ts'
import { createIgnoreRules } from './ignore-rules.ts'
import { createOwnGitDir } from './own-git-dir.ts'
import type { OpenRepository } from './port.ts'
import { bytesOf, toRawPath } from './raw-path.ts'
import { removeFolder } from './removal.ts'
import { findSource } from './source.ts'
import { readSourceState } from './source-state.ts'
import { readTreeListing, type TreeListing } from './tree-listing.ts'

/** A path that can be in a tree, without slashes at its end; null for `..`, absolute paths and the like. */
function toTreePath(path: string): string | null {
  const trimmed = path.replace(/\/+$/, '')
  const parts = trimmed.split('/')
  return trimmed.includes('\0') || parts.some((part) => ['', '.', '..'].includes(part)) ? null : trimmed
}

async function readIds(
  gitDir: string,
  tree: string,
  paths: readonly string[],
): Promise<Map<string, string | null>> {
  const ids = new Map<string, string | null>(paths.map((path) => [path, path === '.' ? tree : null]))
  const asked = paths.flatMap((path) => toTreePath(path) ?? [])
  if (asked.length === 0) return ids
  const output = toRawPath(await git(['ls-tree', '-z', '--full-tree', tree, '--', ...asked], { gitDir }))
  const found = new Map<string, string>()
  for (const line of output.split('\0').slice(0, -1)) {
    const tab = line.indexOf('\t')
    found.set(bytesOf(line.slice(tab + 1)).toString(), line.slice(0, tab).split(' ')[2] ?? '')
  }
  for (const path of paths) ids.set(path, found.get(toTreePath(path) ?? '') ?? ids.get(path) ?? null)
  return ids
}

/** See `OpenRepository` in port.ts. */
export const openRepository: OpenRepository = async (sourcePath, revision, gitDirPath) => {
  const source = findSource(sourcePath)
  const gitDir = resolve(gitDirPath)
  const base = await readBase(source, revision)
  createOwnGitDir(gitDir, join(source.commonDir, 'objects'), formatOf(base.commit))

  const listings = new Map<string, Promise<TreeListing>>()
  const listingOf = (tree: string) => {
    const known = listings.get(tree) ?? readTreeListing(gitDir, tree)
    listings.set(tree, known)
    return known
  }
  let ignores: ReturnType<typeof createIgnoreRules> | undefined
  const ignoresOf = async (paths: readonly string[]) => {
    ignores ??= createIgnoreRules(gitDir, await listingOf(base.tree), join(gitDir, 'ignore-rules'))
    return ignores(paths)
  }
  let opened = 0
  return {
    base,
    open: (tree, options) =>
      openCheckout(
        { gitDir, base, listing: listingOf(tree), ignores: ignoresOf, name: `checkout-${++opened}` },
        tree,
        { ...options, path: resolve(options.path) },
      ),
    state: (bytes) => readSourceState(source, bytes),
    idsOf: (paths) => readIds(gitDir, base.tree, paths),
    close: async () => removeFolder(gitDir),
  }
}
