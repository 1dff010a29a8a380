import { constants } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes all of `bytes` at a position. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

/** A new file that is on the disk, name included, when this settles. The same content again is no error. */
export async function writeNewFile(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await writeSynced(join(folder, name), bytes)
  await syncFolder(folder)
}

/** Puts `content` in place of what the file held, whole or not at all; on the disk when this settles. */
export async function replaceFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const draft = join(folder, `.${name}.draft`)
  await writeSynced(draft, typeof content === 'string' ? Buffer.from(content, 'utf8') : content)
  await rename(draft, join(folder, name))
  await syncFolder(folder)
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
  const file = await open(path, flags, 0o644)
  try {
    await writeAt(file, bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
