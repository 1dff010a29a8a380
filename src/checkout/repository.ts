import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sha256 } from '../kernel/digest.ts'
import { type Base, formatOf, readBase } from './base.ts'
import { createBaseGitDir } from './base-objects.ts'
import { adoptCheckout, type CheckoutOrigin, openCheckout, writeIndex } from './checkout.ts'
import { createIgnoreRules } from './ignore-rules.ts'
import { writeGitDir } from './own-git-dir.ts'
import { patchedTree } from './patched-tree.ts'
import type { OpenRepository, OpenRepositoryAsItIs, Repository } from './port.ts'
import { toRawPath } from './raw-path.ts'
import { removeFolder, removeFolderAsync } from './removal.ts'
import { findSource, type Source } from './source.ts'
import { readFilterSwitches, readSourceState } from './source-state.ts'
import { readTreeListing, type TreeListing } from './tree-listing.ts'

function idAt(listing: TreeListing, tree: string, path: string): string | null {
  if (path === '.') return tree
  const raw = toRawPath(Buffer.from(path.replace(/\/+$/, '')))
  return listing.entries.get(raw)?.id ?? listing.folders.get(raw) ?? null
}

/** See `OpenRepository` in port.ts. */
export const openRepository: OpenRepository = async (sourcePath, revision, gitDirPath) => {
  const source = findSource(sourcePath)
  const base = await readBase(source, revision)
  await createGitDirs(source, base, resolve(gitDirPath))
  return toRepository(source, base, resolve(gitDirPath))
}

/** See `OpenRepositoryAsItIs` in port.ts. */
export const openRepositoryAsItIs: OpenRepositoryAsItIs = async (sourcePath, revision, gitDirPath, bytes) => {
  const source = findSource(sourcePath)
  const gitDir = resolve(gitDirPath)
  // Both have ended, or git might still be at work in a folder that the caller takes away.
  const [opened, state] = await Promise.allSettled([
    openRepository(sourcePath, revision, gitDir),
    readFilterSwitches(source).then((switches) => readSourceState(source, switches, bytes)),
  ])
  if (opened.status === 'rejected') throw opened.reason
  if (state.status === 'rejected') throw state.reason
  return { repository: opened.value, state: state.value }
}

/** Ours, which takes what is measured, and in it one that holds the base and nothing else. */
async function createGitDirs(source: Source, base: Base, gitDir: string): Promise<void> {
  const baseDir = baseDirOf(gitDir)
  mkdirSync(gitDir)
  try {
    writeGitDir(gitDir, { format: formatOf(base.commit), alternate: join(baseDir, 'objects') })
    await createBaseGitDir(baseDir, join(source.commonDir, 'objects'), base.commit)
  } catch (error) {
    removeFolder(gitDir)
    throw error
  }
}

function baseDirOf(gitDir: string): string {
  return join(gitDir, 'base.git')
}

function toRepository(source: Source, base: Base, gitDir: string): Repository {
  const baseDir = baseDirOf(gitDir)
  const listings = new Map<string, Promise<TreeListing>>()
  const listingOf = (tree: string) => {
    const known = listings.get(tree) ?? readTreeListing(gitDir, tree)
    listings.set(tree, known)
    return known
  }
  const indexes = new Map<string, Promise<string>>()
  const indexOf = (tree: string) => {
    const known = indexes.get(tree) ?? writeIndex(gitDir, tree)
    indexes.set(tree, known)
    return known
  }
  const ignores = createIgnoreRules(gitDir, () => listingOf(base.tree), join(gitDir, 'ignore-rules'))
  const patched = new Map<string, string | null>()
  let opened = 0
  let known: ReturnType<typeof readFilterSwitches> | undefined
  const switches = () => (known ??= readFilterSwitches(source))
  const originOf = (tree: string): CheckoutOrigin => ({
    gitDir,
    baseDir,
    base,
    listing: listingOf(tree),
    ignores,
    patched,
    name: `checkout-${++opened}`,
  })
  return {
    base,
    open: (tree, options) => openCheckout(originOf(tree), tree, { ...options, path: resolve(options.path) }),
    adopt: (tree, options) =>
      adoptCheckout(originOf(tree), tree, { ...options, path: resolve(options.path) }, indexOf(tree)),
    state: async (bytes) => readSourceState(source, await switches(), bytes),
    treeOf: async (patch) =>
      patched.get(sha256(patch)) ?? patchedTree(baseDir, base, patch, join(gitDir, `tree-of-${++opened}`)),
    idsOf: async (paths) => {
      const listing = await listingOf(base.tree)
      return new Map(paths.map((path) => [path, idAt(listing, base.tree, path)]))
    },
    close: () => removeFolderAsync(gitDir),
  }
}
