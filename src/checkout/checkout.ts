import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TreeAnomaly } from '../contract/facts.ts'
import { sha256 } from '../kernel/digest.ts'
import { type Base, formatOf } from './base.ts'
import { createEngineGit, writeEngineIndex } from './engine-git.ts'
import { type Edit, scanFolder } from './folder-scan.ts'
import { git } from './git.ts'
import type { IgnoreRules } from './ignore-rules.ts'
import { readPatch } from './patch.ts'
import { applyPatch } from './patch-check.ts'
import type { Checkout, OpenOptions, TreeChanges } from './port.ts'
import { compareRaw, type RawPath, textOf } from './raw-path.ts'
import { giveFolder, removeFolder, removeFolderAsync } from './removal.ts'
import { importTree } from './tree-import.ts'
import type { TreeListing } from './tree-listing.ts'

/** What a checkout needs of the repository that it comes from. */
export interface CheckoutOrigin {
  /** Our own git dir, which takes what is measured. */
  readonly gitDir: string
  /** Git dir that holds the base and nothing else. */
  readonly baseDir: string
  readonly base: Base
  readonly listing: Promise<TreeListing>
  readonly ignores: IgnoreRules
  /** Trees that patches were found to make of the base, by the patch's SHA-256. */
  readonly patched: Map<string, string | null>
  /** Name, unique in the git dir, for what belongs to this checkout. */
  readonly name: string
}

interface Difference {
  readonly edits: readonly Edit[]
  readonly deleted: readonly RawPath[]
  readonly anomalies: TreeAnomaly[]
  readonly ignored: string[]
}

/** How the folder differs from the tree, once the ignore rules have said what does not count. */
async function readDifference(
  origin: CheckoutOrigin,
  tree: string,
  options: OpenOptions,
): Promise<Difference> {
  const listing = await origin.listing
  const scan = await scanFolder(options.path, listing, { format: formatOf(tree), ...options })
  const ignored = await origin.ignores(scan.untracked.map(({ path }) => path))
  const edits: Edit[] = [...scan.edits]
  const anomalies = [...scan.anomalies]
  for (const found of scan.untracked) {
    if (ignored.has(found.path)) continue
    if ('kind' in found) anomalies.push(found)
    else edits.push(found)
  }
  const here = new Set([...scan.kept, ...edits.map(({ path }) => path)])
  return {
    edits,
    deleted: [...listing.entries.keys()].filter((path) => !here.has(path)),
    anomalies: anomalies
      .sort((a, b) => compareRaw(a.path, b.path))
      .map(({ path, kind }) => ({ kind, path: textOf(path) })),
    ignored: [...ignored].sort(compareRaw).map(textOf),
  }
}

async function measure(
  origin: CheckoutOrigin,
  tree: string,
  options: OpenOptions,
  index: string,
  name: string,
): Promise<TreeChanges> {
  const { gitDir } = origin
  const { edits, deleted, ...rest } = await readDifference(origin, tree, options)
  if (edits.length === 0 && deleted.length === 0) {
    return { ...rest, resultTree: tree, patch: new Uint8Array(), changedFiles: [], applies: true }
  }
  const resultTree = await importTree(gitDir, tree, deleted, edits, `refs/measured/${name}`)
  const holder = tree === origin.base.tree ? origin.baseDir : gitDir
  const { bytes: patch, changedFiles } = await readPatch(gitDir, tree, resultTree)
  const applied = await applyPatch({ gitDir: holder, index }, patch, join(gitDir, `apply-${name}`))
  if (holder === origin.baseDir) origin.patched.set(sha256(patch), applied)
  return { ...rest, resultTree, changedFiles, patch, applies: applied === resultTree }
}

/** Makes the folder, and takes it away again when it could not be made whole. */
export async function openCheckout(
  origin: CheckoutOrigin,
  tree: string,
  options: OpenOptions,
): Promise<Checkout> {
  const { path, owner } = options
  const { gitDir, baseDir, base } = origin
  const indexFile = toIndexFile(origin)
  mkdirSync(path, { mode: 0o755 })
  try {
    const files = git(['read-tree', '-m', '-u', tree], { gitDir, workTree: path, indexFile })
    const jobs: Promise<unknown>[] = [files, origin.listing]
    if (options.engineGit) jobs.push(createEngineGit(gitDir, baseDir, path, tree, base))
    const failed = (await Promise.allSettled(jobs)).find((job) => job.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    if (options.engineGit) writeEngineIndex(indexFile, path)
    if (owner !== undefined) giveFolder(path, owner)
  } catch (error) {
    removeFolder(path)
    throw error
  }
  return toCheckout(origin, tree, options, indexFile)
}

/**
 * Takes up a folder that another process made.
 * @param index file that holds the tree; it is only read, so that several checkouts may share it
 */
export async function adoptCheckout(
  origin: CheckoutOrigin,
  tree: string,
  options: OpenOptions,
  index: Promise<string>,
): Promise<Checkout> {
  const [indexFile] = await Promise.all([index, origin.listing])
  return toCheckout(origin, tree, options, indexFile)
}

/** An index file that holds a tree, for the checkouts of it that are taken up. @returns its path */
export async function writeIndex(gitDir: string, tree: string): Promise<string> {
  const indexFile = join(gitDir, `adopted-${tree}.index`)
  await git(['read-tree', tree], { gitDir, indexFile })
  return indexFile
}

function toIndexFile({ gitDir, name }: CheckoutOrigin): string {
  return join(gitDir, `${name}.index`)
}

function toCheckout(origin: CheckoutOrigin, tree: string, options: OpenOptions, index: string): Checkout {
  const { path } = options
  let measured = 0
  return {
    path,
    tree,
    changes: () => measure(origin, tree, options, index, `${origin.name}-${++measured}`),
    close: () => removeFolderAsync(path),
  }
}
