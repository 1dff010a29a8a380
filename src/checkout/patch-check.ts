import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'
import { git, tryGit } from './git.ts'
import { removeFolderAsync } from './removal.ts'

/** What a patch is applied to. */
export interface PatchStart {
  /** Git dir of ours that holds the tree; best without what the patch leads to, since git takes that as a given. */
  readonly gitDir: string
  /** Index file that holds the tree; it is left as it is. */
  readonly index: string
}

/**
 * Applies a patch and writes the tree, into an object folder that is gone afterwards.
 * @param folder to create for the while
 * @returns id of the tree, or null when the patch does not apply
 */
export async function applyPatch(
  start: PatchStart,
  patch: Uint8Array,
  folder: string,
): Promise<string | null> {
  const indexFile = join(folder, 'index')
  const call = {
    gitDir: start.gitDir,
    indexFile,
    objects: join(folder, 'objects'),
    lentObjects: join(start.gitDir, 'objects'),
  }
  mkdirSync(call.objects, { recursive: true })
  try {
    copyFileSync(start.index, indexFile)
    if (patch.length > 0) {
      const args = ['apply', '--cached', '--whitespace=nowarn', '-']
      const { status } = await tryGit(args, { ...call, stdin: patch })
      if (status === null) throw new ProctorError('git_failed', 'git apply was killed')
      if (status !== 0) return null
    }
    return (await git(['write-tree'], call)).toString('latin1').trim()
  } finally {
    await removeFolderAsync(folder)
  }
}
