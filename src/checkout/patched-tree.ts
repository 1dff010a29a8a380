import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type Base, readBase } from './base.ts'
import { createBaseGitDir } from './base-objects.ts'
import { git } from './git.ts'
import { applyPatch } from './patch-check.ts'
import { removeFolder } from './removal.ts'
import { findSource } from './source.ts'

/**
 * The tree that a patch makes of a commit, by a git dir of our own that is gone afterwards.
 * @param source path of the repository; only read
 * @param commit full id, 40 or 64 hex digits
 * @param gitDir folder to create for the while
 * @returns id of the tree, or null when the patch does not apply
 * @throws ProctorError repository_unusable, base_unknown, git_failed
 */
export async function treeOfPatch(
  source: string,
  commit: string,
  patch: Uint8Array,
  gitDir: string,
): Promise<string | null> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw new ProctorError('base_unknown', `${JSON.stringify(commit)} is not the id of a commit`)
  }
  const found = findSource(source)
  const base = await readBase(found, commit)
  if (patch.length === 0) return base.tree
  const baseDir = resolve(gitDir)
  mkdirSync(baseDir)
  try {
    await createBaseGitDir(baseDir, join(found.commonDir, 'objects'), commit)
    return await patchedTree(baseDir, base, patch, join(baseDir, 'apply'))
  } finally {
    removeFolder(baseDir)
  }
}

/**
 * The same with a git dir that holds the base and nothing else.
 * @param folder to create for the while
 */
export async function patchedTree(
  baseDir: string,
  base: Base,
  patch: Uint8Array,
  folder: string,
): Promise<string | null> {
  if (patch.length === 0) return base.tree
  const index = `${folder}.index`
  await git(['read-tree', base.tree], { gitDir: baseDir, indexFile: index })
  return await applyPatch({ gitDir: baseDir, index }, patch, folder)
}
