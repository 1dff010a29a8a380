import { lchown, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Gives a folder that the harness filled, and all in it, to the run's own user. No link is followed. */
export async function giveFolder(
  path: string,
  owner: { readonly uid: number; readonly gid: number },
): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) await giveFolder(inner, owner)
    else await lchown(inner, owner.uid, owner.gid)
  }
  await lchown(path, owner.uid, owner.gid)
}
