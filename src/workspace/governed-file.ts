import { hash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { git } from './git.ts'
import type { LoadedWorkspace } from './read-workspace.ts'

/** A file that governs: it counts as it is in the workspace's commit, and is lost as soon as it is gone from disk. */
export interface GovernedFile {
  readonly bytes: Uint8Array
  /** Why the bytes are not those of the protected commit; null when they are, or when there is no commit at all. */
  readonly uncommitted: string | null
}

const MAX_BYTES = 4 * 1024 * 1024

/**
 * Reads a file by its path inside the workspace. Null when it is not there.
 * @throws ProctorError config_unreadable when it is a link, no regular file or too large
 */
export async function readGovernedFile(
  { dir, protection }: Pick<LoadedWorkspace, 'dir' | 'protection'>,
  path: string,
): Promise<GovernedFile | null> {
  const bytes = await readPlain(join(dir, path), path)
  if (bytes === null || !protection.protected) return bytes === null ? null : { bytes, uncommitted: null }
  const listed = await git(dir, ['rev-parse', '--verify', '--quiet', `${protection.commit}:./${path}`])
  if (listed.code !== 0) return { bytes, uncommitted: `${path} is not in the workspace's commit` }
  const same = blobId(bytes, listed.stdout.trim()) === listed.stdout.trim()
  return { bytes, uncommitted: same ? null : `${path} is not what the workspace's commit holds` }
}

/** Git's id of a file's bytes, by the hash that `like` is made with. */
function blobId(bytes: Uint8Array, like: string): string {
  const object = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes])
  return hash(like.length === 64 ? 'sha256' : 'sha1', object, 'hex')
}

async function readPlain(full: string, path: string): Promise<Uint8Array | null> {
  try {
    const stat = await lstat(full)
    if (!stat.isFile() || stat.size > MAX_BYTES) {
      throw new ProctorError('config_unreadable', `${path} is no regular file of at most 4 MiB`, {
        hint: 'take it from the last good commit of the workspace',
      })
    }
    return await readFile(full)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null
    throw error
  }
}
