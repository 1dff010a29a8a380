import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/**
 * A file that is on the disk, whole, name included, when this settles.
 * @param draftFolder where it lies until it is whole: on the same file system
 * @throws ProctorError evidence_write
 */
export async function writeDurably(
  folder: string,
  name: string,
  text: string,
  draftFolder = folder,
): Promise<void> {
  // A name of its own: two processes may write the same file at once, and the later whole one stays.
  const draft = join(draftFolder, `.${name}.${randomBytes(4).toString('hex')}.draft`)
  try {
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, join(folder, name))
    const parent = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      await parent.sync()
    } finally {
      await parent.close()
    }
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    const details = { path: join(folder, name), step: 'write', errno }
    throw new ProctorError('evidence_write', `${name} can not be written: ${errno}`, { cause, details })
  }
}
