// Promises: files of ours at their places in a checkout that holds an engine's result, whatever the result has put there.
// Must not: follow a link of the result; the harness may be root. Called by: run-tests.ts, prepare.ts.
import { chown, lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'
import type { LaidFile } from '../workspace/read-hidden-tests.ts'

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Writes files over a checkout. What stands in their way, or in the way of their folders, gives way. */
export async function layOver(
  checkout: string,
  files: readonly LaidFile[],
  owner: Owner | undefined,
): Promise<void> {
  for (const { path, content } of files) {
    const segments = path.split('/')
    const name = segments.pop() ?? ''
    const file = join(await layFolder(checkout, segments, owner), name)
    await rm(file, { recursive: true, force: true })
    await writeFile(file, content, { flag: 'wx', mode: 0o644 })
    if (owner !== undefined) await chown(file, owner.uid, owner.gid)
  }
}

/** A plain folder at this place below a checkout, each of its parents a plain folder too. Returns its path. */
export async function layFolder(
  checkout: string,
  segments: readonly string[],
  owner: Owner | undefined,
): Promise<string> {
  let folder = checkout
  for (const segment of segments) {
    folder = join(folder, segment)
    if (await isPlainFolder(folder)) continue
    await rm(folder, { force: true })
    await mkdir(folder, { mode: 0o755 })
    if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  }
  return folder
}

async function isPlainFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
