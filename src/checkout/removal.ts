import { chmodSync, lchownSync, lstatSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { errnoOf } from '../kernel/proctor-error.ts'
import type { CheckoutOwner } from './port.ts'

/** Linux takes file names of 4095 bytes at most; what lies deeper than this is moved up before it is removed. */
const DEEP = 3_000
const SLASH = Buffer.from('/')

function inside(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, SLASH, name])
}

function isFolder(file: Buffer): boolean {
  return lstatSync(file).isDirectory()
}

/** Removes a folder and what is in it. Folders that lie too deep are handed to `moveAway` instead. */
function removeTree(folder: Buffer, moveAway: (deep: Buffer) => void): void {
  chmodSync(folder, 0o700)
  for (const name of readdirSync(folder, { encoding: 'buffer' })) {
    const file = inside(folder, name)
    if (!isFolder(file)) unlinkSync(file)
    else if (file.length < DEEP) removeTree(file, moveAway)
    else moveAway(file)
  }
  rmdirSync(folder)
}

/**
 * Removes a folder of ours, whatever modes and depths someone left in it. Links are removed, never followed.
 * Deep folders become neighbours of the folder for a moment, named after it. No folder is no error.
 */
export function removeFolder(path: string): void {
  const waiting = [Buffer.from(path)]
  let moved = 0
  const moveAway = (deep: Buffer) => {
    const neighbour = Buffer.from(`${path}.removing-${moved++}`)
    chmodSync(deep, 0o700)
    renameSync(deep, neighbour)
    waiting.push(neighbour)
  }
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (isFolder(folder)) removeTree(folder, moveAway)
    else unlinkSync(folder)
  }
}

/**
 * The same without holding up this thread: on a disk that is being flushed, taking a folder away waits for it, and here
 * several wait at once. What that way can't remove, for its modes or its depth, the other one does.
 */
export async function removeFolderAsync(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    removeFolder(path)
  }
}

/** Gives a folder and everything in it to a user. Only for what we have just written ourselves. */
export function giveFolder(path: string | Buffer, owner: CheckoutOwner): void {
  const folder = Buffer.from(path)
  lchownSync(folder, owner.uid, owner.gid)
  for (const entry of readdirSync(folder, { encoding: 'buffer', withFileTypes: true })) {
    const file = inside(folder, entry.name)
    if (entry.isDirectory()) giveFolder(file, owner)
    else lchownSync(file, owner.uid, owner.gid)
  }
}
