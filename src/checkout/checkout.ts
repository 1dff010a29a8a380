import { mkdirSync } from 'node:fs'
import type { TreeAnomaly } from '../contract/facts.ts'
import { type Base, formatOf } from './base.ts'
import { createEngineGit, writeEngineIndex } from './engine-git.ts'
import { type Edit, scanFolder } from './folder-scan.ts'
import { git } from './git.ts'
import type { IgnoreRules } from './ignore-rules.ts'
import { applyPatch, readChangedFiles, readPatch } from './patch.ts'
import type { Checkout, OpenOptions, TreeChanges } from './port.ts'
import { compareRaw, textOf } from './raw-path.ts'
import { giveFolder, removeFolder } from './removal.ts'
import { importTree } from './tree-import.ts'
import type { TreeListing } from './tree-listing.ts'

/** What a checkout needs of the repository that it comes from. */
export interface CheckoutOrigin {
  readonly gitDir: string
  readonly base: Base
  readonly listing: Promise<TreeListing>
  readonly ignores: IgnoreRules
  /** Name, unique in the git dir, for what belongs to this checkout. */
  readonly name: string
}

/** Writes the files of a tree, and with them an index that holds it. */
async function writeTree(gitDir: string, tree: string, path: string, indexFile: string): Promise<void> {
  await git(['read-tree', '-m', '-u', tree], { gitDir, workTree: path, indexFile })
}

async function measure(
  origin: CheckoutOrigin,
  tree: string,
  options: OpenOptions,
  indexFile: string,
  ref: string,
): Promise<TreeChanges> {
  const { gitDir } = origin
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
  const edited = new Set(edits.map(({ path }) => path))
  const deleted = [...listing.keys()].filter((path) => !scan.kept.has(path) && !edited.has(path))
  const common = { anomalies: toAnomalies(anomalies), ignored: [...ignored].sort(compareRaw).map(textOf) }
  if (edits.length === 0 && deleted.length === 0) {
    return { ...common, resultTree: tree, patch: new Uint8Array(), changedFiles: [], applies: true }
  }
  const resultTree = await importTree(gitDir, tree, deleted, edits, ref)
  const readAndApply = async () => {
    const patch = await readPatch(gitDir, tree, resultTree)
    return { patch, applies: (await applyPatch(gitDir, indexFile, patch)) === resultTree }
  }
  const [changedFiles, applied] = await Promise.all([
    readChangedFiles(gitDir, tree, resultTree),
    readAndApply(),
  ])
  return { ...common, resultTree, changedFiles, ...applied }
}

function toAnomalies(found: readonly { path: string; kind: TreeAnomaly['kind'] }[]): TreeAnomaly[] {
  return [...found]
    .sort((a, b) => compareRaw(a.path, b.path))
    .map(({ path, kind }) => ({ kind, path: textOf(path) }))
}

/** Makes the folder, and takes it away again when it could not be made whole. */
export async function openCheckout(
  origin: CheckoutOrigin,
  tree: string,
  options: OpenOptions,
): Promise<Checkout> {
  const { path, owner } = options
  const indexFile = `${origin.gitDir}/${origin.name}.index`
  mkdirSync(path, { mode: 0o755 })
  try {
    const jobs = [writeTree(origin.gitDir, tree, path, indexFile), origin.listing]
    if (options.engineGit) jobs.push(createEngineGit(origin.gitDir, path, tree, origin.base))
    const failed = (await Promise.allSettled(jobs)).find((job) => job.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    if (options.engineGit) writeEngineIndex(indexFile, path)
    if (owner !== undefined) giveFolder(path, owner)
  } catch (error) {
    removeFolder(path)
    throw error
  }
  let measured = 0
  return {
    path,
    tree,
    changes: () => measure(origin, tree, options, indexFile, `refs/measured/${origin.name}-${++measured}`),
    close: async () => removeFolder(path),
  }
}
